"""The phone bar: what the seat is, what can be done now, and every press as a change or an order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.channels.phone import book, duties, orders, places, seats
from huying.channels.phone.exchange.outbound import wanted
from huying.channels.phone.models import Call, CallParty, PhoneOrder, Seat
from huying.channels.phone.signals import What
from huying.tickets import life
from huying.tickets.models import Event, Transfer
from tests.cast import Cast
from tests.desks.phone.conftest import PHONE, Ring

pytestmark = pytest.mark.django_db
HOME, STATES, ORDERS = "/staff/agent/", "/staff/phone/states/", "/staff/phone/orders/"
Staff = Callable[[str], Client]


def press(client: Client, address: str, **values: Any) -> str:
    """As htmx sends it: the bar comes back."""
    answer = client.post(address, values, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_seat_the_desk_is_as_before(staff: Staff):
    page = staff("agent").get(HOME).content.decode()
    assert "phone-bar" not in page and "data-live-topics" not in page


def test_the_bar_shows_the_state_with_its_time_and_what_can_be_done(staff: Staff, seat: Seat):
    page = staff("agent").get(HOME).content.decode()
    assert "就绪" in page and "10:0" in page and 'value="pause:meal"' in page and f'data-live-topics="person:{seat.account_id}"' in page
    assert 'value="hold"' not in page


@pytest.mark.parametrize(("to", "state", "shown"), [("pause:meal", "paused", "用餐"), ("off", "off", "签出"), ("ready", "ready", "就绪")])
def test_an_agent_changes_the_seat(staff: Staff, seat: Seat, to: str, state: str, shown: str):
    bar = press(staff("agent"), STATES, to=to)
    seat.refresh_from_db()
    assert seat.state == state and shown in bar


def test_a_refusal_is_said_in_words(staff: Staff, seat: Seat, cast: Cast):
    assert "请选择示忙原因" in press(staff("agent"), STATES, to="pause:holiday")
    assert seats.Seat.objects.get().state == "ready"
    client = staff("squad_leader")  # no seat
    client.post(STATES, {"to": "ready"})
    assert "您还没有坐席" in client.get(HOME).content.decode()


def test_during_a_call_the_wish_waits_for_its_end(staff: Staff, seat: Seat, ring: Ring, say: Ring):
    ring("talking")
    assert "话后示忙" in press(staff("agent"), STATES, to="pause:rest")
    say(What.ENDED)
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("paused", "rest")


def test_without_scripts_every_press_leads_back_to_the_desk(staff: Staff, seat: Seat):
    client = staff("agent")
    assert client.post(STATES, {"to": "off"}).url == HOME
    assert "签出" in client.get(HOME).content.decode()


@pytest.mark.parametrize("what", ["hold", "retrieve", "mute_recording", "resume_recording", "mark", "complete", "conference", "swap",
                                  "drop_party", "to_rating", "hang_up"])
def test_each_act_becomes_an_order_about_the_call_at_the_seat(staff: Staff, seat: Seat, ring: Ring, what: str):
    call = ring("talking")
    bar = press(staff("agent"), ORDERS, what=what, call=call.pk, idempotency_key="k1")
    order = PhoneOrder.objects.get()
    assert (order.what, order.call_id, order.by_id) == (what, call.pk, seat.account_id) and "已交给话务系统" in bar
    press(staff("agent"), ORDERS, what=what, call=call.pk, idempotency_key="k1")  # pressed twice
    assert PhoneOrder.objects.count() == 1


@pytest.mark.parametrize("consent", ["agreed", "refused", "unable"])
def test_one_press_calls_the_emergency_service_with_the_consent(staff: Staff, seat: Seat, ring: Ring, consent: str):
    call = ring("talking")
    page = staff("agent").get(HOME).content.decode()
    assert f'value="police:{consent}"' in page and f'value="fire:{consent}"' in page and f'value="ambulance:{consent}"' in page
    press(staff("agent"), ORDERS, what="emergency", call=call.pk, target=f"police:{consent}", drill="0")
    assert PhoneOrder.objects.get().args == {"target": "police", "consent": consent, "drill": False}


def test_a_drill_is_shown_and_goes_along(staff: Staff, seat: Seat, ring: Ring):
    call, client = ring("talking"), staff("agent")
    bar = press(client, "/staff/phone/drills/", on="1")
    assert "紧急演练：不接真实线路" in bar and 'name="drill" value="1"' in bar
    press(client, ORDERS, what="emergency", call=call.pk, target="police:agreed", drill="1")
    assert PhoneOrder.objects.get().args["drill"] is True
    assert "不接真实线路" not in press(client, "/staff/phone/drills/", on="0")


@pytest.mark.parametrize(("given", "words"), [
    ({"what": "dance"}, "没有这个操作"), ({"call": "0"}, "这个通话已经不在您这里"), ({"call": ""}, "这个通话已经不在您这里"),
    ({"what": "emergency", "target": "nobody:agreed"}, "请选择要接通的紧急服务"), ({"what": "emergency", "target": "police:"}, "是否同意"),
    ({"what": "consult"}, "请选择对方"), ({"what": "consult", "to": "target:province"}, "请选择对方"),
    ({"what": "consult", "to": "account:99999999999999999999"}, "请选择对方"),
    ({"what": "transfer", "number": "not a number"}, "号码似乎不对"),
])
def test_what_cannot_be_done_is_said_and_nothing_is_ordered(staff: Staff, seat: Seat, ring: Ring, given: dict[str, str], words: str):
    call = ring("talking")
    assert words in press(staff("agent"), ORDERS, **{"what": "hold", "call": call.pk, **given})
    assert not PhoneOrder.objects.exists()


def test_orders_wait_until_somebody_speaks_and_are_for_one_s_own_call(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast,
                                                                     now: datetime):
    call = ring("ringing")
    assert "接通以后才能操作" in press(staff("agent"), ORDERS, what="hold", call=call.pk)
    say(What.ANSWERED, agent=cast.agent_account.pk)
    places.give(cast.other_agent_account, "6002", [], now)
    assert "不在您这里" in press(staff("other_agent"), ORDERS, what="hold", call=call.pk)
    assert not PhoneOrder.objects.exists()


def test_a_typed_number_is_sealed_and_a_ready_colleague_can_be_asked(staff: Staff, seat: Seat, ring: Ring, cast: Cast, now: datetime):
    call = ring("talking")
    press(staff("agent"), ORDERS, what="transfer", call=call.pk, number="020 8123 4567")
    order = PhoneOrder.objects.get()
    assert order.args["to"] == "sealed" and "81234567" not in str(order.args) and orders.number_in(order) == "020-81234567"
    other = cast.other_agent_account
    places.give(other, "6002", [], now)
    assert "请选择对方" in press(staff("agent"), ORDERS, what="consult", call=call.pk, to=f"account:{other.pk}")
    seats.ready(other, now)
    assert f'value="account:{other.pk}"' in staff("agent").get(HOME).content.decode()
    press(staff("agent"), ORDERS, what="consult", call=call.pk, to=f"account:{other.pk}")
    assert PhoneOrder.objects.latest("id").args == {"to": f"account:{other.pk}"}


def test_what_could_not_be_carried_out_is_shown(staff: Staff, seat: Seat, ring: Ring, now: datetime):
    call, client = ring("talking"), staff("agent")
    press(client, ORDERS, what="consult", call=call.pk, to="target:foshan")
    press(client, ORDERS, what="hold", call=call.pk)
    assert PhoneOrder.objects.get(what="consult").args == {"to": "target:foshan"}
    orders.done(PhoneOrder.objects.get(what="hold"), now, "对方已经挂断")
    assert "保持：对方已经挂断" in client.get("/staff/phone/bar/", headers={"HX-Request": "true"}).content.decode()


def test_while_the_recording_pauses_the_bar_says_so(staff: Staff, seat: Seat, ring: Ring, now: datetime):
    call, client = ring("talking"), staff("agent")
    press(client, ORDERS, what="mute_recording", call=call.pk)
    assert "录音已暂停" not in client.get(HOME).content.decode()  # asked for, not done yet
    orders.done(PhoneOrder.objects.get(), now)
    assert "录音已暂停" in client.get(HOME).content.decode() and 'value="resume_recording"' in client.get(HOME).content.decode()
    press(client, ORDERS, what="resume_recording", call=call.pk)
    orders.done(PhoneOrder.objects.latest("id"), now)
    assert "录音已暂停" not in client.get(HOME).content.decode()


def test_others_in_the_call_are_shown_with_drill(staff: Staff, seat: Seat, ring: Ring, say: Ring):
    ring("talking")
    say(What.PARTY_CALLED, party="emergency", target="police", consent="agreed", drill=True)
    page = staff("agent").get(HOME).content.decode()
    assert "紧急服务 公安" in page and "演练" in page and 'value="conference"' in page


def test_the_bar_costs_few_statements(staff: Staff, seat: Seat, ring: Ring, say: Ring):
    client = staff("agent")
    client.get("/staff/phone/bar/", headers={"HX-Request": "true"})
    ring("talking")
    for name in ("consult", "emergency", "listen"):
        say(What.PARTY_CALLED, party=name, target="police", data={"party_key": name})
    with CaptureQueriesContext(connection) as queries:
        client.get("/staff/phone/bar/", headers={"HX-Request": "true"})
    ours = [each["sql"] for each in queries if "channels_" in each["sql"]]
    assert len(ours) == 4 and len(queries) <= 7, [each["sql"][:90] for each in queries]


def test_the_number_never_stands_in_the_page(staff: Staff, seat: Seat, ring: Ring):
    ring("talking")
    for address in (HOME, "/staff/phone/bar/", "/staff/phone/pop/"):
        page = staff("agent").get(address, headers={"HX-Request": "true"}).content.decode()
        assert PHONE not in page and "138****5678" in page


def test_the_browser_s_line_is_handed_to_the_seat_s_own_session_only(staff: Staff, seat: Seat, cast: Cast, now: datetime, settings: Any):
    settings.PHONE_WSS, settings.PHONE_DOMAIN, settings.PHONE_STUN = "wss://pbx.example/ws", "pbx.example", []
    assert staff("agent").get("/staff/phone/line/").status_code == 404  # not set to use the browser
    seat = places.give(cast.agent_account, "6001", [], now, browser=True)
    answer = staff("agent").get("/staff/phone/line/")
    assert answer.json() == {"wss": "wss://pbx.example/ws", "extension": "6001", "secret": places.secret_of(seat), "domain": "pbx.example",
                             "stun": []}
    assert answer["Cache-Control"] == "no-store" and len(places.secret_of(seat)) > 20
    assert staff("squad_leader").get("/staff/phone/line/").status_code == 404
    page = staff("agent").get(HOME).content.decode()
    assert "data-line-url" in page and places.secret_of(seat) not in page
    settings.PHONE_WSS = ""
    assert "data-line-url" not in staff("agent").get(HOME).content.decode()


@pytest.mark.parametrize(("given", "allowed"), [("wss://pbx.example:8089/ws", ["'self'", "wss://pbx.example:8089/ws"]), ("", ["'self'"])])
def test_pages_may_connect_to_the_exchange_s_address_and_no_other(given: str, allowed: list[str], checkout: Any):
    code = "from huying.config import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['connect-src'], s.PHONE_DOMAIN)"
    environment = {**os.environ, "HUYING_PHONE_WSS": given, "HUYING_LIVE_PORT": "", "HUYING_LIVE_URL": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=checkout, env=environment, check=True)
    assert done.stdout.strip() == f"{allowed} {'pbx.example' if given else ''}".strip()


UNITS = "/staff/phone/units/"


def test_a_unit_is_rung_by_its_duty_telephone_the_ticket_s_first(staff: Staff, seat: Seat, ring: Ring, cast: Cast, now: datetime):
    call, client = ring("talking"), staff("agent")
    assert 'value="unit:' not in client.get(UNITS).content.decode(), "nothing is near a call without ticket"
    ticket = cast.ticket(now, phone=PHONE)
    life.dispatch(ticket.number, by=cast.dispatcher, now=now, lead="power-grid")
    book.link(call, ticket)
    near = client.get(UNITS).content.decode()
    assert 'value="unit:power-grid"' in near and "本工单" in near and "00001016" not in near, "no number stands in a page"
    found = client.get(UNITS, {"unit_name": "天河"}).content.decode()
    assert 'value="unit:tianhe"' in found and "没有这个名称" in client.get(UNITS, {"unit_name": "外星"}).content.decode()

    press(client, ORDERS, what="consult", call=call.pk, unit="unit:power-grid")
    assert PhoneOrder.objects.latest("id").args == {"to": "unit:power-grid"}
    press(client, ORDERS, what="transfer", call=call.pk, unit_name="广州燃气")  # without scripts: by its name alone
    assert PhoneOrder.objects.latest("id").args == {"to": "unit:gas"}
    assert "请选择对方" in press(client, ORDERS, what="consult", call=call.pk, unit_name="区")
    assert "没有登记值守电话" in press(client, ORDERS, what="consult", call=call.pk, unit="unit:city-sports")
    client.post("/staff/phone/drills/", {"on": "1"})
    press(client, ORDERS, what="consult", call=call.pk, unit="unit:power-grid")
    press(client, ORDERS, what="transfer", call=call.pk, number="020 8123 4567")
    press(client, ORDERS, what="emergency", call=call.pk, target="police:agreed", drill="0")  # an old page knows of no drill
    assert all(each.args["drill"] is True for each in PhoneOrder.objects.order_by("-id")[:3])
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(("at", "may"), [("10:00", True), ("12:30", False), ("20:00", False)])
def test_a_unit_out_of_its_hours_is_refused_in_words(at: str, may: bool):
    when = datetime.fromisoformat(f"2026-03-02T{at}+08:00")
    number, problem = duties.number_of("city-environment", when)
    assert (bool(number), "09:00–12:00" in problem) == (may, not may)


def test_the_emergency_key_hands_the_ticket_over_at_once(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast, now: datetime):
    call, client, ticket = ring("talking"), staff("agent"), cast.ticket(now, phone=PHONE)
    book.link(call, ticket)
    press(client, ORDERS, what="emergency", call=call.pk, target="ambulance:unable", drill="0", idempotency_key="once")
    press(client, ORDERS, what="emergency", call=call.pk, target="ambulance:unable", drill="0", idempotency_key="once")
    row = Transfer.objects.get()
    ticket.refresh_from_db()
    assert (row.target, row.consent, row.acknowledged_at, ticket.state) == ("ambulance", "unable", None, "transferred")
    about = {"party": "emergency", "target": "ambulance", "consent": "unable", "agent": seat.account_id}
    say(What.PARTY_CALLED, data={"party_key": "p1", "for": "ambulance"}, **about)
    bar = press(client, ORDERS, what="mark", call=call.pk)
    assert "1. 医疗急救 呼叫中" in bar and 'name="other_number"' not in bar
    say(What.PARTY_LEFT, reason="busy", data={"party_key": "p1", "for": "ambulance"})
    say(What.PARTY_CALLED, data={"party_key": "p2", "for": "ambulance"}, **about)
    say(What.PARTY_ANSWERED, data={"party_key": "p2", "for": "ambulance"})
    bar = press(client, ORDERS, what="mark", call=call.pk)
    assert "1. 医疗急救 占线" in bar and "2. 医疗急救 已接通" in bar and 'name="other_number"' in bar
    press(client, "/staff/phone/numbers/", call=call.pk, other_number="120-7731")
    row.refresh_from_db()
    assert row.acknowledged_at and row.other_number == "120-7731" == CallParty.objects.get(key="p2").other_number
    assert "没有记下" in press(client, "/staff/phone/numbers/", call=call.pk, other_number="")
    page = client.get(reverse("ticket:page", args=[ticket.number])).content.decode()
    assert "无法表示" in page and "对方接到" in page and "120-7731" in page


def test_a_call_without_a_ticket_carries_its_emergency_to_the_one_it_gets(staff: Staff, seat: Seat, ring: Ring, say: Ring):
    call, client = ring("talking"), staff("agent")
    press(client, ORDERS, what="emergency", call=call.pk, target="fire:agreed", drill="0")
    say(What.PARTY_CALLED, party="emergency", target="fire", consent="agreed", data={"party_key": "p", "for": "fire"})
    say(What.PARTY_ANSWERED, data={"party_key": "p", "for": "fire"})
    assert not Transfer.objects.exists()
    answer = client.post("/staff/agent/requests/", {"act": "register", "call": call.pk, "detail": "三楼阳台起火，有烟冒出", "phone": "",
                                                    "other_number": "FD-9", "idempotency_key": "form-1"})
    assert answer.status_code == 302
    row = Transfer.objects.get()
    assert (row.target, row.consent, row.other_number, row.ticket.state) == ("fire", "agreed", "FD-9", "transferred")
    assert row.acknowledged_at
    again = client.post("/staff/agent/requests/", {"act": "transfer:fire", "call": call.pk, "detail": "三楼阳台起火，有烟冒出", "phone": "",
                                                   "idempotency_key": "form-2"})
    assert again.status_code == 302 and set(Transfer.objects.values_list("target", "consent")) == {("fire", "agreed")}


def test_a_ticket_that_is_past_a_transfer_gets_a_note(staff: Staff, seat: Seat, ring: Ring, cast: Cast, now: datetime):
    call, ticket = ring("talking"), cast.ticket(now, phone=PHONE)
    life.dispatch(ticket.number, by=cast.dispatcher, now=now, lead="power-grid")
    book.link(call, ticket)
    press(staff("agent"), ORDERS, what="emergency", call=call.pk, target="police:refused", drill="0")
    assert PhoneOrder.objects.filter(what="emergency").count() == 1 and not Transfer.objects.exists()
    note = Event.objects.filter(ticket=ticket, verb="note").latest("id")
    assert "公安" in str(note.data) and "不同意" in str(note.data)


def test_who_is_asked_for_advice_may_only_leave(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast, now: datetime):
    call, other = ring("talking"), cast.other_agent_account
    places.give(other, "6002", [], now)
    seats.ready(other, now)
    say(What.PARTY_CALLED, party="consult", target=f"account:{other.pk}", agent=seat.account_id, data={"party_key": "p"})
    say(What.PARTY_ANSWERED, data={"party_key": "p"})
    page = staff("other_agent").get("/staff/phone/bar/", headers={"HX-Request": "true"}).content.decode()
    assert "退出通话" in page and 'value="hold"' not in page and 'value="complete"' in staff("agent").get(HOME).content.decode()
    say(What.HANDED, agent=other.pk)
    say(What.PARTY_LEFT, reason="handed", data={"party_key": "p"})
    say(What.LEFT, agent=seat.account_id)
    seat.refresh_from_db()
    assert (seat.state, Seat.objects.get(account=other).state, Call.objects.get().agent_id) == ("wrapping", "talking", other.pk)
    assert 'value="hold"' in staff("other_agent").get(HOME).content.decode()
    assert staff("agent").get(HOME, {"call": call.pk}).content.decode().count(f'value="{call.pk}"'), "whoever had it may still register it"


def test_a_unit_is_reminded_by_telephone_from_its_ticket(staff: Staff, seat: Seat, say: Ring, cast: Cast, now: datetime):
    """Its lead's duty telephone, or that of the unit above; the call is the ticket's, and not the citizen's."""
    ticket = cast.ticket(now)
    life.dispatch(ticket.number, by=cast.dispatcher, now=now, lead="power-grid")
    ticket.refresh_from_db()
    page = f"/staff/t/{ticket.number}/"
    client = staff("agent")
    assert "致电承办单位" in client.get(page).content.decode()
    answer = client.post(f"/staff/phone/tickets/{ticket.number}/reminders/", follow=True)
    assert "正在拨打承办单位的值守电话" in answer.content.decode()
    order = PhoneOrder.objects.get(what="dial")
    assert order.args == {"which": f"unit:{ticket.number}", "purpose": "reminder"}
    seat.refresh_from_db()
    assert seat.state == "paused"
    number = duties.number_of(duties.of_ticket(ticket), now)[0]
    want = wanted(order, now)
    assert (want.number, want.purpose, want.ticket, want.problem) == (number, "reminder", ticket.number, "") and number
    call = say(What.ARRIVED, purpose="reminder", direction="out", number=number, ticket=ticket.number)
    assert call.ticket_id == ticket.pk and call.citizen_id is None


def test_no_unit_no_reminder(staff: Staff, seat: Seat, cast: Cast, now: datetime):
    ticket = cast.ticket(now)
    assert "致电承办单位" not in staff("agent").get(f"/staff/t/{ticket.number}/").content.decode()
    answer = staff("agent").post(f"/staff/phone/tickets/{ticket.number}/reminders/", follow=True)
    assert "没有登记值守电话" in answer.content.decode() and not PhoneOrder.objects.exists()
    assert staff("liaison").post(f"/staff/phone/tickets/{ticket.number}/reminders/").status_code in (403, 404)
