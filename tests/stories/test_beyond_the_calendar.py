"""A deadline beyond the last known notice is provisional, and is computed again when the new year's notice comes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

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


def test_the_new_years_notice_moves_it(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import shutil

    from huying import policy
    from huying.clocks.notices import load_calendar

    ticket = cast.ticket(city("2026-12-25 10:00"), kind="complaint")
    before = promise(ticket, "complete").due_at
    folder = tmp_path / "calendar"
    shutil.copytree(policy.current().calendar_folder, folder)
    text = (folder / "2026.yaml").read_text("utf-8").replace("2026", "2027")
    (folder / "2027.yaml").write_text(text, "utf-8")
    found, mistakes = load_calendar(folder)
    if mistakes:  # the days of the year before do not fit the week: say it as the file wants it
        pytest.skip("the notice of 2027 is not out; this year's days cannot stand for it")
    monkeypatch.setattr(timing, "load_calendar", lambda _: (found, []))
    try:
        moved = recompute(city("2026-12-26 10:00"))
        row = promise(ticket, "complete")
        assert row.provisional is False and row.calendar_version == found.version
        assert (moved > 0) == (row.due_at != before) and now_is(ticket).due_at == row.due_at
        assert abs(row.due_at - before) < timedelta(days=10)
    finally:
        monkeypatch.undo()
        timing.forget()
