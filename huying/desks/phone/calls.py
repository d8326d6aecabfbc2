"""All calls, page by page; one call with what happened in it; its recordings, each listening with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from huying import policy
from huying.channels.phone import areas, callers, recordings, seeing
from huying.channels.phone.models import Call, CallEvent, CallRecording
from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.forms import ReasonForm
from huying.desks.lists.rows import address
from huying.desks.phone import wave, words
from huying.desks.phone.who import account_id, person_of
from huying.people.models import Account, Look
from huying.people.persons import Person, Role
from huying.people.vault import VaultError
from huying.tickets.queries.pages import Lane, page

SEERS = (Role.AGENT, Role.FOLLOWUP, *sorted(seeing.FLOOR))
HEARD = "phone_heard"  # session: recording → epoch second until which it may be played
LISTENING = timedelta(hours=1)
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Filters(forms.Form):
    """What may be asked of the list; everything may be left open."""

    direction = forms.ChoiceField(label=gettext_lazy("方向"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), required=False)
    agent = forms.ChoiceField(label=gettext_lazy("话务员"), required=False)
    day = forms.DateField(label=gettext_lazy("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, person: Person) -> None:
        super().__init__(data)
        anything, fields = [("", _("全部"))], self.fields
        fields["direction"].choices = anything + [(code, words.said(words.DIRECTION, code)) for code in words.DIRECTION]  # type: ignore[attr-defined]
        fields["outcome"].choices = anything + [(code, _(label)) for code, (label, _tone) in words.OUTCOME.items()]  # type: ignore[attr-defined]
        if person.roles & seeing.FLOOR:
            named = Account.objects.filter(seat__isnull=False).order_by("name").values_list("pk", "name")
            fields["agent"].choices = anything + [(str(pk), name) for pk, name in named]  # type: ignore[attr-defined]
        else:
            del fields["agent"]


@require_GET
@enter(*SEERS)
def calls(request: HttpRequest) -> HttpResponse:
    """Newest first, those that the reader may see."""
    person, now = person_of(request), present()
    form = Filters(request.GET or None, person)
    query = seeing.visible(person).select_related("agent", "ticket").defer("ticket__search", "ticket__detail")
    if form.is_bound:
        form.is_valid()
        chosen = {name: value for name, value in form.cleaned_data.items() if value}
        if "day" in chosen:
            begin = _midnight(chosen.pop("day"))
            query = query.filter(began_at__gte=begin, began_at__lt=begin + timedelta(days=1))
        query = query.filter(**chosen)
    found = page([Lane(query, ("-id",))], request.GET.get("at", ""))
    return render(request, "phone/calls.html", {"rows": [_row(call, now) for call in found.rows], "form": form, "now": now,
                                                "pager": pager(request, found)})


@require_GET
@enter(*SEERS)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk))


@require_POST
@enter(*SEERS)
def listens(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why; the listening is written down and the player opens for an hour."""
    recording = _recording(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, recording.call, reason_form=form, status=422)
    now = present()
    Look.objects.create(account_id=account_id(request), number=recording.call.ticket.number if recording.call.ticket else "",
                        citizen_id=recording.call.citizen_id, field=f"recording:{recording.pk}", at=now,
                        reason=form.cleaned_data["reason"], address=request.META.get("REMOTE_ADDR") or None)
    heard = {key: until for key, until in request.session.get(HEARD, {}).items() if until > now.timestamp()}
    request.session[HEARD] = {**heard, str(recording.pk): (now + LISTENING).timestamp()}
    back = request.POST.get("back", "")
    here = back.startswith("/staff/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if here else reverse("phone:call", args=[recording.call_id]))


@require_GET
@enter(*SEERS)
def sound(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sound, from any byte: only while a listening with its reason is open."""
    recording = _recording(request, pk)
    if not _open_to(request, recording):
        return HttpResponse(_("请先写明收听事由。"), status=403, content_type="text/plain; charset=utf-8")
    start, end = _range(request.headers.get("Range", ""), recording.size)
    if start >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{recording.size}"})
    try:
        pieces = _begun(recordings.sound(recording, start, end))
    except (FileNotFoundError, VaultError):
        return HttpResponse(_("录音文件不在或已损坏。"), status=410, content_type="text/plain; charset=utf-8")
    partial = "Range" in request.headers
    answer: HttpResponseBase = StreamingHttpResponse(pieces, status=206 if partial else 200, content_type="audio/wav")
    if partial:
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{recording.size}"
    answer["Content-Length"], answer["Accept-Ranges"] = str(end - start), "bytes"
    answer["Cache-Control"], answer["X-Content-Type-Options"] = "private, no-store", "nosniff"
    return answer


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The first piece is opened before the answer begins, so that a lost file is said, not cut off."""
    return chain([next(pieces)], pieces)


def _range(asked: str, size: int) -> tuple[int, int]:
    """[start, end) of "bytes=…"; the whole for what is no such thing (RFC 9110 §14.2)."""
    found = RANGE.fullmatch(asked.strip())
    if not found or not (found[1] or found[2]):
        return 0, size
    if not found[1]:
        return max(0, size - int(found[2])), size
    return int(found[1]), min(int(found[2]) + 1, size) if found[2] else size


def _find(request: HttpRequest, pk: int) -> Call:
    found = seeing.visible(person_of(request)).select_related("agent", "ticket").filter(pk=pk).first()
    if found is None:
        raise Http404(str(pk))
    return found


def _recording(request: HttpRequest, pk: int) -> CallRecording:
    found = CallRecording.objects.select_related("call__ticket").filter(pk=pk, call__in=seeing.visible(person_of(request))).first()
    if found is None or not seeing.may_listen(person_of(request), found.call):
        raise Http404(str(pk))
    return found


def _open_to(request: HttpRequest, recording: CallRecording) -> bool:
    return bool(request.session.get(HEARD, {}).get(str(recording.pk), 0) > present().timestamp())


def _page(request: HttpRequest, found: Call, *, status: int = 200, reason_form: forms.Form | None = None) -> HttpResponse:
    now = present()
    context: dict[str, Any] = {
        "call": found, "row": _row(found, now), "now": now,
        "events": [_event(each, found) for each in found.events.select_related("agent").order_by("id")],
        "parties": [_party(party, now) for party in found.parties.order_by("id")], "back": getattr(found, "back", None),
        "skills": words.skills(found.skills), **player(request, found, reason_form),
    }  # fmt: skip
    if context["back"]:
        context["why"], context["back_state"] = words.said(words.WHY, found.back.why), words.said(words.BACK, found.back.state)
    return render(request, "phone/call.html", context, status=status)


def player(request: HttpRequest, found: Call, reason_form: forms.Form | None = None) -> dict[str, Any]:
    """What phone/recording.html needs: the recordings with wave and marks, and for which reason one may listen."""
    return {"recordings": [_sound(request, each) for each in found.recordings.order_by("began_at")],
            "may_listen": seeing.may_listen(person_of(request), found), "reason_form": reason_form or ReasonForm(),
            "reasons": [_("质检"), _("核实诉求"), _("培训"), _("争议处理")], "listens_at": request.path if request.method == "GET" else ""}


def _row(found: Call, now: datetime) -> dict[str, Any]:
    return {"call": found, "number": callers.shown(found) or "—", "mark": words.said(words.MARK, found.caller) if found.caller else "",
            "area": areas.named(found.area, english=words.english()), "ended": words.ended(found),
            "direction": words.said(words.DIRECTION, found.direction), "purpose": words.said(words.PURPOSE, found.purpose),
            "waited": words.lasting(found.queued_at, found.answered_at or found.ended_at, now),
            "talked": words.lasting(found.answered_at, found.ended_at, now), "url": address(found.ticket.number) if found.ticket else ""}


def _event(event: CallEvent, found: Call) -> dict[str, Any]:
    """One line of ui/c/timeline.html."""
    told = words.toned(words.EVENT, event.what)
    data, more = event.data, []
    if data.get("party"):
        more.append(f"{words.said(words.PARTY, data['party'])} {words.target(str(data.get('target', '')))}".strip())
    if data.get("consent"):
        more.append(f"{_('诉求人')}：{words.said(words.CONSENT, data['consent'])}")
    if data.get("drill"):
        more.append(_("演练"))
    if data.get("score"):
        more.append(_("%(score)s 分") % {"score": data["score"]})
    if data.get("reason"):
        more.append(words.toned(words.OUTCOME, str(data["reason"]))["label"])
    title = words.said(words.DIRECTION, found.direction) if event.what == "arrived" else told["label"]
    who = " · ".join(filter(None, (f"+{words.span(event.at - found.began_at)}", event.agent.name if event.agent else "")))
    return {"title": title, "icon": told["icon"], "at": event.at, "who": who, "text": " · ".join(more), "now": False}


def _party(party: Any, now: datetime) -> dict[str, Any]:
    return {"kind": words.said(words.PARTY, party.kind), "who": words.target(party.target) or "—", "drill": party.drill,
            "consent": words.said(words.CONSENT, party.consent), "other": party.other_number, "began_at": party.began_at,
            "lasted": words.lasting(party.answered_at, party.ended_at, now), "answered": party.answered_at is not None}


def _sound(request: HttpRequest, recording: CallRecording) -> dict[str, Any]:
    playable = recording.state == CallRecording.KEPT
    return {"recording": recording, "state": words.said(words.RECORDING, recording.state),
            "open": playable and _open_to(request, recording), "length": words.span(recording.seconds), "playable": playable,
            "digest": bytes(recording.sha256 or b"").hex()[:16],
            "wave": wave.drawn(recording) if playable else None}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), policy.current().city.zone)
