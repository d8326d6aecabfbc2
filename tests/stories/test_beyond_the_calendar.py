"""A deadline beyond the last known notice is provisional, and is computed again when the new year's notice comes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from huying import policy
from huying.clocks.notices import load_calendar
from huying.tickets import timing
from huying.tickets.recompute import recompute
from tests.cast import Cast
from tests.tickets.seen import city, now_is, promise


def test_within_the_known_calendar_it_is_certain(cast: Cast):
    assert promise(cast.ticket(city("2026-12-01 10:00"), kind="complaint"), "complete").provisional is False


def test_beyond_it_is_provisional_and_hours_are_not(cast: Cast):
    ticket = cast.ticket(city("2026-12-25 10:00"), kind="complaint")
    row = promise(ticket, "complete")
    assert row.provisional is True and row.due_at > city("2027-01-01 00:00")
    assert promise(cast.ticket(city("2026-12-31 23:00"), kind="help", urgency="critical"), "complete").provisional is False


NOTICE = """
year: 2027
notices:
  - title: 假想的2027年通知
    number: 假想〔2026〕1号
holidays:
  - name: 元旦
    name_en: New Year's Day
    off: 2027-01-01..2027-01-06
"""


def test_the_new_years_notice_moves_it(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ticket = cast.ticket(city("2026-12-25 10:00"), kind="complaint")
    before = promise(ticket, "complete")
    assert before.due_at == city("2027-01-09 00:00"), "without a notice only weekends are off"
    folder = tmp_path / "calendar"
    shutil.copytree(policy.current().calendar_folder, folder)
    (folder / "2027.yaml").write_text(NOTICE, "utf-8")
    found, mistakes = load_calendar(folder)
    assert mistakes == []
    monkeypatch.setattr(timing, "load_calendar", lambda _: (found, []))
    try:
        assert recompute(city("2026-12-26 10:00")) > 0 and recompute(city("2026-12-26 10:00")) == 0
        row = promise(ticket, "complete")
        assert row.provisional is False and row.calendar_version == found.version != before.calendar_version
        assert row.due_at == city("2027-01-15 00:00") == now_is(ticket).due_at
        assert "放假安排公布" in ticket.events.order_by("-id")[0].data["words"]
    finally:
        monkeypatch.undo()
        timing.forget()
