"""Contact data: masked for everybody, in clear only with a right and a reason, and every look stays on record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huying.people.models import Look
from huying.people.sealed import masked_caller
from huying.tickets import access, life
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused
from huying.tickets.reveal import reveal
from huying.tickets.states import OPEN, State
from tests.cast import MONDAY, Cast
from tests.tickets.world import World

CALLER = ("陈小雨", "13912345678", "")


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def called(world: World, state: State = State.HANDLING) -> Ticket:
    from huying.people.sealed import seal_caller

    ticket = world.ticket(state)
    Ticket.objects.filter(pk=ticket.pk).update(caller_sealed=seal_caller(ticket.number, *CALLER))
    return Ticket.objects.get(pk=ticket.pk)


def test_a_look_is_an_act_with_a_reason_and_a_row(world: World):
    ticket = called(world)
    assert masked_caller(ticket.number, ticket.caller_sealed) == ("陈**", "139****5678")
    with pytest.raises(Refused) as refusal:
        reveal(ticket, world.cast.agent, reason=" ", now=MONDAY)
    assert refusal.value.codes == {"needed"} and Look.objects.count() == 0
    assert reveal(ticket, world.cast.agent, reason="回访核实", now=MONDAY, address="10.0.0.8") == CALLER
    look = Look.objects.get()
    assert (look.account_id, look.number, look.reason, look.address, look.at) == (
        world.cast.agent.id, ticket.number, "回访核实", "10.0.0.8", MONDAY)


@pytest.mark.parametrize("state", list(State), ids=str)
def test_a_unit_sees_the_number_only_while_it_handles(world: World, state: State):
    ticket = called(world, state)
    allowed = state in {State.DISPATCHED, State.HANDLING, State.REPLIED, State.INCOMPLETE, State.SUSPENDED}
    assert allowed == (state in OPEN and ticket.legs.filter(ended_at=None).exists())
    if allowed:
        assert reveal(ticket, world.cast.liaison, reason="联系诉求人", now=MONDAY) == CALLER
    else:
        with pytest.raises(Refused) as refusal:
            reveal(ticket, world.cast.liaison, reason="联系诉求人", now=MONDAY)
        assert refusal.value.codes == {"no_right"} and Look.objects.count() == 0


@pytest.mark.parametrize("name", ["quality", "leader", "auditor", "administrator", "knowledge_editor", "street_liaison", "outsider",
                                  "nobody"])
def test_who_does_not_need_it_does_not_see_it(world: World, name: str):
    with pytest.raises(Refused):
        reveal(called(world), world.cast.people[name], reason="好奇", now=MONDAY)
    assert Look.objects.count() == 0


def test_confidential_hides_the_caller_from_the_unit(world: World):
    ticket = called(world)
    life.protect(ticket.number, by=world.cast.agent, now=MONDAY, on=True)
    with pytest.raises(Refused):
        reveal(Ticket.objects.get(pk=ticket.pk), world.cast.liaison, reason="联系诉求人", now=MONDAY)


def test_everybody_finds_their_own_tickets_and_no_others(world: World):
    ticket = world.ticket(State.HANDLING)
    cast = world.cast
    for person, sees in ((cast.agent, True), (cast.leader, True), (cast.liaison, True), (cast.other_liaison, True),
                         (cast.street_liaison, False), (cast.knowledge_editor, False), (cast.outsider, False), (cast.nobody, False),
                         (cast.owner(ticket), True), (replace(cast.outsider, numbers=frozenset({ticket.number})), True),
                         (replace(cast.agent, divisions=frozenset({ticket.division[:6]})), True),
                         (replace(cast.agent, divisions=frozenset({"449999"})), False)):
        if sees:
            assert access.find(person, f"{ticket.number[:6]} {ticket.number[6:]}") == ticket
        else:
            with pytest.raises(Refused) as refusal:
                access.find(person, ticket.number)
            assert refusal.value.codes == {"unknown"}, "whether it exists is not told"
