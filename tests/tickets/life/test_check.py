"""审核: passed, the answer goes out; sent back, the same clock runs on."""

from datetime import timedelta

from huying.people.persons import Role
from huying.tickets import events, life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, open_kinds, promise, refusal
from tests.tickets.world import ANSWER, World, unit_person


def test_passed_the_rating_window_of_24_hours_opens(world: World):
    ticket = world.ticket(State.REPLIED)
    done = life.check(ticket.number, by=world.cast.followup, now=MONDAY, passed=True)
    row = now_is(ticket)
    assert row.state == State.COMPLETED and row.completed_at == MONDAY and open_kinds(ticket) == {"rating"}
    assert promise(ticket, "rating").due_at == MONDAY + timedelta(hours=24)
    assert not ticket.legs.filter(ended_at=None).exists() and events.sentence(done.event, citizen=True)


def test_sent_back_the_same_clock_runs_on(world: World):
    ticket = world.ticket(State.REPLIED)
    assert refusal("check", ticket, world.cast.followup, now=MONDAY, passed=False) == {"needed"}
    done = life.check(ticket.number, by=world.cast.followup, now=MONDAY + timedelta(days=1), passed=False, verdict="请附现场照片")
    row, clock = now_is(ticket), promise(ticket, "complete")
    assert row.state == State.HANDLING and clock.met_at is None and clock.due_at == city("2026-03-17 00:00") == row.due_at
    assert events.sentence(done.event, citizen=True) == "" and "请附现场照片" in events.sentence(done.event)


def test_sent_back_after_a_reopening_it_is_the_new_clock_that_runs(world: World):
    ticket = world.ticket(State.HANDLING, reworked=True)
    life.reply(ticket.number, by=world.cast.liaison, now=MONDAY, text=ANSWER)
    life.check(ticket.number, by=world.cast.followup, now=MONDAY, passed=True)
    life.rate(ticket.number, by=world.cast.owner(ticket), now=MONDAY, matter="satisfied")
    later = MONDAY + timedelta(days=60)
    life.reopen(ticket.number, by=world.cast.agent, now=later, fact="又开始施工")
    life.dispatch(ticket.number, by=world.cast.dispatcher, now=later, lead=world.cast.lead_unit)
    life.sign(ticket.number, by=world.cast.liaison, now=later)
    life.reply(ticket.number, by=world.cast.liaison, now=later, text=ANSWER)
    life.check(ticket.number, by=world.cast.followup, now=later, passed=False, verdict="不清楚")
    assert "rework" not in open_kinds(ticket) and promise(ticket, "complete").started_at == later


def test_the_checkers_wording_goes_out_and_the_first_is_kept(world: World):
    ticket = world.ticket(State.REPLIED)
    done = life.check(ticket.number, by=world.cast.followup, now=MONDAY, passed=True, edited="工地已停工，罚款五千元，感谢监督。")
    reply = ticket.replies.get()
    assert reply.text.startswith("工地已停工") and ANSWER in reply.internal
    assert done.event.data["edited"] is True and done.event.data["before"].keys() == {"commit"}


def test_nobody_checks_an_answer_of_their_own(world: World):
    ticket = world.ticket(State.REPLIED)
    assert refusal("check", ticket, unit_person(world.cast.liaison, Role.SUPERVISOR), now=MONDAY, passed=True) == {"own_answer"}
