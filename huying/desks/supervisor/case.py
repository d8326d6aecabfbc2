"""What an inspector or the agent sees of a sample: the ticket with its history, the call with what was said, the scores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from huying.channels.phone import callers
from huying.channels.phone.models import Call
from huying.clocks.present import now as present
from huying.desks.lists.rows import english, row_of
from huying.desks.phone.calls import player
from huying.people.models import Look
from huying.policy import current
from huying.supervision import comparing
from huying.supervision.models import Sample
from huying.tickets.events import sentence
from huying.understanding.masking import mask_text

LONG_NUMBER = re.compile(r"[0-9０-９]{9,}[xX]?")
RULES: dict[str, Any] = {
    "share": gettext_lazy("比例抽样"), "least_per_unit": gettext_lazy("单位保底"), "least_per_agent": gettext_lazy("话务员保底"),
    "dissatisfied": gettext_lazy("不满意"), "overdue": gettext_lazy("超时"), "reworked": gettext_lazy("重办"),
    "declined": gettext_lazy("不予受理"), "final_answer": gettext_lazy("最终答复"), "urgent": gettext_lazy("紧急"),
    "call_share": gettext_lazy("来电比例抽样"), "badly_rated": gettext_lazy("来电差评"), "emergency": gettext_lazy("紧急转接"),
    "unlinked": gettext_lazy("通话无工单"), "transferred": gettext_lazy("来电转出"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of speech, personal values covered; `seconds` from the answer on."""

    caller: bool
    seconds: int
    text: str


def covered(text: str) -> str:
    """Personal values covered. A recogniser mishears digits: also a long number that is no valid one of its kind is covered."""
    return LONG_NUMBER.sub(lambda found: found[0][:2] + "*" * (len(found[0]) - 2), mask_text(text))


def rule_of(sample: Sample) -> str:
    return str(RULES.get(sample.rule, sample.rule))


def case_of(sample: Sample, request: HttpRequest, reason: str) -> dict[str, Any]:
    """The context of a page about a sample. Seeing what was said is a look at personal data, and written down as one."""
    ticket, call, language = sample.ticket, sample.call, "en" if english() else "zh"
    history = [{"title": sentence(event, language=language), "at": event.at, "who": event.actor_name, "icon": "check"}
               for event in ticket.events.order_by("-id")[:60]] if ticket else []
    replies = ticket.replies.select_related("unit").order_by("-id")[:5] if ticket else []
    judged = [(item.en if english() else item.name, sample.scores.get(item.id)) for item in current().quality.sheet
              if item.id in sample.scores]
    context = {"sample": sample, "rule": rule_of(sample), "row": row_of(ticket) if ticket else None, "ticket": ticket, "history": history,
               "replies": replies, "judged": judged, "now": present(), "pass_mark": current().quality.pass_mark,
               "coachings": list(sample.coachings.select_related("by")), "appeal": getattr(sample, "appeal", None)}
    return context | (_call(sample, call, request, reason) if call else {})


def _call(sample: Sample, call: Call, request: HttpRequest, reason: str) -> dict[str, Any]:
    words = comparing.said(call)
    if words:
        person = request.person  # type: ignore[attr-defined]
        number = sample.ticket.number if sample.ticket else ""
        Look.objects.create(account_id=person.id, number=number, citizen_id=call.citizen_id, at=present(),
                            field=f"call_words:{call.pk}"[:40], reason=reason, address=request.META.get("REMOTE_ADDR") or None)
    began = call.answered_at or call.began_at
    return {
        "call": call, "number": callers.shown(call), "talked": _seconds(began, call.ended_at),
        "waited": _seconds(call.queued_at or call.began_at, call.answered_at),
        "lines": [Line(each.side == "caller", max(0, int((each.at - began).total_seconds())), covered(each.text)) for each in words],
        "compared": [(each, each.name[1 if english() else 0], [covered(one) for one in each.left])
                     for each in comparing.compare(words, sample.ticket, call.began_at)],
        "call_url": _address("phone:call", call.pk), **player(request, call),
    }  # fmt: skip


def _seconds(begin: datetime | None, end: datetime | None) -> int | None:
    return int((end - begin).total_seconds()) if begin and end else None


def _address(view: str, pk: int) -> str:
    """Where the call is heard; an installation without our phone's pages has none."""
    try:
        return reverse(view, args=[pk])
    except NoReverseMatch:
        return ""
