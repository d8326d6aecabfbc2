"""Who hears whom: a leader who listens, whispers or barges in; advice, handing over, three who speak and one who leaves; a unit's
duty telephone. With a real Asterisk and telephones that speak; what each of them heard is compared with what each of them said."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from huying.channels.phone import seats
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import (
    Call,
    CallEvent,
    CallParty,
    CallRecording,
    PhoneOrder,
    Seat,
)
from huying.clocks.present import now
from huying.demo.phone.softphone import Softphone
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until
from tests.channels.phone.exchange.test_story import (
    heard_in,
    ordered,
    ready,
    seat_of,
    skip_greeting,
    sound_of,
    the_call,
)
from tests.channels.phone.exchange.trunk import Trunk

pytestmark = pytest.mark.django_db(transaction=True)
SURE = 0.3
POWER = "02000001016"
# Whether the citizen and the agent hear the leader, and the leader the citizen and the agent.
WHO_HEARS = {"listen": [False, False, True, True], "whisper": [False, True, True, True], "barge": [True, True, True, True]}


def heard(phone: Softphone, since: int = 0) -> np.ndarray:
    """What a telephone has heard in its present call, from that sample on."""
    file = max(phone.home.glob("dump-*-dec.wav"), key=lambda each: each.stat().st_mtime)
    return np.frombuffer(file.read_bytes()[44 + 2 * since :], dtype="<i2").astype(float)


def voice(exchange: Exchange, name: str) -> Path:
    return exchange.home / name / "voice.wav"


def state(account) -> str:
    return Seat.objects.get(account=account).state


def test_who_hears_whom(exchange: Exchange, cast: Cast):
    agent, adviser, leader = cast.agent_account, cast.other_agent_account, cast.squad_leader_account
    for account, extension in ((agent, "6001"), (adviser, "6002"), (leader, "6003")):
        seat_of(account, extension)
    exchange.open()
    with Trunk(exchange.carrier, exchange.carrier_sip) as trunk:
        phones = {each.extension: exchange.phone(each.extension, configuring.secret_of(each), pitch=300 + 55 * at)
                  for at, each in enumerate(Seat.objects.all())}
        until(lambda: not Seat.objects.filter(reachable=False).exists(), why="a telephone that is there was not noticed")
        citizen = exchange.phone(PHONE, pitch=210, another=True)
        ready(agent)
        citizen.dial("12345")
        skip_greeting(citizen)
        until(lambda: Call.objects.filter(state="talking").exists(), 30)
        call = the_call()

        for what, expected in WHO_HEARS.items():
            since = {name: len(heard(each)) for name, each in (("citizen", citizen), ("agent", phones["6001"]))}
            assert ordered(leader, what, call) == ""
            until(lambda: phones["6003"].in_call)
            time.sleep(2.5)  # so long nobody hears a word who may not

            def hearing(since: dict[str, int] = since) -> list[bool]:
                found = [heard_in(heard(each, since[name]), voice(exchange, "6003")) > SURE
                         for name, each in (("citizen", citizen), ("agent", phones["6001"]))]
                return found + [heard_in(heard(phones["6003"]), voice(exchange, name)) > SURE for name in (PHONE, "6001")]

            until(lambda hearing=hearing, expected=expected: hearing() == expected, why=what)
            phones["6003"].do("hangup")
            until(lambda: not phones["6003"].in_call)
        leading(exchange, cast, phones, citizen, trunk, call)
        assert "Traceback" not in exchange.log


def leading(exchange: Exchange, cast: Cast, phones: dict[str, Softphone], citizen: Softphone, trunk: Trunk, call: Call) -> None:
    """Asked for advice, handed the call; three speak and one leaves; at last a unit has it."""
    agent, adviser, leader = cast.agent_account, cast.other_agent_account, cast.squad_leader_account
    assert "自己" in ordered(agent, "consult", call, to=f"account:{agent.pk}")
    assert "签出" in ordered(agent, "consult", call, to=f"account:{adviser.pk}")
    ready(adviser, leader)
    assert ordered(agent, "consult", call, to=f"account:{adviser.pk}") == ""
    assert (state(adviser), Seat.objects.get(account=adviser).call_id, the_call().agent_id) == ("talking", call.pk, agent.pk)
    since = len(heard(citizen))
    assert ordered(agent, "complete", call) == ""
    until(lambda: the_call().agent_id == adviser.pk and state(agent) in ("wrapping", "ready"))
    assert (the_call().state, state(adviser)) == ("talking", "talking") and not phones["6001"].in_call
    party = CallParty.objects.get(kind="consult")
    assert party.outcome == "handed" and party.ended_at and CallEvent.objects.filter(call=call, what="handed", agent=adviser).count() == 1
    until(lambda: heard_in(heard(citizen, since), voice(exchange, "6002")) > SURE, why="the citizen does not hear the colleague")
    until(lambda: heard_in(heard(phones["6002"]), voice(exchange, PHONE)) > SURE, why="the colleague does not hear the citizen")
    assert "不是您的" in ordered(agent, "hold", call) and ordered(adviser, "hold", call) == "" and ordered(adviser, "retrieve", call) == ""

    assert ordered(adviser, "consult", call, to=f"account:{leader.pk}") == "" and ordered(adviser, "conference", call) == ""
    since = len(heard(citizen))
    until(lambda: min(heard_in(heard(citizen, since), voice(exchange, name)) for name in ("6002", "6003")) > 0.2, why="not all three speak")
    assert ordered(leader, "hang_up", call) == ""
    until(lambda: not phones["6003"].in_call and state(leader) == "ready", why="asked for advice, and what they were before")
    assert the_call().state == "talking" and the_call().agent_id == adviser.pk and citizen.in_call

    assert ordered(adviser, "consult", call, to="unit:power-grid") == "" and trunk.speaks == [POWER]
    assert ordered(adviser, "conference", call) == "" and ordered(adviser, "hang_up", call) == ""
    until(lambda: state(adviser) in ("wrapping", "ready"))
    assert citizen.in_call and trunk.speaks == [POWER] and the_call().state == "talking"
    trunk.hang_up(POWER)
    until(lambda: the_call().state == "ended")
    assert (the_call().outcome, the_call().agent_id) == ("transferred", adviser.pk) and trunk.rung == [POWER]
    row = until(lambda: CallRecording.objects.filter(state="kept").first(), 40)
    kept = {name: heard_in(sound_of(row), voice(exchange, name)) for name in (PHONE, "6001", "6002", "6003")}
    print("in the recording", kept)
    assert min(kept.values()) > 0.2
    from_the_desk(cast, phones["6001"], trunk)


def from_the_desk(cast: Cast, phone: Softphone, trunk: Trunk) -> None:
    """Numbers dialled at the seat's own telephone: what makes no sense is refused in the bar; who writes up may call."""
    agent, closed = cast.agent_account, phone.seen("CALL_CLOSED")
    until(lambda: state(agent) == "ready")
    for number, why in (("6001", "自己的分机"), ("6002", "咨询"), ("12", "没有可以拨打")):
        phone.dial(number)
        until(lambda why=why: PhoneOrder.objects.filter(by=agent, problem__contains=why).exists())
    seats.log_out(agent, now())
    phone.dial("13900000009")
    until(lambda: PhoneOrder.objects.filter(by=agent, problem__contains="签入").exists())
    until(lambda: phone.seen("CALL_CLOSED") == closed + 4)
    assert state(agent) == "off" and trunk.rung == [POWER]

    Seat.objects.filter(account=agent).update(state="wrapping", until=now() + timedelta(minutes=5))
    phone.dial("13900000009")
    until(lambda: the_call().direction == "out" and the_call().state == "talking")
    assert (state(agent), trunk.rung[1:]) == ("talking", ["13900000009"])
    phone.do("hangup")
    until(lambda: the_call().state == "ended" and state(agent) in ("wrapping", "ready"))
