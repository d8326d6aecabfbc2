"""A new year's notice moves the deadlines that rested on a guess, and the history says so."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huying import policy
from huying.clocks.notices import load_calendar
from huying.tickets import life, timing
from huying.tickets.models import Event, Promise
from huying.tickets.recompute import recompute
from tests.cast import Cast

LATE = datetime(2026, 12, 24, 2, 0, tzinfo=UTC)  # ten working days from here end in January 2027
NOTICE = """year: 2027
notices:
  - title: 关于2027年部分节假日安排的通知
    number: 试〔2026〕1号
holidays:
  - name: 元旦
    name_en: New Year's Day
    off: 2027-01-01..2027-01-03
  - name: 冬休
    name_en: Winter rest
    off: 2027-01-05..2027-01-06
"""


@pytest.fixture
def calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A calendar folder of its own; `calendar()` brings the notice of 2027 into it."""
    folder = tmp_path / "calendar"
    shutil.copytree(policy.current().calendar_folder, folder)
    monkeypatch.setattr(timing, "load_calendar", lambda _folder: load_calendar(folder))
    timing.forget()
    yield lambda: (folder / "2027.yaml").write_text(NOTICE, encoding="utf-8")
    monkeypatch.undo()
    timing.forget()


def test_provisional_deadlines_move_and_the_history_says_from_when_to_when(cast: Cast, calendar):
    ticket = cast.ticket(LATE)
    promise = Promise.objects.get(ticket=ticket, kind="complete")
    assert promise.provisional and ticket.due_at == promise.due_at
    before = promise.due_at
    calendar()
    assert recompute(LATE + timedelta(hours=1)) == 1
    promise.refresh_from_db()
    ticket.refresh_from_db()
    assert promise.due_at == before + timedelta(days=5) and not promise.provisional  # 1 and 5–6 January off, and a weekend between
    assert ticket.due_at == promise.due_at and promise.next_at and promise.yellow_at < promise.due_at
    event = Event.objects.get(ticket=ticket, verb="note")
    assert event.actor_kind == "system" and not event.public
    assert event.data["before"] == before.isoformat() and "办结时限由" in event.data["words"]
    assert recompute(LATE + timedelta(hours=2)) == 0, "a second run changes nothing"
    assert Event.objects.filter(verb="note").count() == 1


def test_pauses_count_and_what_stands_still_is_left_until_it_runs_on(cast: Cast, calendar):
    ticket = cast.ticket(LATE)
    life.dispatch(ticket.number, by=cast.dispatcher, now=LATE, lead=cast.lead_unit)
    life.sign(ticket.number, by=cast.liaison, now=LATE)
    life.ask_completion(ticket.number, by=cast.liaison, now=LATE + timedelta(hours=1), missing=["place"])
    calendar()
    assert recompute(LATE + timedelta(hours=2)) == 0
    life.complete(ticket.number, by=cast.owner(ticket), now=LATE + timedelta(days=1), words="补充地点")
    promise = Promise.objects.get(ticket=ticket, kind="complete")
    assert promise.calendar_version == timing.calendar().version and not promise.provisional


def test_a_units_own_deadline_moves_with_it(cast: Cast, calendar):
    ticket = cast.ticket(LATE)
    life.dispatch(ticket.number, by=cast.dispatcher, now=LATE, lead=cast.lead_unit)
    calendar()
    recompute(LATE + timedelta(hours=1))
    assert ticket.legs.get().due_at == Promise.objects.get(ticket=ticket, kind="complete").due_at
