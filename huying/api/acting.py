"""What the citizen does with a running request, and what a partner sees of those that it filed."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import File, Query, UploadedFile
from ninja import Status as Answer

from huying.api import callers, problems, shapes
from huying.api.models import Filing
from huying.api.progress import STATUS
from huying.api.requests import DOOR, Key, Number, OptionalCode, citizen_of, router
from huying.clocks.present import now
from huying.people import partners
from huying.tickets import access, life, uploads
from huying.tickets.incoming import fitting
from huying.tickets.states import State

MAY_REFUSE = problems.told(400, 401, 403, 404, 409, 422, 429, 500)
MOST = 100
UNREAD = tuple(f"{whose}{name}" for whose in ("", "main__") for name in ("search", "detail", "wish"))


@router.post("/requests/{number}/completions", response=shapes.Done, operation_id="completeRequest", openapi_extra=MAY_REFUSE,
             summary="补充 · Complete a request")
def complete(request: HttpRequest, number: Number, body: shapes.Completion, idempotency_key: Key,
             code: OptionalCode = "") -> dict[str, Any]:
    """What was asked for: each element by itself, or `words` that are added to the event."""
    given = body.model_dump(exclude={"words"}, exclude_defaults=True)
    return _done(request, number, code, "complete", idempotency_key, words=body.words, **given)


@router.post("/requests/{number}/urges", response=shapes.Done, operation_id="urgeRequest", openapi_extra=MAY_REFUSE,
             summary="催办 · Urge a request")
def urge(request: HttpRequest, number: Number, body: shapes.Words, idempotency_key: Key, code: OptionalCode = "") -> dict[str, Any]:
    return _done(request, number, code, "urge", idempotency_key, words=body.words)


@router.post("/requests/{number}/withdrawals", response=shapes.Done, operation_id="withdrawRequest", openapi_extra=MAY_REFUSE,
             summary="撤回 · Withdraw a request")
def withdraw(request: HttpRequest, number: Number, body: shapes.Words, idempotency_key: Key, code: OptionalCode = "") -> dict[str, Any]:
    return _done(request, number, code, "withdraw", idempotency_key, reason=body.words)


@router.post("/requests/{number}/ratings", response=shapes.Done, operation_id="rateRequest", openapi_extra=MAY_REFUSE,
             summary="评价 · Rate the outcome")
def rate(request: HttpRequest, number: Number, body: shapes.RatingIn, idempotency_key: Key, code: OptionalCode = "") -> dict[str, Any]:
    """While the rating window (24 hours after completion) is open; an unhappy grade opens a review."""
    return _done(request, number, code, "rate", idempotency_key, matter=body.matter, agent=body.agent or "", solved=body.solved,
                 comment=body.comment)


@router.get("/requests", response=shapes.Filed, operation_id="listRequests", openapi_extra=problems.told(401, 403, 422, 429),
            summary="自己的诉求 · Requests that the partner filed, or the citizen's own")
def filed(request: HttpRequest, response: HttpResponse,
          before: Annotated[str, Query(pattern=r"^[0-9]{1,18}$|^$", description="`next` of the page before")] = "",
          limit: Annotated[int, Query(ge=1, le=MOST)] = 50) -> dict[str, Any]:
    """Newest first, by key: pages stay right while requests come in."""
    caller = callers.needed(request, partners.READ)
    caller.limited(request, response)
    rows: QuerySet[Any] = Filing.objects.filter(partner=caller.partner).select_related("ticket__main").defer(
        *(f"ticket__{name}" for name in UNREAD))
    if caller.citizen is not None:
        rows = access.visible(caller.person).select_related("main").defer(*UNREAD)
    found = list((rows.filter(id__lt=int(before)) if before else rows).order_by("-id")[: limit + 1])
    caller.count("requests.list", now())
    tickets = [getattr(each, "ticket", each) for each in found[:limit]]
    items = [{"number": each.number, "status": STATUS[State((each.main or each).state)][0], "registered_at": each.registered_at,
              "changed_at": (each.main or each).changed_at, "due_at": (each.main or each).due_at} for each in tickets]
    return {"items": items, "next": str(found[limit - 1].pk) if len(found) > limit else None}


@router.post("/attachments", response={201: shapes.Attached}, operation_id="createAttachments",
             openapi_extra=problems.told(400, 401, 403, 415, 422, 429, 500), summary="上传材料 · Upload files for a request")
def attachments(request: HttpRequest, response: HttpResponse, files: Annotated[list[UploadedFile], File()]) -> Answer[dict[str, Any]]:
    """For partners and citizens with a token. Give the tokens as `attachments` of the request within two days."""
    caller = callers.needed(request, partners.WRITE)
    caller.limited(request, response)
    tokens = uploads.take(files, caller.holder, None, "citizen", now())
    caller.count("attachments", now())
    return Answer(201, {"attachments": tokens})


def _done(request: HttpRequest, number: str, code: str, verb: str, key: str, **given: Any) -> dict[str, Any]:
    person, caller = citizen_of(request, number, code, partners.ACT)
    outcome = getattr(life, verb)(number, by=person, now=now(), door=DOOR, key=fitting(f"api:{key}"), **given)
    caller.count(f"requests.{verb}", now())
    return {"number": number, "status": STATUS[State(outcome.ticket.state)][0], "replayed": outcome.replayed}
