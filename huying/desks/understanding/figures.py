"""Figures of understanding as the page shows them: names for codes, bars, rows of charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.desks.lists.rows import english, place_name
from huying.desks.ticket import names
from huying.insight.accuracy import Accuracy, Tally
from huying.insight.corrections import Correction
from huying.insight.models import Lesson, Training
from huying.people.persons import Person
from huying.policy import current
from huying.tickets.access import SEES_ALL
from huying.tickets.states import Kind

MOST = 15


def tabs(element: str, span: int) -> list[dict[str, Any]]:
    words = {Lesson.CATEGORY: _("事项分类"), Lesson.KIND: _("诉求性质"), Lesson.DIVISION: _("行政区划"), Lesson.LEAD: _("主办单位")}
    return [{"url": f"?element={code}&days={span}", "label": words[code], "active": code == element} for code, _zh in Lesson.ELEMENTS]


def spans(element: str, span: int, choices: Sequence[int]) -> list[dict[str, Any]]:
    return [{"url": f"?element={element}&days={days}", "label": _("近 %(days)d 天") % {"days": days}, "active": days == span}
            for days in choices]


def named(element: str, code: str) -> str:
    """A code in the reader's language; the code itself when the policy no longer has it."""
    if element == Lesson.CATEGORY:
        return names.category_path(code)
    if element == Lesson.KIND:
        return names.kind(code) if code in set(Kind) else code
    if element == Lesson.DIVISION:
        return place_name(code) or code
    unit = current().units.get(code)
    return code if unit is None else (unit.en if english() else unit.name) or code


def trend(found: Accuracy) -> list[list[Any]]:
    """Days with proposals: date, percent agreed, percent overruled."""
    return [[f"{day:%m-%d}", tally.agreement, round(100 - (tally.agreement or 0), 1)]
            for day, tally in sorted(found.days.items()) if tally.asked]


def classes(found: Accuracy, element: str) -> list[tuple[str, Tally]]:
    return [(named(element, code), tally) for code, tally in list(found.classes.items())[:MOST]]


def moved(found: Accuracy, element: str) -> list[tuple[str, float, float]]:
    """Class, percent of all decisions in the 30 days before and now."""
    return [(named(element, code), round(100 * before, 1), round(100 * now, 1)) for code, before, now in found.moved]


def confused(found: Accuracy, element: str, person: Person) -> list[dict[str, Any]]:
    """Pairs with tickets as examples: links for people of the centre, who may open tickets; numbers for others."""
    return [{"proposed": named(element, each.proposed), "decided": named(element, each.decided), "count": each.count,
             "tickets": [(number, reverse("ticket:page", args=[number]) if person.is_centre else "") for number in each.numbers]}
            for each in found.confused]


def corrected(rows: Sequence[Correction], person: Person) -> list[tuple[Correction, str, str, str]]:
    """(correction, proposed, decided, address): a way into the ticket for people of the centre only."""
    return [(each, named(each.lesson.element, each.lesson.proposed), named(each.lesson.element, each.lesson.decided),
             reverse("ticket:page", args=[each.number]) if person.has(*SEES_ALL) else "") for each in rows]


def hints(found: Accuracy) -> dict[str, str]:
    """What the rates are divided by, with the interval."""
    tally, interval = found.whole, found.whole.interval
    words = _("%(agreed)d / %(asked)d 条建议") % {"agreed": tally.agreed, "asked": tally.asked}
    if interval:
        words += _("，95%% 区间 %(low)s–%(high)s") % {"low": interval[0], "high": interval[1]}
    return {"agreed_hint": words, "asked_hint": _("共 %(asked)d 条建议") % {"asked": tally.asked}}


def done(row: Training) -> str:
    """What is told after an act."""
    words = {
        Training.RETRAIN: _("已排队训练，完成后本页会自动更新。"), Training.COMPARE: _("已比较，结果在下方记录里。"),
        Training.PROMOTE: _("已启用版本 %(version)s。"), Training.ROLL_BACK: _("已退回版本 %(version)s。"),
    }
    return words[row.act] % {"version": row.version} if "%(" in words[row.act] else words[row.act]


