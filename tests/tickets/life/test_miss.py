"""超时: yellow with one working day left, red when passed, the ladder's steps once each, quiet at night but for urgent ones."""

from datetime import timedelta

from huying.tickets import events
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, promise
from tests.tickets.world import World


def _reminders(ticket) -> list[tuple[str, str]]:
    rows = ticket.events.filter(verb="remind", data__kind="complete").order_by("id")
    return [(row.data["at"], row.data["whom"]) for row in rows]


def test_yellow_with_one_working_day_left_red_on_the_first_day_over(world: World):
    ticket = world.ticket(State.HANDLING)
    row = promise(ticket, "complete")
    assert (row.yellow_at, row.due_at) == (city("2026-03-16 00:00"), city("2026-03-17 00:00"))
    assert (now_is(ticket).yellow_at, now_is(ticket).due_at) == (row.yellow_at, row.due_at)
    sweep(city("2026-03-16 23:59"))
    assert promise(ticket, "complete").missed_at is None
    sweep(city("2026-03-17 00:00"))
    assert promise(ticket, "complete").missed_at == city("2026-03-17 00:00")
    event = ticket.events.get(verb="miss", data__kind="complete")
    assert event.unit_id == world.cast.lead_unit.pk and "办结超时" in events.sentence(event)


def test_the_ladder_is_climbed_step_by_step_once_each(world: World):
    ticket = world.ticket(State.HANDLING)
    climbed = []
    for at in ("2026-03-16 00:30", "2026-03-16 08:00", "2026-03-17 00:30", "2026-03-17 08:00", "2026-03-18 00:00",
               "2026-03-18 08:00", "2026-03-19 12:00", "2026-03-20 08:00", "2026-04-20 08:00"):
        for _ in range(2):
            sweep(city(at))
        climbed.append(len(_reminders(ticket)))
    assert climbed == [0, 1, 1, 2, 2, 3, 3, 4, 4], "nobody is woken at night, and nothing is said twice"
    assert _reminders(ticket) == [("yellow", "handler"), ("due", "unit_head"), ("after", "supervision"), ("after", "leader")]
    assert ticket.events.filter(verb="miss", data__kind="complete").count() == 1
    assert promise(ticket, "complete").next_at is None


def test_urgent_ones_do_not_wait_for_the_morning(world: World):
    night = city("2026-03-02 23:00")
    ticket = world.cast.ticket(night, urgency="critical")
    sweep(night + timedelta(minutes=11))
    seen = list(ticket.events.filter(verb="remind", data__kind="look").values_list("data__whom", flat=True))
    assert seen == ["handler", "unit_head"]


def test_after_a_long_sleep_everything_is_caught_up_once(world: World):
    ticket = world.ticket(State.HANDLING)
    sweep(MONDAY + timedelta(days=90))
    assert len(_reminders(ticket)) == 4 and ticket.events.filter(verb="miss", data__kind="complete").count() == 1
    before = ticket.events.count()
    assert sweep(MONDAY + timedelta(days=91)) == 0 and ticket.events.count() == before


def test_a_clock_that_stands_still_is_never_missed(world: World):
    ticket = world.ticket(State.SUSPENDED)
    sweep(MONDAY + timedelta(days=29))
    assert not ticket.events.filter(verb="miss").exists()


def test_history_by_the_machine_does_not_make_a_persons_form_stale(world: World):
    ticket = world.ticket(State.HANDLING)
    version = now_is(ticket).version
    sweep(city("2026-03-17 08:00"))
    assert now_is(ticket).version == version
