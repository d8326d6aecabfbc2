"""What is in which worklist, for whom."""

from datetime import timedelta

import pytest

from huying.people.persons import Person, Role
from huying.tickets import life
from huying.tickets.models import Leg, Ticket
from huying.tickets.models.ticket import NEVER
from huying.tickets.queries import worklists
from tests.cast import MONDAY, Cast

LONG_AFTER = MONDAY + timedelta(days=40)


def numbers(name: str, person: Person, now=MONDAY) -> list[str]:
    return [row.number for row in worklists.rows(worklists.WORKLISTS[name], person, now).rows]


@pytest.fixture
def sent(cast: Cast) -> str:
    """With the lead unit, another assisting."""
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit, assisting=[cast.other_unit])
    return number


def test_a_ticket_walks_from_list_to_list_through_its_life(cast: Cast):
    number = cast.ticket().number
    assert numbers("to_triage", cast.agent) == [number]
    life.triage(number, by=cast.agent, now=MONDAY, category=Ticket.objects.get(number=number).category)
    assert numbers("to_triage", cast.agent) == [] and numbers("to_dispatch", cast.dispatcher) == [number]
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit, assisting=[cast.other_unit])
    assert numbers("to_dispatch", cast.dispatcher) == [] and numbers("to_sign", cast.liaison) == [number]
    life.sign(number, by=cast.liaison, now=MONDAY)
    assert numbers("to_sign", cast.liaison) == [] and numbers("handling", cast.liaison) == [number]
    life.reply(number, by=cast.liaison, now=MONDAY, text="已到现场检查并依法处罚，工地停止夜间施工。")
    assert numbers("to_check", cast.followup) == [number] == numbers("in_check", cast.liaison)
    life.check(number, by=cast.followup, now=MONDAY, passed=False, verdict="请写明处罚依据")
    assert numbers("returned", cast.liaison) == [number] and numbers("to_check", cast.followup) == []
    life.reply(number, by=cast.liaison, now=MONDAY, text="已依据噪声污染防治法处罚，工地停止夜间施工。")
    life.check(number, by=cast.followup, now=MONDAY, passed=True)
    assert numbers("to_call", cast.followup) == [number] and numbers("returned", cast.liaison) == []
    life.rate(number, by=cast.owner(Ticket.objects.get(number=number)), now=MONDAY, matter="dissatisfied", comment="仍有噪声")
    assert numbers("to_call", cast.followup) == [] and numbers("to_review", cast.other_followup) == [number]
    life.decide_review(number, by=cast.other_followup, now=MONDAY, outcome="rework", opinion="诉求合理")
    assert numbers("rework", cast.liaison) == [number]
    assert numbers("returned", cast.liaison) == []


def test_a_unit_sees_its_own_only(cast: Cast, sent: str):
    assert numbers("to_sign", cast.liaison) == numbers("to_sign", cast.other_liaison) == [sent]
    for name in ("to_sign", "of_unit", "all"):
        assert numbers(name, cast.street_liaison) == []
    life.sign(sent, by=cast.other_liaison, now=MONDAY)
    assert numbers("assisting", cast.other_liaison) == [sent] and numbers("handling", cast.other_liaison) == []


def test_a_district_sees_what_lies_with_its_streets_but_not_the_other_way_round(cast: Cast):
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.street)
    assert numbers("to_sign", cast.district_liaison) == numbers("to_sign", cast.street_liaison) == [number]
    up = cast.ticket().number
    life.dispatch(up, by=cast.dispatcher, now=MONDAY, lead=cast.district)
    assert numbers("to_sign", cast.street_liaison) == [number]


def test_answers_from_below_come_to_the_unit_that_passed_down(cast: Cast):
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.district)
    life.sign(number, by=cast.district_liaison, now=MONDAY)
    life.pass_down(number, by=cast.district_liaison, now=MONDAY, unit=cast.street)
    life.sign(number, by=cast.street_liaison, now=MONDAY)
    assert numbers("answers_below", cast.district_liaison) == []
    life.reply(number, by=cast.street_liaison, now=MONDAY, text="街道已到现场核实并劝止夜间施工。")
    assert numbers("answers_below", cast.district_liaison) == [number]


def test_what_a_unit_asks_waits_for_the_centre(cast: Cast, sent: str):
    life.hand_back(sent, by=cast.liaison, now=MONDAY, reason="属住建职责", basis="三定方案")
    assert numbers("objections", cast.dispatcher) == [sent] and numbers("extensions", cast.supervisor) == []
    life.rule_hand_back(sent, by=cast.dispatcher, now=MONDAY, upheld=False, ruling="仍由你局主办")
    assert numbers("objections", cast.dispatcher) == []


def test_overdue_and_due_soon_follow_the_clock(cast: Cast, sent: str):
    ticket = Ticket.objects.get(number=sent)
    soon = ticket.yellow_at + timedelta(minutes=1)
    assert numbers("due_soon", cast.supervisor, soon) == [sent] and numbers("overdue", cast.supervisor, soon) == []
    late = ticket.due_at + timedelta(minutes=1)
    assert numbers("due_soon", cast.supervisor, late) == [] and numbers("overdue", cast.supervisor, late) == [sent]
    assert numbers("unit_late", cast.liaison, late) == [sent]


