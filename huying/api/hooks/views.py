"""Webhooks at the API: registered, listed, renewed, tested and removed by the partner itself."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja import Status as Answer

from huying.api import limits, oauth, problems
from huying.api.hooks import keeping, shapes
from huying.api.models import Hook, HookDelivery
from huying.api.requests import Key
from huying.clocks.present import now
from huying.people import partners
from huying.tickets.problems import blocked

router = Router(tags=["webhooks"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
MAY_REFUSE = problems.told(400, 401, 403, 404, 409, 422, 429, 500)
MOST = 100


@router.post("/webhooks", response={201: shapes.HookMade}, operation_id="createWebhook", openapi_extra=MAY_REFUSE,
             summary="登记回调地址 · Register a webhook")
def create(request: HttpRequest, response: HttpResponse, body: shapes.HookIn, idempotency_key: Key) -> Answer[dict[str, Any]]:
    """What changes from now on is told there. Keep the secret: it is not shown again."""
    access = _access(request, response, "webhooks.create")
    hook, secret = keeping.make(access.partner, body.url, body.types, now(), key=idempotency_key)
    return Answer(201, {**_told(hook), "secret": secret or None})


@router.get("/webhooks", response=shapes.Hooks, operation_id="listWebhooks", openapi_extra=problems.told(401, 403, 429),
            summary="回调地址列表 · The partner's webhooks")
def listed(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    access = _access(request, response, "webhooks.list")
    return {"items": [_told(hook) for hook in Hook.objects.filter(partner=access.partner)]}


@router.get("/webhooks/{hook_id}", response=shapes.HookOut, operation_id="readWebhook", summary="回调地址 · One webhook",
            openapi_extra=problems.told(401, 403, 404, 422, 429))
def read(request: HttpRequest, response: HttpResponse, hook_id: Id) -> dict[str, Any]:
    return _told(_own(_access(request, response, "webhooks.read"), hook_id))


@router.delete("/webhooks/{hook_id}", response={204: None}, operation_id="deleteWebhook", summary="删除回调地址 · Remove a webhook",
               openapi_extra=problems.told(401, 403, 404, 422, 429, 500))
def remove(request: HttpRequest, response: HttpResponse, hook_id: Id) -> Answer[None]:
    """It gets nothing more; its log goes with it."""
    _own(_access(request, response, "webhooks.delete"), hook_id).delete()
    return Answer(204, None)


@router.post("/webhooks/{hook_id}/secrets", response={201: shapes.SecretOut}, operation_id="renewWebhookSecret",
             openapi_extra=MAY_REFUSE, summary="换发签名密钥 · Renew the signing secret")
def renew(request: HttpRequest, response: HttpResponse, hook_id: Id, idempotency_key: Key) -> Answer[dict[str, Any]]:
    """For a day messages carry two signatures, by the new secret and by the former one."""
    hook = _own(_access(request, response, "webhooks.renew"), hook_id)
    secret = keeping.renew(hook, now(), key=idempotency_key)
    return Answer(201, {"secret": secret, "former_until": hook.former_until})


@router.post("/webhooks/{hook_id}/pings", response={201: shapes.DeliveryOut}, operation_id="pingWebhook", openapi_extra=MAY_REFUSE,
             summary="测试推送 · Send a test message")
def ping(request: HttpRequest, response: HttpResponse, hook_id: Id, idempotency_key: Key) -> Answer[dict[str, Any]]:
    """A message of the type `ping`; what came of it stands in the deliveries."""
    hook = _own(_access(request, response, "webhooks.ping"), hook_id)
    return Answer(201, _line(keeping.ping(hook, now(), key=idempotency_key)))


@router.get("/webhooks/{hook_id}/deliveries", response=shapes.Deliveries, operation_id="listWebhookDeliveries",
            openapi_extra=problems.told(401, 403, 404, 422, 429), summary="推送记录 · What was sent")
def deliveries(request: HttpRequest, response: HttpResponse, hook_id: Id,
               before: Annotated[str, Query(pattern=r"^[0-9]{1,18}$|^$", description="`next` of the page before")] = "",
               limit: Annotated[int, Query(ge=1, le=MOST)] = 50) -> dict[str, Any]:
    """Newest first, by key; delivered ones are kept for 30 days, failed ones for 90."""
    hook = _own(_access(request, response, "webhooks.deliveries"), hook_id)
    rows = HookDelivery.objects.filter(hook=hook).select_related("ticket").only(*_FIELDS).order_by("-id")
    found = list((rows.filter(id__lt=int(before)) if before else rows)[: limit + 1])
    return {"items": [_line(row) for row in found[:limit]], "next": str(found[limit - 1].pk) if len(found) > limit else None}


_FIELDS = ("name", "type", "ticket__number", "sequence", "state", "tries", "made_at", "next_at", "done_at", "status", "error")


def _access(request: HttpRequest, response: HttpResponse, what: str) -> oauth.Access:
    access = oauth.needed(request, partners.HOOKS)
    limits.partner(access.partner, response)
    partners.count(access.key, what, now())
    return access


def _own(access: oauth.Access, hook_id: int) -> Hook:
    hook = Hook.objects.select_related("partner").filter(partner=access.partner, pk=hook_id).first()
    if hook is None:
        raise blocked("unknown", "没有这个回调地址。", "No such webhook.")
    return hook


def _told(hook: Hook) -> dict[str, Any]:
    return {"id": hook.pk, "url": hook.url, "types": hook.types, "active": hook.active, "off_why": hook.off_why,
            "created_at": hook.made_at, "success_at": hook.success_at, "failing_since": hook.failing_since}


def _line(row: HookDelivery) -> dict[str, Any]:
    return {"webhook_id": row.webhook_id, "type": row.type, "number": row.ticket.number if row.ticket else None,
            "sequence": row.sequence, "state": row.state, "tries": row.tries, "created_at": row.made_at, "next_at": row.next_at,
            "done_at": row.done_at, "status": row.status, "error": row.error}
