"""The other ways through a call, with a real Asterisk: progress by keys, the place kept for a call back, a short note at night,
handing over, listening in, the next seat when one does not answer."""

from __future__ import annotations

from typing import Any

import pytest

from huying.channels.phone import seats
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import CallBack, CallEvent, CallParty, CallRecording, Seat
from huying.clocks.present import now
from huying.tickets import numbers
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, POLICY, Exchange, until
from tests.channels.phone.exchange.test_story import ordered, ready, seat_of, skip_greeting, the_call

pytestmark = pytest.mark.django_db(transaction=True)


def press(carrier: Any, keys: str) -> None:
    import time

    for key in keys:
        carrier.press(key)
        time.sleep(0.35)


def test_progress_by_keys_and_the_place_kept(exchange: Exchange, cast: Cast, settings: Any):
    ticket = cast.ticket(now(), phone="13900000001")
    exchange.open()
    carrier = exchange.phone(PHONE)
    carrier.dial("12345")
    until(lambda: carrier.in_call)
    press(carrier, "1")
    until(lambda: CallEvent.objects.filter(what="keyed").exists())
    press(carrier, ticket.number)
    press(carrier, numbers.code_for(ticket.number, settings.MASTER_SECRET))
    until(lambda: the_call().outcome == "self_service" and the_call().state == "ended", 40)
    assert not CallBack.objects.exists()

    until(lambda: not carrier.in_call)
    carrier.dial("12345")
    until(lambda: carrier.in_call and the_call().state == "greeting")
    press(carrier, "0")
    until(lambda: the_call().state == "waiting")

    def kept() -> bool:
        press(carrier, "2")
        return CallBack.objects.exists()

    until(kept, 40, why="the offer to be called back was not taken")
    until(lambda: the_call().state == "ended", 40)
    assert (the_call().outcome, CallBack.objects.get().why) == ("promised", "promised")


def test_at_night_a_short_note_is_taken(exchange: Exchange, cast: Cast):
    night = POLICY.replace("line: {", 'line: {night: [["00:00", "23:59"]], ')
    (exchange.home / "policy" / "phone.yaml").write_text(night)
    exchange.open()
    carrier = exchange.phone(PHONE)
    carrier.dial("12345")
    until(lambda: CallEvent.objects.filter(what="tagged").exists(), 40)
    until(lambda: CallRecording.objects.exists())
    press(carrier, "##")
    until(lambda: the_call().state == "ended", 40)
    until(lambda: CallRecording.objects.get().state == "kept", 40)
    assert (the_call().outcome, CallBack.objects.get().why) == ("tagged", "tagged")


def test_who_does_not_answer_is_passed_over_and_calls_are_handed_on(exchange: Exchange, cast: Cast):
    agent, other, leader = cast.agent_account, cast.other_agent_account, cast.squad_leader_account
    for account, extension in ((agent, "6001"), (other, "6002"), (leader, "6003")):
        seat_of(account, extension)
    exchange.open()
    phones = {each.extension: exchange.phone(each.extension, configuring.secret_of(each), answers=each.extension != "6001")
              for each in Seat.objects.all()}
    carrier = exchange.phone(PHONE, pitch=210)
    ready(agent)
    carrier.dial("12345")
    skip_greeting(carrier)
    until(lambda: the_call().state == "ringing")
    ready(other)
    until(lambda: the_call().state == "talking", 40)
    assert the_call().agent_id == other.pk
    seat = Seat.objects.get(account=agent)
    assert (seat.state, seat.reason) == ("paused", "no_answer")

    call = the_call()
    for what in ("listen", "whisper", "barge"):
        assert ordered(leader, what, call) == ""
        until(lambda: phones["6003"].in_call)
        phones["6003"].do("hangup")
        until(lambda: not phones["6003"].in_call)
        assert the_call().state == "talking" and carrier.in_call
    until(lambda: CallParty.objects.filter(kind__in=("listen", "whisper", "barge"), ended_at__isnull=False).count() == 3)

    assert "不是您的" in ordered(agent, "hold", call)
    phones["6001"].do("uadelall")
    seats.log_out(agent, now())
    assert "不在座席" in ordered(other, "transfer", call, to=f"account:{leader.pk}") and the_call().state == "talking"
    ready(leader)
    assert ordered(other, "transfer", call, to=f"account:{leader.pk}") == ""
    until(lambda: the_call().agent_id == leader.pk and the_call().state == "talking", 40)
    until(lambda: Seat.objects.get(account=other).state in ("wrapping", "ready"))
    assert carrier.in_call and ordered(leader, "redistribute", call) == ""
    until(lambda: the_call().state == "talking", 40)
    carrier.do("hangup")
    until(lambda: the_call().state == "ended", 40)
    until(lambda: not Seat.objects.filter(state__in=("ringing", "talking")).exists())
    assert the_call().outcome == "answered"
