"""The screen pop: who calls and what is known, and the form that takes the call without its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.channels.phone import book
from huying.channels.phone.models import Call, Seat
from huying.channels.phone.signals import What
from huying.people.sealed import caller_of
from huying.tickets.models import Ticket
from tests.cast import Cast
from tests.desks.phone.conftest import PHONE, Ring

pytestmark = pytest.mark.django_db
HOME, POP, SEND = "/staff/agent/", "/staff/phone/pop/", "/staff/agent/requests/"
Staff = Callable[[str], Client]
WORDS = {"detail": "昨晚十一点到凌晨两点，楼下工地一直打桩，老人睡不着。", "place": "天河区体育东路118号", "act": "register",
         "idempotency_key": "call-0001-abcdefgh"}


def shown(client: Client) -> str:
    return client.get(POP).content.decode()


def test_nothing_pops_without_a_call(staff: Staff, seat: Seat):
    assert shown(staff("agent")).strip() == ""
    assert shown(staff("other_agent")).strip() == ""


def test_a_ringing_call_shows_who_it_is_and_what_was_before(staff: Staff, seat: Seat, ring: Ring, cast: Cast, now: Any):
    running = cast.ticket(now, phone=PHONE)
    ring("over", "c0", begin=-600)
    ring()
    page = shown(staff("agent"))
    assert "138****5678" in page and running.title in page and "以往通话 1 次" in page and "陈**" in page
    assert PHONE not in page


@pytest.mark.parametrize(("number", "words"), [("anonymous", "未显示号码"), ("12345", "号码存疑"), ("02081234567", "广州")])
def test_what_the_number_is_worth_and_where_it_is_at_home(staff: Staff, seat: Seat, ring: Ring, number: str, words: str):
    ring(number=number)
    assert words in shown(staff("agent"))


def test_a_debt_to_this_number_is_told(staff: Staff, seat: Seat, ring: Ring, say: Ring):
    say(What.ARRIVED, -500, "c0", number=PHONE)
    say(What.QUEUED, -490, "c0")
    say(What.ENDED, -400, "c0", reason="abandoned")
    ring()
    page = shown(staff("agent"))
    assert "欠这个号码一次回电" in page and "排队中挂断" in page


def test_the_pop_is_for_who_has_the_call(staff: Staff, seat: Seat, ring: Ring):
    ring()
    assert shown(staff("other_agent")).strip() == ""
    assert staff("liaison").get(POP).status_code == 403


def test_the_pop_costs_as_much_for_a_known_caller_as_for_a_new_one(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast, now: Any):
    client = staff("agent")
    client.get(POP)
    ring()
    with CaptureQueriesContext(connection) as first:
        client.get(POP)
    say(What.ENDED, 1)
    for place in range(4):
        cast.ticket(now, phone=PHONE, title=f"路灯不亮{place}")
        ring("over", f"b{place}", begin=-900 + place)
    ring("ringing", "c2", begin=-20)
    with CaptureQueriesContext(connection) as queries:
        assert "路灯不亮3" in client.get(POP).content.decode()
    assert len(queries) == len(first) == 8, [each["sql"][:120] for each in queries]


def test_the_form_takes_the_call_s_number_and_links_call_and_ticket(staff: Staff, seat: Seat, ring: Ring):
    call, client = ring("talking"), staff("agent")
    answer = client.post(SEND, {**WORDS, "call": call.pk})
    ticket = Ticket.objects.get()
    assert answer.url.endswith(f"{ticket.number}/")
    assert caller_of(ticket.number, ticket.caller_sealed)[1] == PHONE
    call.refresh_from_db()
    assert (call.ticket_id, call.citizen_id) == (ticket.pk, ticket.citizen_id)
    client.post(SEND, {**WORDS, "call": call.pk})
    assert Ticket.objects.count() == 1
    page = client.get(f"/staff/t/{ticket.number}/").content.decode()
    assert f"/staff/phone/calls/{call.pk}/" in page and "通话" in page
    assert client.get(f"/staff/phone/calls/{call.pk}/").content.decode().count(ticket.number) >= 1


def test_a_typed_number_is_another_person_s_and_stands(staff: Staff, seat: Seat, ring: Ring):
    call = ring("talking")
    staff("agent").post(SEND, {**WORDS, "call": call.pk, "phone": "13900001111"})
    ticket = Ticket.objects.get()
    assert caller_of(ticket.number, ticket.caller_sealed)[1] == "13900001111"
    assert Call.objects.get(pk=call.pk).ticket_id == ticket.pk


def test_nobody_takes_the_number_of_another_agent_s_call(staff: Staff, seat: Seat, ring: Ring):
    call, other = ring("talking"), staff("other_agent")
    answer = other.post(SEND, {**WORDS, "call": call.pk})
    assert answer.status_code == 422 and "不是您接的" in answer.content.decode() and "5678" not in answer.content.decode()
    assert not Ticket.objects.exists()
    other.post(SEND, {**WORDS, "call": call.pk, "phone": "13900001111"})
    assert Ticket.objects.count() == 1 and Call.objects.get(pk=call.pk).ticket_id is None
    for address in (f"{HOME}?call={call.pk}", f"{HOME}?call=%00", f"{HOME}?call={10**30}"):
        assert "5678" not in other.get(address).content.decode()
    assert "5678" not in other.post("/staff/agent/caller/", {"call": call.pk}).content.decode()


def test_a_withheld_number_makes_a_ticket_without_one(staff: Staff, seat: Seat, ring: Ring):
    call = ring("talking", number="anonymous")
    staff("agent").post(SEND, {**WORDS, "call": call.pk})
    ticket = Ticket.objects.get()
    assert caller_of(ticket.number, ticket.caller_sealed)[1] == "" and Call.objects.get(pk=call.pk).ticket_id == ticket.pk


def test_a_refused_form_keeps_call_and_words(staff: Staff, seat: Seat, ring: Ring):
    call = ring("talking")
    page = staff("agent").post(SEND, {**WORDS, "detail": "", "call": call.pk}).content.decode()
    assert f'name="call" value="{call.pk}"' in page and "138****5678" in page and PHONE not in page


def test_the_caller_s_card_and_the_help_know_the_caller_of_the_call(staff: Staff, seat: Seat, ring: Ring, cast: Cast, now: Any):
    ticket, call = cast.ticket(now, phone=PHONE), ring("talking")
    page = staff("agent").post("/staff/agent/caller/", {"call": call.pk, "phone": ""}).content.decode()
    assert ticket.title in page and PHONE not in page
    help_ = staff("agent").post("/staff/agent/help/", {"call": call.pk, "detail": ticket.detail, "place": ticket.place}).content.decode()
    assert PHONE not in help_ and "相似的在办工单" not in help_  # the caller's own stand on the card


def test_without_scripts_the_desk_opens_a_form_for_the_call(staff: Staff, seat: Seat, ring: Ring):
    call, client = ring("talking"), staff("agent")
    assert f"{HOME}?call={call.pk}" in client.get(HOME).content.decode()
    page = client.get(f"{HOME}?call={call.pk}").content.decode()
    assert f'name="call" value="{call.pk}"' in page and "留空即登记这个号码" in page


def test_place_names_of_calls_are_kept_when_they_begin(say: Ring):
    assert say(What.ARRIVED, call="a", number="02081234567").area == "广州"
    assert say(What.ARRIVED, call="b", number="+85223456789").area == "香港"
    assert say(What.ARRIVED, call="c", number=PHONE).area == ""
    assert book.DOOR == "phone"
