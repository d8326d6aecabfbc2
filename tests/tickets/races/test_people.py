"""Several people, or one person twice, at the same moment: one act happens, the others are told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from huying.people.persons import SYSTEM
from huying.tickets import announce, life
from huying.tickets.models import Contact, Event, Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.races.together import together
from tests.tickets.seen import now_is
from tests.tickets.world import World


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def test_two_people_on_one_ticket_one_wins_the_other_is_told(world: World):
    ticket = world.ticket(State.PENDING_DISPATCH)
    version, cast = now_is(ticket).version, world.cast
    first, second = together(
        partial(life.dispatch, ticket.number, by=cast.dispatcher, now=MONDAY, version=version, lead=cast.lead_unit),
        partial(life.dispatch, ticket.number, by=cast.squad_leader, now=MONDAY, version=version, lead=cast.other_unit))
    won, lost = (second, first) if isinstance(first, Refused) else (first, second)
    assert won.ticket.state == State.DISPATCHED and isinstance(lost, Refused)
    assert lost.codes <= {"changed", "wrong_state"} and now_is(ticket).version == version + 1
    assert Event.objects.filter(ticket=ticket, verb="dispatch").count() == 1


def test_two_notes_on_one_version_the_loser_learns_who_was_faster(world: World):
    ticket = world.ticket(State.RECEIVED)
    version = now_is(ticket).version
    people = (world.cast.agent, world.cast.other_agent)
    results = together(*[partial(life.note, ticket.number, by=who, now=MONDAY, version=version, words="备注") for who in people])
    lost = [result for result in results if isinstance(result, Refused)]
    assert len(lost) == 1 and lost[0].codes == {"changed"} and "agent" in lost[0].problems[0].zh


def test_eight_clicks_with_one_key_are_one_act(world: World):
    ticket = world.ticket(State.HANDLING)
    before = jobs()
    results = together(*[partial(life.urge, ticket.number, by=world.cast.agent, now=MONDAY, key="one", words="请尽快")] * 8)
    assert {result.event.pk for result in results} == {Event.objects.get(ticket=ticket, verb="urge").pk}
    assert sum(not result.replayed for result in results) == 1 and now_is(ticket).urges == 1
    assert jobs() == before + len(announce.hearers("urge"))  # one job a hearer


@pytest.mark.parametrize("phone", ["13800138000", ""])
def test_one_contact_delivered_eight_times_at_once_is_one_ticket(world: World, phone: str):
    for turn in range(3):
        request = world.cast.request(key=f"message-{turn}", phone=phone, place=f"体育东路{turn}号")
        before = jobs()
        results = together(*[partial(life.register, request, by=SYSTEM, now=MONDAY, again=False)] * 8)
        assert [result for result in results if isinstance(result, Exception)] == []
        assert len({result.ticket.number for result in results}) == 1 and Ticket.objects.count() == turn + 1
        assert sum(not result.replayed for result in results) == 1 and jobs() == before + 1
        contact = Contact.objects.get(key=f"message-{turn}")
        assert (contact.state, contact.ticket.number) == (Contact.REGISTERED, results[0].ticket.number)


def test_one_citizen_with_many_contacts_at_once_is_one_citizen(world: World):
    requests = [world.cast.request(phone="13800138000", place=f"体育东路{turn}号") for turn in range(8)]
    results = together(*[partial(life.register, each, by=SYSTEM, now=MONDAY, again=False) for each in requests])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert len({ticket.citizen_id for ticket in Ticket.objects.all()}) == 1


def test_opposite_merges_neither_hang_nor_break(world: World):
    for turn in range(15):
        one, two = world.ticket(State.RECEIVED), world.ticket(State.RECEIVED)
        merge = partial(life.merge, by=world.cast.dispatcher, now=MONDAY, reason="同一工地")
        results = together(partial(merge, one.number, main=two.number), partial(merge, two.number, main=one.number))
        refused = [result for result in results if isinstance(result, Refused)]
        assert len(refused) == 1, (turn, results)
        assert sorted([now_is(one).state, now_is(two).state]) == [State.MERGED, State.RECEIVED]


def test_joining_and_taking_apart_at_once(world: World):
    main, other, ticket = (world.ticket(State.RECEIVED) for _ in range(3))
    life.merge(ticket.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一工地")
    for _ in range(10):
        calls = [partial(life.unmerge, ticket.number, by=world.cast.dispatcher, now=MONDAY, reason="并非同一"),
                 partial(life.merge, ticket.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一"),
                 partial(life.merge, other.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一"),
                 partial(life.unmerge, other.number, by=world.cast.dispatcher, now=MONDAY, reason="并非同一")]
        results = together(*calls)
        assert [result for result in results if isinstance(result, Exception) and not isinstance(result, Refused)] == []
        assert now_is(main).callers == 1 + Ticket.objects.filter(main=main, state=State.MERGED).count()
