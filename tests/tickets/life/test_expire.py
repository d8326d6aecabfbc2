"""逾期未完善: three calendar days, then closed by itself."""

from datetime import timedelta

from huying.people.persons import SYSTEM
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, promise, refusal
from tests.tickets.world import World


def test_closed_by_itself_after_three_calendar_days_and_not_a_minute_before(world: World):
    friday = MONDAY + timedelta(days=4)
    ticket = world.cast.ticket(friday, title="噪声", detail="太吵了", wish="", happened="", place="", parties="", name="")
    sweep(friday + timedelta(days=3) - timedelta(minutes=1))
    assert now_is(ticket).state == State.INCOMPLETE
    sweep(friday + timedelta(days=3))
    assert now_is(ticket).state == State.EXPIRED and open_kinds(ticket) == set()
    assert promise(ticket, "completion").met_at is None, "nobody kept this promise"
    assert ticket.events.filter(verb="expire").count() == 1


def test_the_citizen_is_reminded_a_day_before(world: World):
    ticket = world.cast.ticket(title="噪声", detail="太吵了", wish="", happened="", place="", parties="", name="")
    sweep(MONDAY + timedelta(days=2))
    event = ticket.events.get(verb="remind")
    assert event.data["whom"] == "citizen" and now_is(ticket).state == State.INCOMPLETE
    sweep(MONDAY + timedelta(days=2, hours=5))
    assert ticket.events.filter(verb="remind").count() == 1


def test_not_before_its_time(world: World):
    assert refusal("expire", world.ticket(State.INCOMPLETE), SYSTEM, now=MONDAY + timedelta(days=2)) == {"not_due"}
