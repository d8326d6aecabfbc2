"""The staffing plan: for each half hour the calls to come, the seats they need, and the seats that are planned."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.cache import cache
from django.utils.translation import gettext as _

from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.insight import forecast, half_hours
from huying.insight.half_hours import HALF, Usual, start_of
from huying.insight.models import HalfHour, Shift
from huying.insight.staffing import Target, seats_needed, service
from huying.people.persons import Person, Role
from huying.tickets.problems import Blocker, Problem, Refused
from huying.tickets.queries.export import BOM, safe
from huying.tickets.timing import calendar

SHARE = 0.8  # of callers answered within the policy's seconds, unless asked otherwise
FRESH = 600  # seconds
PLANNERS = frozenset({Role.SQUAD_LEADER, Role.LEADER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Half:
    """`needed`: seats in calls or ready; `people`: as many with the usual pauses; `planned`: by shifts; what came, where it is past."""

    at: datetime
    expected: float
    low: float
    high: float
    needed: int
    people: int
    planned: int
    within: float | None
    came: int | None = None
    staffed: float | None = None

    @property
    def gap(self) -> int:
        return self.planned - self.people


@dataclass(frozen=True, slots=True)
class Plan:
    first: date
    days: int
    target: Target
    usual: Usual
    patience: float | None
    halves: list[Half] = field(default_factory=list)

    def of(self, day: date) -> list[Half]:
        place = (day - self.first).days * forecast.HALVES
        return self.halves[place : place + forecast.HALVES]


def target(share: float = SHARE) -> Target:
    return Target(share, float(policy.current().phone.line.service_seconds))


def plan(first: date, days: int, now: datetime, *, aim: Target | None = None, patience: float | None = None) -> Plan:
    """Each half hour of the days from `first` on. Days that are over are forecast as they would have been on their eve of the first.
    Raises forecast.TooShort without two weeks of history. Four statements; three while the forecast is fresh.
    """
    aim, usual = aim or target(), half_hours.usual(now)
    made = _made(first, days, min(first, now.astimezone(SHANGHAI).date()))
    begin, end = start_of(first), start_of(first + timedelta(days=days))
    came = {row.at: row for row in HalfHour.objects.filter(at__gte=begin, at__lt=min(end, now - HALF))}
    shifts = list(Shift.objects.filter(begins_at__lt=end, ends_at__gt=begin))
    halves, sizes = [], _Sizes(usual, aim, patience)
    for place, calls in enumerate(made.calls.ravel()):
        at = begin + place * HALF
        real, needed = came.get(at), sizes.needed(float(calls))
        planned = sum(shift.seats for shift in shifts if shift.begins_at <= at < shift.ends_at)
        halves.append(Half(
            at, float(calls), float(made.low.ravel()[place]), float(made.high.ravel()[place]), needed, sizes.people(needed), planned,
            sizes.within(float(calls), planned) if planned else None, real.calls if real else None,
            round(real.staffed_seconds / 1800, 1) if real and not real.imported else None))
    return Plan(first, days, aim, usual, patience, halves)


def _made(first: date, days: int, until: date) -> forecast.Forecast:
    """The forecast from what was known on the morning of `until`; kept a while, for whole days of the past do not change."""
    key = f"staffing:{policy.current().version}:{first}:{days}:{until}"
    found: forecast.Forecast | None = cache.get(key)
    if found is None:
        found = forecast.forecast(half_hours.history(until), first, days, calendar())
        cache.set(key, found, FRESH)
    return found


class _Sizes:
    """Seats for a load: figures that are alike are counted once."""

    def __init__(self, usual: Usual, aim: Target, patience: float | None) -> None:
        self._usual, self._aim, self._patience = usual, aim, patience
        self._known: dict[float, int] = {}

    def needed(self, calls: float) -> int:
        calls = round(calls, 1)
        if calls not in self._known:
            self._known[calls] = seats_needed(calls, self._usual.handling, self._aim, patience=self._patience)
        return self._known[calls]

    def people(self, needed: int) -> int:
        return -int(-needed / (1 - self._usual.pauses) // 1)

    def within(self, calls: float, planned: int) -> float:
        seats = int(planned * (1 - self._usual.pauses))
        return service(calls, self._usual.handling, seats, self._aim, patience=self._patience).within if seats else 0.0


def add_shift(*, by: Person, begins_at: datetime, ends_at: datetime, seats: int, now: datetime) -> Shift:
    """Plan so many seats. Refused: no planner, not at half hours, longer than a day, no or too many seats."""
    problems: list[Problem] = []
    if not by.roles & PLANNERS:
        problems.append(Blocker("no_right", "您没有排班权限。", "You may not plan seats."))
    if begins_at.minute % 30 or ends_at.minute % 30 or not timedelta() < ends_at - begins_at <= timedelta(days=1):
        problems.append(Blocker("hours", "班次须从整点或半点开始和结束，且不超过 24 小时。",
                                "A shift begins and ends at a half hour and lasts at most a day.", "begins"))
    if not 1 <= seats <= 5000:
        problems.append(Blocker("seats", "坐席数须为 1 至 5000。", "1 to 5,000 seats.", "seats"))
    if problems:
        raise Refused(problems)
    assert by.id is not None  # a planner is somebody
    return Shift.objects.create(begins_at=begins_at, ends_at=ends_at, seats=seats, made_at=now, by_id=by.id)


def drop_shift(pk: int, *, by: Person) -> None:
    """Take a shift out of the plan; one that is gone already is no matter."""
    if not by.roles & PLANNERS:
        raise Refused([Blocker("no_right", "您没有排班权限。", "You may not plan seats.")])
    Shift.objects.filter(pk=pk).delete()


def heads() -> list[str]:
    return [_("日期"), _("时段"), _("预计来电"), _("下限"), _("上限"), _("需要坐席"), _("含示忙需排"), _("已排坐席"), _("缺口"),
            _("预计及时接通率"), _("实际来电"), _("实际在岗")]


def lines(plan: Plan) -> Iterator[list[Any]]:
    """The plan as rows of a file."""
    for half in plan.halves:
        local = half.at.astimezone(SHANGHAI)
        yield [f"{local:%Y-%m-%d}", f"{local:%H:%M}", round(half.expected, 1), round(half.low, 1), round(half.high, 1), half.needed,
               half.people, half.planned, half.gap, "" if half.within is None else round(half.within, 3),
               "" if half.came is None else half.came, "" if half.staffed is None else half.staffed]


def as_csv(plan: Plan) -> str:
    """UTF-8 with BOM, so that spreadsheets read Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([safe(value) for value in row] for row in (heads(), *lines(plan)))
    return BOM + buffer.getvalue()


def write_xlsx(plan: Plan, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for place, head in enumerate(heads()):
            sheet.write_string(0, place, head, bold)
            sheet.set_column(place, place, 12)
        for number, row in enumerate(lines(plan), 1):
            for place, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(number, place, value)
        sheet.freeze_panes(1, 2)
