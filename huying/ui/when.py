"""Instants and deadlines in the words people use (Asia/Shanghai)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from huying.clocks.present import now as present

Light = Literal["green", "yellow", "red", "paused", "none"]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def clock(instant: datetime | date | None, now: datetime | None = None) -> str:
    """ "今天 14:30", "昨天 09:05", "11月23日 16:00", "2025年11月23日"; empty for None."""
    if instant is None:
        return ""
    today = timezone.localtime(now or present()).date()
    if not isinstance(instant, datetime):
        return _day(instant, today)
    local = timezone.localtime(instant)
    if local.time() == time.min:  # the end of a day, said as people say it
        return gettext("%(day)s 24:00") % {"day": _day(local.date() - DAY, today)}
    if local.year != today.year:
        return _day(local.date(), today)
    return f"{_day(local.date(), today)} {local:%H:%M}"


def _day(day: date, today: date) -> str:
    near = {0: gettext("今天"), 1: gettext("明天"), -1: gettext("昨天"), 2: gettext("后天")}.get((day - today).days)
    if near:
        return near
    if (get_language() or "zh").startswith("en"):
        return f"{day.day} {day:%b}" if day.year == today.year else f"{day.day} {day:%b %Y}"
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"


def light(thing: Any, now: datetime | None = None) -> Light:
    """The light of a ticket or promise: green, yellow from `yellow_at`, red from `due_at`, paused, or none."""
    if isinstance(thing, str):
        return thing if thing in ("green", "yellow", "red", "paused") else "none"  # type: ignore[return-value]
    if not _runs(thing):
        return "none"
    if getattr(thing, "paused_at", None) or getattr(thing, "state", "") in ("incomplete", "suspended"):
        return "paused"
    due_at = getattr(thing, "due_at", None)
    if due_at is None:
        return "none"
    at = now or present()
    if at >= due_at:
        return "red"
    yellow_at = getattr(thing, "yellow_at", None)
    return "yellow" if yellow_at and at >= yellow_at else "green"


def _runs(thing: Any) -> bool:
    ended = (getattr(thing, "met_at", None), getattr(thing, "voided_at", None))
    return getattr(thing, "is_open", True) and not any(ended)


def due(thing: Any, now: datetime | None = None) -> str:
    """ "剩 2 个工作日", "剩 3 小时", "逾期 5 小时", "暂停计时"; for an instant, a ticket or a promise."""
    if not isinstance(thing, datetime):
        state = light(thing, now)
        if state == "paused":
            return gettext("暂停计时")
        if state == "none":
            return ""
    due_at = thing if isinstance(thing, datetime) else thing.due_at
    left = due_at - (now or present())
    if left <= timedelta(0):
        return gettext("逾期 %(span)s") % {"span": _span(-left)}
    days = _working_days(thing, due_at, now or present())
    if days:
        span = ngettext("%(count)d 个工作日", "%(count)d 个工作日", days) % {"count": days}
    else:
        span = _span(left)
    return gettext("剩 %(span)s") % {"span": span}


def _span(length: timedelta) -> str:
    if length >= DAY:
        days = length // DAY
        return ngettext("%(count)d 天", "%(count)d 天", days) % {"count": days}
    if length >= HOUR:
        hours = length // HOUR
        return ngettext("%(count)d 小时", "%(count)d 小时", hours) % {"count": hours}
    minutes = max(1, length // timedelta(minutes=1))
    return ngettext("%(count)d 分钟", "%(count)d 分钟", minutes) % {"count": minutes}


def _working_days(thing: Any, due_at: datetime, now: datetime) -> int:
    """Whole working days left after today, or 0 when hours say it better or the limit is not in working days."""
    limit = getattr(thing, "extra", "") or getattr(thing, "limit", "working_days")
    if isinstance(thing, datetime) or "working_days" not in str(limit) or due_at - now < DAY:
        return 0
    from huying.tickets.timing import calendar

    # A limit in working days ends at the midnight after its last day, which is therefore not counted.
    last = timezone.localtime(due_at - timedelta(microseconds=1)).date()
    return max(0, calendar().working_days_between(timezone.localtime(now).date(), last))
