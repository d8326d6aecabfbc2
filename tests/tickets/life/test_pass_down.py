"""下派: to a unit below; a department's matter is not pushed down to the street."""

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, refusal
from tests.tickets.world import ANSWER, World


def test_the_street_works_and_the_district_answers(world: World):
    ticket = world.ticket(State.HANDLING, below=True)
    life.pass_down(ticket.number, by=world.cast.district_liaison, now=MONDAY, unit=world.cast.street, words="请现场核实")
    life.sign(ticket.number, by=world.cast.street_liaison, now=MONDAY)
    done = life.reply(ticket.number, by=world.cast.street_liaison, now=MONDAY, text=ANSWER)
    assert done.extra["reply"].kind == "assist" and now_is(ticket).state == State.HANDLING
    life.reply(ticket.number, by=world.cast.district_liaison, now=MONDAY, text=ANSWER)
    assert now_is(ticket).state == State.REPLIED
    assert ticket.legs.get(unit=world.cast.street).above.unit_id == world.cast.district.pk


def test_only_to_a_unit_below_once_and_after_signing(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("pass_down", ticket, world.cast.liaison, now=MONDAY, unit=world.cast.street) == {"not_below"}
    assert refusal("pass_down", ticket, world.cast.liaison, now=MONDAY, unit=world.cast.lead_unit) == {"not_below", "already_with"}
    ticket = world.ticket(State.HANDLING, below=True)
    life.pass_down(ticket.number, by=world.cast.district_liaison, now=MONDAY, unit=world.cast.street)
    assert refusal("pass_down", ticket, world.cast.district_liaison, now=MONDAY, unit=world.cast.street) == {"already_with"}
    assert refusal("hand_back", ticket, world.cast.street_liaison, now=MONDAY, reason="不属本街", basis="地界") == {"ask_above"}
