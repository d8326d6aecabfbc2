"""Why a promise is due when it is: computed again from the row, told step by step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from huying import policy
from huying.clocks.calendar import UnknownDay
from huying.clocks.rules import explain
from huying.desks.ticket import names
from huying.tickets import timing
from huying.tickets.models import PROMISE_NAMES, Promise
from huying.ui import when


@dataclass(frozen=True, slots=True)
class Line:
    """One promise as a line of the table, with its story."""

    promise: Promise
    name: str
    limit: str
    status: str
    tone: str
    steps: tuple[str, ...]
    ends: str


def lines(promises: list[Promise], now: datetime) -> list[Line]:
    """All promises, running ones first."""
    ordered = sorted(promises, key=lambda each: (not each.is_open, each.pk))
    return [line(promise, now) for promise in ordered]


def line(promise: Promise, now: datetime) -> Line:
    status, tone = _status(promise, now)
    given = names.limit(promise.extra or promise.limit)
    return Line(promise, names.word(PROMISE_NAMES[promise.kind]), given, status, tone, tuple(steps(promise)), ends(promise.due_at, now))


def ends(instant: datetime | None, now: datetime) -> str:
    """A deadline as people say it: what ends at midnight ends at 24:00 of the day before."""
    if instant is None:
        return ""
    local = timezone.localtime(instant)
    if (local.hour, local.minute) != (0, 0):
        return when.clock(instant, now)
    return f"{when.clock((local - timedelta(days=1)).date(), now)} 24:00"


def steps(promise: Promise) -> list[str]:
    """The trace as sentences; a promise to a given date has none."""
    if promise.limit == "date":
        return []
    pauses = [(pause.from_at, pause.to_at) for pause in promise.pauses.all()]
    try:
        found = timing.due(promise.limit, promise.started_at, rule=_clause(promise), extra=promise.extra, pauses=pauses)
    except (UnknownDay, ValueError):
        return []
    return explain(found, "en" if names.english() else "zh")


def _clause(promise: Promise) -> str:
    """What the limit rests on, in the reader's language where today's policy still has the rule."""
    rule = next((each for each in policy.current().limits if each.id == promise.rule), None)
    return rule.clause_en if rule and names.english() else promise.clause or promise.rule


def _status(promise: Promise, now: datetime) -> tuple[str, str]:
    if promise.voided_at:
        return _("不再适用"), "grey"
    if promise.met_at:
        late = promise.due_at is not None and promise.met_at > promise.due_at
        return (_("超时完成"), "red") if late else (_("按时完成"), "green")
    if promise.paused_at:
        return _("暂停计时"), "grey"
    if promise.due_at and now >= promise.due_at:
        return _("已超时"), "red"
    return _("进行中"), "teal"
