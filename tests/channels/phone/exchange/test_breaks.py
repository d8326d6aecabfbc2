"""What breaks in the middle of a call: the application, the connection, Asterisk itself, the disk. Calls survive where Asterisk
does, and nobody stays busy for ever."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import Call, CallBack, CallEvent, CallRecording, Seat
from huying.demo.phone import crowd
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until
from tests.channels.phone.exchange.test_story import ordered, ready, seat_of, skip_greeting, the_call

pytestmark = pytest.mark.django_db(transaction=True)


def talking(exchange: Exchange, cast: Cast):
    """An agent in a call; (carrier, the agent's telephone)."""
    seat_of(cast.agent_account, "6001")
    exchange.open()
    phone = exchange.phone("6001", configuring.secret_of(Seat.objects.get()))
    carrier = exchange.phone(PHONE, pitch=210)
    ready(cast.agent_account)
    carrier.dial("12345")
    skip_greeting(carrier)
    until(lambda: Call.objects.filter(state="talking").exists(), 40)
    until(lambda: CallRecording.objects.exists())
    return carrier, phone


def test_a_killed_application_finds_the_call_again(exchange: Exchange, cast: Cast):
    carrier, phone = talking(exchange, cast)
    exchange.kill_application()
    time.sleep(1)
    assert carrier.in_call and phone.in_call, "both still speak"
    exchange.start_application()
    until(lambda: "found again: 1 calls; 0 are over" in exchange.log, 60)
    call = the_call()
    assert (call.state, Seat.objects.get().state, Call.objects.count()) == ("talking", "talking", 1)
    assert ordered(cast.agent_account, "hold", call) == "" and ordered(cast.agent_account, "retrieve", call) == ""

    exchange.kill_application()  # and now they hang up while nobody looks
    carrier.do("hangup")
    until(lambda: not phone.in_call or not carrier.in_call)
    exchange.start_application()
    until(lambda: the_call().state == "ended", 60)
    until(lambda: Seat.objects.get().state in ("wrapping", "ready"))
    until(lambda: not phone.in_call)
    assert the_call().outcome == "answered" and not CallBack.objects.exists()
    until(lambda: CallRecording.objects.get().state == "kept", 40)


def test_a_caller_of_the_gap_is_served_and_asterisk_killed_frees_all(exchange: Exchange, cast: Cast):
    carrier, phone = talking(exchange, cast)
    exchange.kill_asterisk()
    until(lambda: "Asterisk is away" in exchange.log, 40)
    exchange.start_asterisk()
    until(lambda: the_call().state == "ended", 60)
    assert set(CallEvent.objects.filter(call=the_call()).values_list("what", flat=True)) >= {"lost", "ended"}
    until(lambda: Seat.objects.get().state in ("wrapping", "ready"))
    until(lambda: not exchange.ari("channels"))
    exchange.kill_application()
    other = exchange.phone("13800000002", another=True)
    other.dial("12345")  # nobody leads the calls: Asterisk holds the line
    until(lambda: other.in_call, why="the caller hears music meanwhile")
    exchange.start_application()
    until(lambda: Call.objects.count() == 2, 60)
    until(lambda: the_call().state in ("waiting", "ringing", "talking", "greeting"))


def test_the_stream_cut_drops_nobody(exchange: Exchange, cast: Cast):
    carrier, phone = talking(exchange, cast)
    assert exchange.application is not None
    os.kill(exchange.application.pid, signal.SIGSTOP)  # no answer to pings: Asterisk or we give the stream up
    time.sleep(2)
    os.kill(exchange.application.pid, signal.SIGCONT)
    phone.do("hangup")
    until(lambda: the_call().state == "rating", 40)
    carrier.press("3")
    until(lambda: the_call().state == "ended", 40)
    assert (the_call().rating, the_call().outcome) == (3, "answered")


@contextlib.contextmanager
def small(folder: Path, size: str) -> Iterator[Callable[[str], None]]:
    """A disk of that size at this folder (tmpfs); what it yields makes it larger."""
    folder.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("a full disk needs the right to mount one")
    try:
        yield lambda more: subprocess.run(["mount", "-o", f"remount,size={more}", str(folder)], check=True) and None
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_costs_the_recording_not_the_call(exchange: Exchange, cast: Cast):
    """First Asterisk's own disk, while it records; then ours, while what it recorded is sealed."""
    spool = exchange.home / "asterisk/spool/recording"
    with small(spool, "64k") as more_there, small(exchange.home / "files", "64k") as more_here:
        carrier, phone = talking(exchange, cast)
        until(lambda: "没有存下" in CallRecording.objects.get().error, 20, why="16 KB a second, and nobody noticed")
        assert "录音中断" in CallRecording.objects.get().error and the_call().state == "talking" and carrier.in_call and phone.in_call
        more_there("8m")
        until(lambda: CallRecording.objects.count() == 2, 20, why="the rest of the conversation is not recorded")
        time.sleep(6)
        assert ordered(cast.agent_account, "hang_up", the_call()) == ""
        until(lambda: "没有存下" in CallRecording.objects.last().error, 40)
        carrier.press("4")
        until(lambda: the_call().state == "ended", 40)
        assert the_call().rating == 4 and len(list(spool.glob("*.wav"))) == 2, "the sound waits for room"
        more_here("8m")
        exchange.kill_application()
        exchange.start_application()
        until(lambda: CallRecording.objects.filter(state="kept").count() == 2, 60)
        first, second = CallRecording.objects.order_by("pk")
        assert "录音中断" in first.error and "没有存下" not in first.error and second.error == "" and first.seconds < 5 < second.seconds


def test_two_hundred_calls_of_one_number_are_slowed_none_is_dropped(exchange: Exchange, cast: Cast):
    seat_of(cast.agent_account, "6001")
    exchange.open()
    done = crowd.call(exchange.home / "sipp", f"127.0.0.1:{exchange.sip}", host=exchange.carrier, port=exchange.carrier_sip,
                      numbers=[PHONE], calls=200, rate=10, stays=6)
    assert done.returncode == 0, done.stdout[-800:]
    until(lambda: Call.objects.filter(state="ended").count() == 200, 60)
    warned = CallEvent.objects.filter(what="warned").count()
    assert warned >= 200 - 21 and Call.objects.filter(outcome__in=("abandoned", "promised")).count() == 200
    waited = Call.objects.filter(queued_at__isnull=False).exists()  # who hung up while still being greeted is owed nothing
    assert CallBack.objects.count() == int(waited), "one number is owed one call"
    assert exchange.ari("channels") == []