def test_missed_steps_appear_when_the_sweep_has_marked_them(cast: Cast, sent: str):
    from huying.tickets.sweep import sweep

    sweep(LONG_AFTER)
    assert numbers("missed", cast.supervisor, LONG_AFTER) == [sent]


def test_who_takes_messages_only_is_not_called(cast: Cast):
    number = cast.ticket(sms_only=True).number
    Ticket.objects.filter(number=number).update(category="010101")
    life.close(number, by=cast.agent, now=MONDAY, text="已答复，请查看短信。", category=Ticket.objects.get(number=number).category)
    assert numbers("to_call", cast.followup) == []


def test_after_the_window_nobody_is_called(cast: Cast):
    ticket = cast.ticket()
    life.close(ticket.number, by=cast.agent, now=MONDAY, text="已电话答复诉求人。", category=ticket.category)
    assert numbers("to_call", cast.followup) == [ticket.number]
    assert numbers("to_call", cast.followup, MONDAY + timedelta(hours=25)) == []


def test_every_list_opens_to_every_role_it_names_in_one_statement(cast: Cast, sent: str, django_assert_num_queries):
    for worklist in worklists.WORKLISTS.values():
        for role in worklist.roles:
            who = cast.people.get(role.value) or cast.liaison
            with django_assert_num_queries(1):
                worklists.rows(worklist, who, MONDAY)


def test_counts_are_one_statement_and_stop_at_the_cap(cast: Cast, django_assert_num_queries, monkeypatch):
    for _ in range(4):
        cast.ticket()
    monkeypatch.setattr(worklists, "MOST", 3)
    with django_assert_num_queries(1):
        found = worklists.counts(["to_triage", "to_dispatch", "overdue"], cast.dispatcher, MONDAY)
    assert found == {"to_triage": 3, "to_dispatch": 0, "overdue": 0}
    assert worklists.shown(3) == "2+" and worklists.shown(0) == "" and worklists.shown(2) == "2"


def test_nobody_sees_nothing(cast: Cast, sent: str):
    assert numbers("all", cast.nobody) == [] and numbers("to_sign", cast.nobody) == []
    assert worklists.counts(["to_sign", "all"], cast.nobody, MONDAY) == {"to_sign": 0, "all": 0}


def test_a_dispatcher_of_a_district_sees_that_district(cast: Cast):
    from dataclasses import replace

    ticket = cast.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(division="440106")
    assert numbers("to_triage", replace(cast.dispatcher, divisions=frozenset({"440106"}))) == [ticket.number]
    assert numbers("to_triage", replace(cast.dispatcher, divisions=frozenset({"440103"}))) == []


def test_a_ticket_with_two_parts_in_one_tree_is_one_row(cast: Cast):
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.district, assisting=[cast.street])
    assert Leg.objects.filter(ticket__number=number).count() == 2
    assert numbers("of_unit", cast.district_liaison) == [number]
    assert Role.LIAISON in worklists.WORKLISTS["of_unit"].roles


def test_running_legs_are_as_their_ticket_whatever_happens_to_it(cast: Cast, sent: str):
    def legs() -> set[tuple[str, object, bool]]:
        return set(Leg.objects.filter(ticket__number=sent, ended_at=None).values_list("state", "end_at", "calm"))

    def told() -> set[tuple[str, object, bool]]:
        ticket = Ticket.objects.get(number=sent)
        return {(ticket.state, ticket.due_at or NEVER, ticket.urgency == "normal")}

    assert legs() == told()
    life.sign(sent, by=cast.liaison, now=MONDAY)
    assert legs() == told() and "handling" in str(legs())
    life.suspend(sent, by=cast.supervisor, now=MONDAY, reason="等待管网改造", until=MONDAY + timedelta(days=30))
    assert legs() == told() and Ticket.objects.get(number=sent).due_at is None
    Ticket.objects.filter(number=sent).update(urgency="critical")
    assert legs() == told()


def test_a_tree_that_has_a_ticket_twice_lists_and_counts_it_once(cast: Cast):
    found = []
    for place in range(5):
        number = cast.ticket(place=f"体育东路{place}号").number
        life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.district, assisting=[cast.street])
        found.append(number)
    first = worklists.rows(worklists.WORKLISTS["of_unit"], cast.district_liaison, MONDAY, size=3)
    rest = worklists.rows(worklists.WORKLISTS["of_unit"], cast.district_liaison, MONDAY, first.next, size=3)
    assert [row.number for row in (*first.rows, *rest.rows)] == found
    back = worklists.rows(worklists.WORKLISTS["of_unit"], cast.district_liaison, MONDAY, rest.previous, size=3)
    assert [row.number for row in back.rows] == found[:3]
    assert worklists.counts(["of_unit", "to_sign"], cast.district_liaison, MONDAY) == {"of_unit": 5, "to_sign": 5}
