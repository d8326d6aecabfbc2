"""A unit by telephone: a citizen is handed to its duty telephone unseen, and it is reminded of a ticket from the ticket's page."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import Client

from huying.channels.phone import book
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import CallParty, CallRecording, Seat
from huying.clocks.present import now
from huying.demo.phone.softphone import Softphone
from huying.tickets import life
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until
from tests.channels.phone.exchange.test_handing import POWER, SURE, heard, state, voice
from tests.channels.phone.exchange.test_story import heard_in, ordered, ready, seat_of, skip_greeting, the_call
from tests.channels.phone.exchange.trunk import ANSWERS, AWAY, BUSY, RINGS, Trunk

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_unit_is_handed_a_citizen_and_reminded_of_a_ticket(exchange: Exchange, cast: Cast):
    agent = cast.agent_account
    seat_of(agent, "6001")
    exchange.open()
    does = {POWER: BUSY}
    with Trunk(exchange.carrier, exchange.carrier_sip, does) as trunk:
        phone = exchange.phone("6001", configuring.secret_of(Seat.objects.get()))
        citizen = exchange.phone(PHONE, pitch=210, another=True)
        ready(agent)
        citizen.dial("12345")
        skip_greeting(citizen)
        until(lambda: the_call().state == "talking", 30)
        call, ticket = the_call(), cast.ticket(now(), phone=PHONE)
        life.dispatch(ticket.number, by=cast.dispatcher, now=now(), lead="power-grid")
        book.link(call, ticket)

        for what, why in ((BUSY, "占线"), (AWAY, "线路不通")):
            does[POWER] = what
            assert why in ordered(agent, "transfer", call, to="unit:power-grid")
            assert the_call().state == "talking" and the_call().agent_id == agent.pk and phone.in_call and citizen.in_call
        does[POWER] = ANSWERS
        assert ordered(agent, "transfer", call, to="unit:power-grid") == "" and trunk.speaks == [POWER]
        until(lambda: state(agent) in ("wrapping", "ready") and not phone.in_call)
        until(lambda: heard_in(trunk.hears(2.5), voice(exchange, PHONE)) > SURE, why="the unit does not hear the citizen")
        assert citizen.in_call and the_call().state == "talking"
        trunk.hang_up(POWER)
        until(lambda: the_call().state == "ended" and not citizen.in_call)
        assert the_call().outcome == "transferred"
        assert list(CallParty.objects.order_by("id").values_list("kind", "outcome")) == [
            ("transfer", "busy"), ("transfer", "failed"), ("transfer", "left")]
        reminded(exchange, cast, trunk, phone, ticket.number)
    assert "Traceback" not in exchange.log


def tone_in(sound: np.ndarray) -> float:
    """How much of the loudest half second is the tone of 450 Hz that says in China that it rings."""
    pieces = [sound[at : at + 4000] for at in range(0, len(sound) - 4000, 2000)]
    if not pieces:
        return 0.0
    loudest = np.abs(np.fft.rfft(max(pieces, key=lambda piece: float((piece**2).sum())))) ** 2
    return float(loudest[215:236].sum() / max(loudest.sum(), 1.0))


def reminded(exchange: Exchange, cast: Cast, trunk: Trunk, phone: Softphone, number: str) -> None:
    """One key on the ticket's page; the agent's own telephone rings first, then the unit's."""
    agent, client = cast.agent_account, Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    until(lambda: state(agent) == "ready")
    trunk.does[POWER] = RINGS
    assert ordered(agent, "dial", None, which=f"unit:{number}", purpose="reminder") == ""
    until(lambda: trunk.rung[-1:] == [POWER] and phone.in_call)
    until(lambda: tone_in(heard(phone)) > 0.8, why="the agent does not hear that it rings")
    phone.do("hangup")
    until(lambda: the_call().direction == "out" and the_call().state == "ended" and state(agent) in ("wrapping", "ready"))
    until(lambda: state(agent) == "ready")
    trunk.does[POWER] = ANSWERS
    assert "致电承办单位" in client.get(f"/staff/t/{number}/").content.decode()
    assert client.post(f"/staff/phone/tickets/{number}/reminders/").status_code == 302
    until(lambda: the_call().direction == "out" and the_call().state == "talking", 40)
    call = the_call()
    assert (call.purpose, call.ticket.number, call.agent, trunk.speaks) == ("reminder", number, agent, [POWER])
    until(lambda: heard_in(trunk.hears(2.5), voice(exchange, "6001")) > SURE, why="the unit does not hear the agent")
    assert ordered(agent, "hang_up", call) == ""
    until(lambda: the_call().state == "ended" and not trunk.speaks and state(agent) in ("wrapping", "ready", "paused"))
    assert the_call().outcome == "answered"
    until(lambda: CallRecording.objects.filter(call=call, state="kept").exists(), 40, why="the reminder's recording was not kept")
    page = client.get(f"/staff/t/{number}/").content.decode()
    assert "呼出 · 提醒" in page and "呼入" in page and "00001016" not in page, "the call stands on the ticket's page, its number nowhere"
