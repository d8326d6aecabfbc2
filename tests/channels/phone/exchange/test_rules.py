"""The rules of the line by real calls, all at one exchange: a seat given in mid-call, skills that nobody on duty has, one number's flood,
and more callers than can be served."""

from __future__ import annotations

import subprocess
import time
from typing import Any

import pytest

from huying.channels.phone import places
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import Call, CallBack, CallEvent, Seat
from huying.clocks.present import now
from huying.demo.phone import crowd
from huying.demo.phone.softphone import Softphone, free_port
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, POLICY, Exchange, until
from tests.channels.phone.exchange.test_story import ordered, ready, seat_of, the_call

pytestmark = pytest.mark.django_db(transaction=True)
RULES = POLICY.replace("line: {", "line: {surge_waiting: 3, ").replace("warn_per_hour: 20", "warn_per_hour: 3").replace(
    "slow_per_hour: 60, slow_seconds: 2", "slow_per_hour: 4, slow_seconds: 12") + """
words: {warned: {zh: "您来电较多。", en: "Many calls."}}
"""
FLOOD, QUIET = PHONE, "13800000002"


def calls_of(phone: Softphone, number: str = "12345") -> Call:
    """A new call of this telephone that has joined the line."""
    before = Call.objects.count()
    phone.dial(number)
    until(lambda: Call.objects.count() > before)
    made = the_call()
    until(lambda: phone.in_call)
    time.sleep(0.5)
    if not CallEvent.objects.filter(call=made, what="warned").exists():
        phone.press("0")
    until(lambda: Call.objects.get(pk=made.pk).queued_at)
    return made


def ended(account: Any, call: Call, phone: Softphone) -> None:
    assert ordered(account, "hang_up", call) == ""
    phone.do("hangup")
    until(lambda: Call.objects.get(pk=call.pk).state == "ended")
    until(lambda: Seat.objects.get(account=account).state == "ready", 10)


def talks(call: Call) -> bool:
    return Call.objects.get(pk=call.pk).state == "talking"


def test_the_rules_of_the_line(exchange: Exchange, cast: Cast):
    (exchange.home / "policy" / "phone.yaml").write_text(RULES)
    agent, other = cast.agent_account, cast.other_agent_account
    seat_of(agent, "6001")
    exchange.configure()
    (exchange.home / "asterisk/etc/huying_numbers.conf").write_text("exten => 12345002,1,Stasis(huying,in,${EXTEN},english)\n")
    exchange.open()
    exchange.phone("6001", configuring.secret_of(Seat.objects.get()))
    flood, quiet = exchange.phone(FLOOD), exchange.phone(QUIET, another=True)
    ready(agent)

    call = calls_of(quiet, "12345002")
    until(lambda: talks(call), why="nobody on duty knows English: anybody serves")
    assert Call.objects.get(pk=call.pk).skills == ["english"] and "english" not in Seat.objects.get().skills
    speaking = {each["id"] for each in exchange.ari("channels")}
    given = places.give(other, "6002", ["english"], now())
    until(lambda: "read its configuration anew" in exchange.log, why="Asterisk is told by itself")
    exchange.phone("6002", configuring.secret_of(given))
    assert talks(call) and quiet.in_call and {each["id"] for each in exchange.ari("channels")} == speaking, "nobody notices"
    ended(agent, call, quiet)
    places.take_back(other, now())
    until(lambda: "6002" not in (exchange.home / "asterisk/etc/pjsip.conf").read_text())

    done = crowd.call(exchange.home / "sipp", f"127.0.0.1:{exchange.sip}", host=exchange.carrier, port=free_port(), numbers=[FLOOD],
                      calls=5, rate=5, stays=0.3)
    assert done.returncode == 0
    slowed = calls_of(flood)
    began = time.monotonic()
    until(lambda: Seat.objects.get().state == "ready", 10, why="those of the flood who hung up leave it")
    assert Call.objects.get(pk=slowed.pk).state == "waiting" and CallEvent.objects.filter(call=slowed, what="warned").exists()
    first = calls_of(quiet)  # comes later and is served first
    until(lambda: talks(first), 8)
    assert Call.objects.get(pk=slowed.pk).state == "waiting"
    ended(agent, first, quiet)
    until(lambda: talks(slowed), 20, why="slowed, never dropped")
    assert time.monotonic() - began > 8 and not Call.objects.filter(outcome="failed").exists()
    ended(agent, slowed, flood)
    flood.dial("12345")
    until(lambda: CallEvent.objects.filter(call__gt=slowed.pk, call__number_key=slowed.number_key, what="warned").exists())
    flood.press("8")
    began = time.monotonic()
    until(lambda: talks(the_call()), 8, why="an emergency passes")
    assert time.monotonic() - began < 6 and the_call().priority >= 100
    ended(agent, the_call(), flood)

    places_left = crowd.command(exchange.home / "more", f"127.0.0.1:{exchange.sip}", host=exchange.carrier, port=free_port(),
                                numbers=[f"1390000000{at}" for at in range(3)], calls=3, rate=3, stays=20, key="0", after=1)
    from huying.channels.phone import seats

    seats.pause(agent, "meal", now())
    crowded = subprocess.Popen(places_left, cwd=exchange.home / "more", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: Call.objects.filter(state="waiting").count() == 3)
    quiet.dial("12345")
    tagged = until(lambda: CallEvent.objects.filter(what="tagged").first(), 25, why="no short note was taken")
    quiet.press("#")
    until(lambda: Call.objects.get(pk=tagged.call_id).state == "ended")
    assert CallBack.objects.get(call=tagged.call_id).why == "tagged" and Call.objects.get(pk=tagged.call_id).queued_at is None
    assert crowded.wait(40) == 0
    assert "Traceback" not in exchange.log
