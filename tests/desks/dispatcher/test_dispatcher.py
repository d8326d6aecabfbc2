"""The dispatcher's queue: proposals, one key to accept, objections."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.desks.dispatcher.why import why, worded
from huying.tickets import life
from huying.tickets.models import Likely, Ticket
from huying.tickets.reading import proposer
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


def test_a_pressing_matter_is_explained_as_it_was_filed(cast: Cast, desk: Client):
    ticket = cast.ticket(title="暖气从星期二起就是凉的", detail="天河区石牌街道，屋里只有十三度，物业说不归他们管。", wish="请尽快修好。")
    assert (ticket.category, ticket.urgent_sort) == ("100401", "heat")
    row = Ticket.objects.only("title", "category").get(pk=ticket.pk)
    worded([row])
    with CaptureQueriesContext(connection) as asked:
        found = why(row)
    as_filed, in_doubt = (proposer().propose(ticket.text, urgent=sort)[0].confidence for sort in ("heat", ""))
    assert found.percent == round(100 * as_filed) > round(100 * in_doubt) and len(asked) == 0


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


@pytest.fixture
def alike(cast: Cast, desk: Client) -> tuple[Ticket, Ticket]:
    """A running ticket, and one that waits and is proposed to join it."""
    first, second = cast.ticket(), cast.ticket()
    life.triage(second.number, by=cast.agent, now=MONDAY, category=second.category)
    Likely.objects.create(ticket=second, main=first, likeness=0.9, reasons=[["地点相同", "same place"]], at=MONDAY)
    second.refresh_from_db()
    return first, second


def test_a_likely_same_ticket_stands_beside_with_reasons_and_one_key_joins(desk: Client, alike: tuple[Ticket, Ticket]):
    first, second = alike
    for name in ("to_dispatch", "to_merge"):
        page = desk.get(f"/staff/dispatch/?list={name}").content.decode()
        assert "可能相同" in page and "90% · 地点相同" in page and 'data-key="m"' in page and first.title in page
    for _ in range(2):  # pressed twice
        desk.post(f"/staff/dispatch/{second.number}/joins/", {"version": second.version, "list": "to_merge"})
    second.refresh_from_db()
    first.refresh_from_db()
    assert second.state == "merged" and second.main_id == first.pk and first.callers == 2
    assert "地点相同" in second.joins.get().reason
    assert "可能相同" not in desk.get("/staff/dispatch/?list=to_merge").content.decode()


def test_said_to_differ_it_is_not_proposed_again(cast: Cast, desk: Client, alike: tuple[Ticket, Ticket]):
    _, second = alike
    desk.post(f"/staff/dispatch/{second.number}/differences/", {"list": "to_dispatch"})
    row = Likely.objects.get()
    assert row.refused_by_id == cast.dispatcher.id and "可能相同" not in desk.get("/staff/dispatch/").content.decode()
    page = desk.post(f"/staff/dispatch/{second.number}/joins/", {"version": second.version}, follow=True).content.decode()
    second.refresh_from_db()
    assert "已失效" in page and second.state == "pending_dispatch"


def test_nothing_confidential_or_over_is_proposed(cast: Cast, desk: Client, alike: tuple[Ticket, Ticket]):
    first, _ = alike
    Ticket.objects.filter(pk=first.pk).update(confidential=True)
    assert "可能相同" not in desk.get("/staff/dispatch/").content.decode()
    Ticket.objects.filter(pk=first.pk).update(confidential=False, state="archived")
    assert "可能相同" not in desk.get("/staff/dispatch/").content.decode()
    assert "可能相同" not in desk.get("/staff/dispatch/?list=to_merge").content.decode()


def test_joining_is_the_dispatchers(cast: Cast, client: Client, alike: tuple[Ticket, Ticket]):
    client.force_login(cast.leader_account, backend="django.contrib.auth.backends.ModelBackend")
    for noun in ("joins", "differences"):
        assert client.post(f"/staff/dispatch/{alike[1].number}/{noun}/", {"version": 1}).status_code == 403


def test_a_mark_of_tone_is_a_question_with_its_words_and_complaints_have_none(cast: Cast, desk: Client):
    rude = cast.ticket(title="你们话务员都是傻逼", detail="接电话的话务员你就是个傻逼，滚")
    sharp = cast.ticket(title="太气人了再不解决就上访", detail="物业就是骗子，黑心恶心，强烈投诉，再不解决我们就去上访找媒体曝光！")
    for each in (rude, sharp):
        life.triage(each.number, by=cast.agent, now=MONDAY, category=each.category or "010301")
    page = desk.get("/staff/dispatch/").content.decode()
    assert page.count("辱骂话务员？") == 1 and "威胁？" not in page and "<mark>傻逼</mark>" in page
    assert "辱骂话务员？" in desk.get(f"/staff/t/{rude.number}/").content.decode()
    assert "？</span>" not in desk.get(f"/staff/t/{sharp.number}/").content.decode()
    assert Ticket.objects.get(pk=rude.pk).state == "pending_dispatch", "it goes its way all the same"


def test_ten_rows_cost_no_more_statements_than_two(cast: Cast, desk: Client, alike: tuple[Ticket, Ticket]):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get("/staff/dispatch/")
        return len(queries)

    cost()
    before = cost()
    for _ in range(8):
        ticket = cast.ticket()
        life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
        Likely.objects.create(ticket=ticket, main=alike[0], likeness=0.8, at=MONDAY)
    assert cost() <= before
