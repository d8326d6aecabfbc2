"""转接: both numbers are kept, the clocks end."""

from huying.tickets import events, life
from huying.tickets.models import Transfer
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import World


def test_both_numbers_are_kept_and_told(world: World):
    ticket = world.ticket(State.RECEIVED)
    done = life.transfer(ticket.number, by=world.cast.agent, now=MONDAY, target="shenzhen", other_number="SZ-2026-1")
    row = Transfer.objects.get(ticket=ticket)
    assert (row.target_name, row.other_number) == ("深圳12345", "SZ-2026-1")
    assert "SZ-2026-1" in events.sentence(done.event, citizen=True)
    assert now_is(ticket).state == State.TRANSFERRED and open_kinds(ticket) == set()


def test_a_target_of_the_list_is_needed(world: World):
    assert refusal("transfer", world.ticket(State.RECEIVED), world.cast.agent, now=MONDAY, target="moon") == {"unknown_target"}
