"""The dispatcher's queue: proposals, one key to accept, objections."""

import pytest
from django.test import Client

from huying.tickets import life
from huying.tickets.models import Ticket
from tests.cast import MONDAY, Cast


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    client.force_login(cast.dispatcher_account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def waiting(cast: Cast) -> Ticket:
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    return Ticket.objects.get(pk=ticket.pk)


def test_each_row_names_the_proposed_unit_its_reason_and_confidence(cast: Cast, desk: Client, waiting: Ticket):
    from huying.tickets.queries.proposal import proposal

    page, proposed = desk.get("/staff/dispatch/").content.decode(), proposal(waiting)
    assert proposed is not None
    assert str(proposed.lead) in page and proposed.basis[:12] in page and f"{round(proposed.confidence * 100)}%" in page
    assert f"/staff/dispatch/{waiting.number}/dispatches/" in page and 'data-key="a"' in page


def test_accepting_dispatches_as_proposed_with_rule_and_basis(cast: Cast, desk: Client, waiting: Ticket):
    from huying.tickets.queries.proposal import proposal

    proposed = proposal(waiting)
    answer = desk.post(f"/staff/dispatch/{waiting.number}/dispatches/", {"version": waiting.version, "list": "to_dispatch"})
    waiting.refresh_from_db()
    leg = waiting.legs.get(role="lead")
    assert answer.status_code == 302 and waiting.state == "dispatched" and waiting.lead_id == proposed.lead.pk
    assert leg.rule == proposed.rule and leg.basis == proposed.basis[:300]


def test_accepting_twice_or_too_late_is_told_and_changes_nothing(cast: Cast, desk: Client, waiting: Ticket):
    address = f"/staff/dispatch/{waiting.number}/dispatches/"
    life.note(waiting.number, by=cast.squad_leader, now=MONDAY, words="先核实地址")
    page = desk.post(address, {"version": waiting.version}, follow=True).content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "pending_dispatch" and "内容已变化" in page
    desk.post(address, {"version": waiting.version})
    desk.post(address, {"version": waiting.version})
    waiting.refresh_from_db()
    assert waiting.state == "dispatched" and waiting.legs.filter(role="lead").count() == 1


def test_without_a_proposal_the_tickets_page_opens(cast: Cast, desk: Client, waiting: Ticket):
    Ticket.objects.filter(pk=waiting.pk).update(category="")
    answer = desk.post(f"/staff/dispatch/{waiting.number}/dispatches/", {"version": waiting.version})
    assert answer.url == f"/staff/t/{waiting.number}/"
    assert "选择单位" in desk.get("/staff/dispatch/").content.decode()


def test_objections_stand_beside(cast: Cast, desk: Client):
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    life.hand_back(number, by=cast.liaison, now=MONDAY, reason="不属本单位", basis="三定方案")
    page = desk.get("/staff/dispatch/?list=objections").content.decode()
    assert number[:6] in page and "退单待裁定" in page


@pytest.mark.parametrize("who", ["liaison", "followup", "agent", "leader"])
def test_others_may_not_enter(cast: Cast, client: Client, waiting: Ticket, who: str):
    client.force_login(cast.people[f"{who}_account"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/staff/dispatch/").status_code == 403
    assert client.post(f"/staff/dispatch/{waiting.number}/dispatches/", {"version": 1}).status_code == 403


def test_the_page_costs_the_same_for_one_and_many(cast: Cast, desk: Client, django_assert_max_num_queries):
    for _ in range(2):
        ticket = cast.ticket()
        life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
        with django_assert_max_num_queries(10):
            desk.get("/staff/dispatch/")
