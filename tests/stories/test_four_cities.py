"""Four cities, one story: only `policy/` differs, and with it every date."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huying import policy
from huying.tickets import life, reading, timing
from tests.cast import MONDAY, Cast
from tests.tickets.seen import city, promise
from tests.tickets.world import ANSWER

# city → due dates of: a complaint, an enquiry, an urgent matter, the complaint when extended, signing, first contact, rework
DATES = {
    "": ("2026-03-17 00:00", "2026-03-05 00:00", "2026-03-06 00:00", "2026-03-24 00:00", "2026-03-04 00:00", "2026-03-04 00:00",
         "2026-03-06 00:00"),
    "beijing": ("2026-03-09 10:00", "2026-03-03 10:00", "2026-03-03 10:00", "2026-03-17 10:00", "2026-03-04 00:00", "2026-03-03 10:00",
                "2026-03-05 10:00"),
    "shanghai": ("2026-03-10 00:00", "2026-03-04 00:00", "2026-03-04 00:00", "2026-03-24 00:00", "2026-03-04 00:00",
                 "2026-03-04 00:00", "2026-03-06 00:00"),
    "shandong": ("2026-03-10 00:00", "2026-03-05 00:00", "2026-03-05 00:00", "2026-03-24 00:00", "2026-03-02 15:30",
                 "2026-03-04 00:00", "2026-03-06 00:00"),
}


def _forget() -> None:
    policy.current.cache_clear()
    timing.forget()
    reading.proposer.cache_clear()
    reading.finder.cache_clear()


@pytest.fixture(params=list(DATES), ids=lambda name: name or "default")
def name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("HUYING_POLICY", request.param)
    _forget()
    yield request.param
    monkeypatch.undo()
    _forget()


def test_the_same_story_has_each_citys_own_dates(name: str, cast: Cast):
    complaint, enquiry, urgent, extended, sign, contact, rework = (city(text) for text in DATES[name])
    assert promise(cast.ticket(kind="consultation"), "complete").due_at == enquiry
    assert promise(cast.ticket(kind="complaint", urgency="urgent"), "complete").due_at == urgent
    ticket = cast.ticket(kind="complaint")
    assert promise(ticket, "complete").due_at == complaint
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    assert promise(ticket, "sign").due_at == sign
    life.sign(ticket.number, by=cast.liaison, now=MONDAY)
    assert promise(ticket, "first_contact").due_at == contact
    life.ask_extension(ticket.number, by=cast.liaison, now=MONDAY, reason="需要检测")
    life.decide_extension(ticket.number, by=cast.supervisor, now=MONDAY, granted=True)
    assert promise(ticket, "complete").due_at == extended
    life.reply(ticket.number, by=cast.liaison, now=MONDAY, text=ANSWER)
    life.check(ticket.number, by=cast.followup, now=MONDAY, passed=True)
    assert promise(ticket, "rating").due_at == city("2026-03-03 10:00"), "24 hours in every city"
    life.rework(ticket.number, by=cast.supervisor, now=MONDAY, reason="答非所问")
    assert promise(ticket, "rework").due_at == rework


def test_danger_is_two_hours_and_supplies_a_day_in_every_city(name: str, cast: Cast):
    ticket = cast.ticket(kind="help", urgency="critical")
    for sort, due in (("danger", "2026-03-02 12:00"), ("gas", "2026-03-03 10:00")):
        life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category, urgency="critical", urgent_sort=sort)
        assert promise(ticket, "complete").due_at == city(due)


def test_a_new_policy_changes_nothing_that_was_promised(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    ticket = cast.ticket(kind="complaint")
    before = promise(ticket, "complete")
    monkeypatch.setenv("HUYING_POLICY", "shanghai")
    _forget()
    try:
        life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
        after = promise(ticket, "complete")
        assert (after.due_at, after.limit, after.policy_version) == (before.due_at, before.limit, before.policy_version)
        assert promise(ticket, "sign").policy_version != before.policy_version
    finally:
        monkeypatch.undo()
        _forget()
