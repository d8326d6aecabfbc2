"""The agent's screen: a call becomes a ticket in one go, and whatever goes wrong loses no word."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.clocks.present import now as present
from huying.people.models import Grant
from huying.tickets.models import Contact, Event, Ticket, Transfer
from huying.tickets.numbers import spoken

BACKEND = "django.contrib.auth.backends.ModelBackend"
SEND = "/staff/agent/requests/"
CALL = {
    "phone": "138 0013 8000", "name": "陈小雨", "detail": "昨晚十一点到凌晨两点，楼下工地一直打桩，老人睡不着。",
    "happened": "昨晚十一点到凌晨两点", "place": "天河区体育东路118号", "parties": "某建筑工地", "wish": "夜间停止施工。",
    "idempotency_key": "call-0001-abcdefgh", "act": "register",
}  # fmt: skip


def desk(account: Any) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture
def agent(cast: Any) -> Client:
    return desk(cast.agent_account)


def test_who_speaks_english_is_told_in_english(agent: Client):
    agent.post(SEND, CALL | {"english": "on"})
    assert Ticket.objects.get().language == "en"


def category_of(page: Any) -> str:
    found = re.search(r'name="category" value="(\d{6})"', page.content.decode())
    assert found
    return found.group(1)


def proposed(client: Client, **values: str) -> str:
    """The code that the help puts first."""
    return category_of(client.post("/staff/agent/help/", {**CALL, **values}))


def test_a_call_becomes_a_ticket_and_its_number_is_read_out(agent: Client, cast: Any) -> None:
    answer = agent.post(SEND, CALL)
    ticket = Ticket.objects.get()
    assert answer.url == f"{SEND}{ticket.number}/"
    assert (ticket.door, ticket.registered_by_id, ticket.state) == ("phone", cast.agent.id, "received")
    page = agent.get(answer.url).content.decode()
    assert all(f">{group}<" in page for group in spoken(ticket.number).replace("，", " ").split())
    assert "138****8000" in page
    assert "13800138000" not in page


def test_a_chosen_category_waits_for_dispatch(agent: Client) -> None:
    agent.post(SEND, {**CALL, "category": proposed(agent)})
    assert Ticket.objects.get().state == "pending_dispatch"


def test_pressing_twice_makes_one_ticket(agent: Client) -> None:
    first, second = agent.post(SEND, CALL), agent.post(SEND, CALL)
    assert first.url == second.url
    assert Ticket.objects.count() == Contact.objects.count() == 1


def test_an_agent_answers_at_once(agent: Client) -> None:
    agent.post(SEND, {**CALL, "act": "close", "category": proposed(agent), "answer": "夜间施工须有许可，已告知举报办法。"})
    ticket = Ticket.objects.get()
    assert ticket.state == "completed"
    assert ticket.replies.get().text.startswith("夜间施工须有许可")


@pytest.mark.parametrize(("change", "field"), [
    ({"act": "close", "answer": ""}, "id_answer"), ({"act": "transfer"}, "id_target"), ({"detail": " "}, "id_detail"),
    ({"phone": "12"}, "id_phone"),
])  # fmt: skip
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(agent: Client, change: dict[str, str], field: str) -> None:
    answer = agent.post(SEND, {**CALL, **change})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    for name in ("place", "wish", "parties"):
        assert CALL[name] in page
    assert not Contact.objects.exists()


def test_an_emergency_is_handed_on_without_typing(agent: Client) -> None:
    answer = agent.post(SEND, {"phone": "13800138000", "act": "transfer:fire", "idempotency_key": "call-0002-abcdefgh"})
    ticket = Ticket.objects.get()
    assert ticket.state == "transferred"
    assert Transfer.objects.get().target == "fire"
    assert "已转接" in agent.get(answer.url).content.decode()


def test_a_transfer_keeps_both_numbers(agent: Client) -> None:
    answer = agent.post(SEND, {**CALL, "act": "transfer", "target": "foshan", "other_number": "FS-2026-77"})
    page = agent.get(answer.url).content.decode()
    assert "FS-2026-77" in page
    assert Ticket.objects.get().number[:6] in page


def test_agents_may_not_dispatch_but_an_agent_who_is_dispatcher_may(agent: Client, cast: Any) -> None:
    values = {**CALL, "act": "dispatch", "category": proposed(agent), "division": "440106"}
    assert "立单并派单" not in agent.get("/staff/agent/").content.decode()
    refused = agent.get(agent.post(SEND, values).url).content.decode()
    assert "没有办理此项的权限" in refused
    assert Ticket.objects.get().state == "pending_dispatch"
    Grant.objects.create(account=cast.agent_account, role="dispatcher")
    both = desk(cast.agent_account)
    assert "立单并派单" in both.get("/staff/agent/").content.decode()
    both.post(SEND, {**values, "phone": "13900139000", "idempotency_key": "call-0003-abcdefgh"})
    assert Ticket.objects.order_by("-id")[0].state == "dispatched"


def test_a_remark_goes_to_the_dispatcher(agent: Client) -> None:
    agent.post(SEND, {**CALL, "remark": "建议不予受理：已在法院诉讼中。"})
    assert Event.objects.get(verb="note").data["words"].startswith("建议不予受理")


def test_the_same_matter_becomes_an_urge_unless_it_is_another(agent: Client) -> None:
    agent.post(SEND, CALL)
    again = agent.post(SEND, {**CALL, "detail": CALL["detail"] + "今晚又开始了。", "idempotency_key": "call-0004-abcdefgh"})
    assert "已作为催办" in agent.get(again.url).content.decode()
    assert Ticket.objects.get().urges == 1
    agent.post(SEND, {**CALL, "separate": "on", "idempotency_key": "call-0005-abcdefgh"})
    assert Ticket.objects.count() == 2


def test_the_card_knows_the_caller_masked(agent: Client, cast: Any) -> None:
    ticket = cast.ticket(phone="13800138000")
    ticket.refresh_from_db()
    ticket.citizen.care = "听力不便，请放慢语速"
    ticket.citizen.save()
    card = agent.post("/staff/agent/caller/", {"phone": "138-0013-8000"}).content.decode()
    assert "138****8000" in card
    assert "陈小雨" not in card
    assert "听力不便" in card
    assert f'value="{ticket.number}"' in card
    assert "第一次来电" in agent.post("/staff/agent/caller/", {"phone": "13911112222"}).content.decode()
    assert "填入号码" in agent.post("/staff/agent/caller/", {"phone": "139"}).content.decode()


def test_the_card_costs_the_same_for_one_ticket_and_for_ten(agent: Client, cast: Any) -> None:
    from django.db import connection

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            agent.post("/staff/agent/caller/", {"phone": "13800138000"})
        return len(seen)

    cast.ticket(phone="13800138000")
    cost()  # the first request of a process loads what later ones have
    one = cost()
    for place in range(4):
        cast.ticket(phone="13800138000", title=f"另一件事{place}")
    assert cost() == one


def test_the_card_shows_what_is_past_as_past(agent: Client, cast: Any) -> None:
    agent.post(SEND, {**CALL, "act": "transfer", "target": "foshan"})
    card = agent.post("/staff/agent/caller/", {"phone": CALL["phone"]}).content.decode()
    assert "以往 1 件" in card
    assert "催办此单" not in card


def test_urging_a_running_ticket_takes_the_new_words(agent: Client, cast: Any) -> None:
    ticket = cast.ticket(phone="13800138000")
    answer = agent.post("/staff/agent/urges/", {**CALL, "urge": ticket.number, "detail": "今晚又在打桩"})
    assert answer.url == f"{SEND}{ticket.number}/"
    ticket.refresh_from_db()
    assert ticket.urges == 1
    assert "今晚又在打桩" in ticket.detail
    unknown = agent.post("/staff/agent/urges/", {**CALL, "urge": "2603024829157"})
    assert unknown.status_code == 422
    assert CALL["place"] in unknown.content.decode()


def test_the_help_asks_proposes_and_warns(agent: Client) -> None:
    asked = agent.post("/staff/agent/help/", {"detail": "楼上老是漏水"}).content.decode()
    assert "希望怎样解决" in asked or "在哪里" in asked
    assert "把握" in asked
    fire = agent.post("/staff/agent/help/", {"detail": "我家现在着火了，有人困在里面"}).content.decode()
    assert 'value="transfer:fire"' in fire
    assert "把握" not in agent.post("/staff/agent/help/", {"detail": ""}).content.decode()


def test_the_help_shows_running_tickets_like_this_one(agent: Client, cast: Any) -> None:
    ticket = cast.ticket(present(), phone="13700137000")
    page = agent.post("/staff/agent/help/", {"detail": ticket.detail, "title": ticket.title, "wish": ticket.wish,
                                             "place": ticket.place}).content.decode()
    assert ticket.title in page


def test_the_help_keeps_what_was_picked(agent: Client) -> None:
    page = agent.post("/staff/agent/help/", {**CALL, "category": "010101"}).content.decode()
    assert re.search(r'value="010101"[^>]*checked', page)


@pytest.mark.parametrize("values", [
    {"phone": "\x00\ud83d", "detail": "\x00" * 50}, {"detail": "字" * 20000}, {"kind": "x", "division": "y"},
    {"category": "../../", "urge": "x" * 500}, {"act": "transfer:nowhere"}, {"act": "close", "answer": "x", "category": "999999"},
])  # fmt: skip
def test_odd_values_break_nothing(agent: Client, values: dict[str, str]) -> None:
    data = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in values.items()})
    for path in ("caller/", "help/", "requests/", "urges/"):
        answer = agent.post(f"/staff/agent/{path}", data, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 422}


def test_without_scripts_a_look_shows_caller_and_help(agent: Client, cast: Any) -> None:
    cast.ticket(phone="13800138000")
    page = agent.post(SEND, {**CALL, "act": "look"}).content.decode()
    assert "正在办理" in page
    assert "把握" in page
    assert CALL["wish"] in page
    assert Contact.objects.count() == 1


def test_my_tickets_are_mine(agent: Client, cast: Any) -> None:
    agent.post(SEND, CALL)
    desk(cast.other_agent_account).post(SEND, {**CALL, "phone": "13700000001", "detail": "别人登记的另一件事，路灯不亮。",
                                               "idempotency_key": "call-0009-abcdefgh"})
    page = agent.get("/staff/agent/mine/").content.decode()
    assert Ticket.objects.order_by("id")[0].number in page.replace(" ", "")
    assert "路灯不亮" not in page


def test_the_squad_leader_sees_who_took_what(agent: Client, cast: Any) -> None:
    agent.post(SEND, CALL)
    agent.post(SEND, {**CALL, "act": "transfer:police", "phone": "13700000001", "idempotency_key": "call-0010-abcdefgh"})
    page = desk(cast.squad_leader_account).get("/staff/agent/overview/").content.decode()
    row = re.search(r'<th scope="row">agent</th>(.*?)</tr>', page)
    assert row
    assert re.findall(r">(\d+)<", row.group(1))[:3] == ["2", "0", "1"]
    assert agent.get("/staff/agent/overview/").status_code == 403


@pytest.mark.parametrize("who", ["liaison", "followup", "leader"])
def test_others_have_no_business_here(cast: Any, who: str) -> None:
    client = desk(getattr(cast, f"{who}_account"))
    assert client.get("/staff/agent/").status_code == 403
    assert client.post(SEND, CALL).status_code == 403


def test_the_code_is_for_who_took_the_call(agent: Client, cast: Any) -> None:
    url = agent.post(SEND, CALL).url
    assert "提取码" in agent.get(url).content.decode()
    assert "slip-code" not in desk(cast.other_agent_account).get(url).content.decode()
