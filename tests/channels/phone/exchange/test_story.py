"""A citizen telephones: greeting, line, agent, advice, a three-way with the police's stand-in, the rating; both voices are in
the recording. With a real Asterisk and telephones that speak."""

from __future__ import annotations

import io
import time
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from huying.channels.phone import book, orders, recordings, seats
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import Call, CallBack, CallParty, CallRecording, PhoneOrder, Seat
from huying.clocks.present import now
from huying.demo.phone.softphone import Softphone, murmur
from huying.tickets.models import Event
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until

pytestmark = pytest.mark.django_db(transaction=True)


def seat_of(account: Any, extension: str) -> Seat:
    return Seat.objects.create(account=account, extension=extension, skills=["mandarin"], since=now())


def ready(*people: Any) -> None:
    """Everybody's telephone is seen, and they take calls."""
    until(lambda: Seat.objects.filter(account__in=people, reachable=True).count() == len(people), why="telephones are not seen")
    for each in people:
        seats.ready(each, now())


def the_call() -> Call:
    return Call.objects.latest("id")


def ordered(account: Any, what: str, call: Call | None, seconds: float = 25, **args: object) -> str:
    """Order and wait until it is done; the problem, if any."""
    order = orders.ask(account, what, now(), call=call, **args)
    until(lambda: PhoneOrder.objects.get(pk=order.pk).done_at, seconds, why=f"{what} was not done")
    return PhoneOrder.objects.get(pk=order.pk).problem


def skip_greeting(carrier: Softphone) -> None:
    until(lambda: carrier.in_call, why="not answered")
    until(lambda: Call.objects.filter(state="greeting").exists() and carrier.in_call)
    carrier.press("0")


def heard_in(recorded: np.ndarray, spoken: Path) -> float:
    """How surely a voice is in a sound: the best normalised correlation of one second of it, at any delay; 0 in less than a second."""
    with wave.open(str(spoken)) as source:
        voice = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2").astype(float)
    best, piece_size = 0.0, 8000
    if len(recorded) < piece_size:
        return 0.0
    size = 1 << (len(recorded) + piece_size).bit_length()
    spectrum, summed = np.fft.rfft(recorded, size), np.concatenate([[0.0], np.cumsum(recorded**2)])
    energy = np.sqrt(np.maximum(summed[piece_size:] - summed[:-piece_size], 0))
    for start in range(0, min(len(voice), 8000 * 40) - piece_size, 4000):
        piece = voice[start : start + piece_size]
        found = np.abs(np.fft.irfft(spectrum * np.conj(np.fft.rfft(piece, size)), size)[: len(energy)])
        best = max(best, float(np.max(found / np.maximum(energy * np.sqrt((piece**2).sum()), 1e6))))
    return best


def sound_of(row: CallRecording) -> np.ndarray:
    with wave.open(io.BytesIO(b"".join(recordings.sound(row)))) as source:
        assert (source.getframerate(), source.getnchannels(), source.getsampwidth()) == (8000, 1, 2)
        return np.frombuffer(source.readframes(source.getnframes()), dtype="<i2").astype(float)


def test_from_the_first_ring_to_the_rating(exchange: Exchange, cast: Cast):
    agent, adviser = cast.agent_account, cast.other_agent_account
    for account, extension in ((agent, "6001"), (adviser, "6002")):
        seat_of(account, extension)
    exchange.open()
    phones = {each.extension: exchange.phone(each.extension, configuring.secret_of(each), pitch=300 + 55 * at)
              for at, each in enumerate(Seat.objects.all())}
    police = exchange.phone("9110", configuring.drill_secret("9110"), pitch=520)
    carrier = exchange.phone(PHONE, pitch=210)
    ready(agent)
    carrier.dial("12345")
    skip_greeting(carrier)
    until(lambda: Call.objects.filter(state="talking").exists(), 30)
    call = the_call()
    assert (call.agent_id, call.called) == (agent.pk, "12345") and PHONE.encode() not in bytes(call.number_sealed)

    ticket = cast.ticket(now(), phone=PHONE)
    book.link(call, ticket)
    assert ordered(agent, "mark", call, words="地点") == ""
    until(lambda: CallRecording.objects.filter(call=call).exists())

    ready(adviser)
    assert ordered(agent, "consult", call, to=f"account:{adviser.pk}") == ""
    until(lambda: phones["6002"].in_call)
    time.sleep(2.5)  # so long they speak
    assert ordered(agent, "swap", call) == "" and ordered(agent, "drop_party", call) == ""
    until(lambda: not phones["6002"].in_call)
    seats.log_out(adviser, now())

    assert ordered(agent, "mute_recording", call) == ""
    time.sleep(2)  # a number of an identity card is read out
    assert ordered(agent, "resume_recording", call) == ""
    assert "紧急线路" in ordered(agent, "emergency", call, target="nobody", consent="agreed", drill=True)
    assert "HUYING_PHONE_EMERGENCY_LINES" in ordered(agent, "emergency", call, target="police", consent="agreed", drill=False)
    assert ordered(agent, "emergency", call, target="police", consent="agreed", drill=True) == ""
    until(lambda: police.in_call)
    by_carrier = [each["name"] for each in exchange.ari("channels") if each["name"].startswith("PJSIP/trunk")]
    assert len(by_carrier) == 1, "a drill never goes by the carrier"
    party = CallParty.objects.get(kind="emergency")
    assert (party.target, party.consent, party.drill) == ("police", "agreed", True) and party.answered_at
    time.sleep(3)  # all three speak
    police.do("hangup")
    until(lambda: CallParty.objects.get(kind="emergency").ended_at)
    assert the_call().state == "talking"

    assert ordered(agent, "hold", call) == "" and the_call().held and ordered(agent, "retrieve", call) == "" and not the_call().held
    assert ordered(agent, "hang_up", call) == ""
    until(lambda: the_call().state == "rating")
    until(lambda: Seat.objects.get(account=agent).state in ("wrapping", "ready"))
    carrier.press("5")
    until(lambda: the_call().state == "ended", 40)
    assert (the_call().outcome, the_call().rating) == ("answered", 5) and not CallBack.objects.exists()

    row = until(lambda: CallRecording.objects.filter(state="kept").first(), 40, why="the recording was not kept")
    assert row.peaks and row.marks and row.muted and not list((exchange.home / "asterisk/spool/recording").glob("*.wav"))
    assert b"RIFF" not in (exchange.home / "files" / row.file).read_bytes()[:64]
    recorded = sound_of(row)
    voices = {name: heard_in(recorded, exchange.home / name / "voice.wav") for name in (PHONE, "6001", "9110", "6002")}
    begin, end = row.muted[0]
    aside = recorded[int((begin + 0.5) * 8000): int((end - 0.5) * 8000)]
    assert len(aside) > 4000 and np.abs(aside).max() < 100 < np.abs(recorded).max(), "what was muted is silence"
    murmur(exchange.home / "nobody.wav", 999)
    nobody = heard_in(recorded, exchange.home / "nobody.wav")
    print("correlation", voices, nobody)
    assert min(voices[PHONE], voices["6001"]) > 0.35 and min(voices["9110"], voices["6002"]) > 0.2 and nobody < 0.15
    note = Event.objects.get(ticket=ticket, verb="note")
    assert bytes(row.sha256).hex() in str(note.data)


def test_who_hangs_up_is_called_back(exchange: Exchange, cast: Cast):
    agent = cast.agent_account
    seat_of(agent, "6001")
    exchange.open()
    carrier = exchange.phone(PHONE, pitch=210)
    carrier.dial("12345")
    skip_greeting(carrier)
    until(lambda: the_call().state == "waiting")
    carrier.do("hangup")
    back = until(lambda: CallBack.objects.first())
    assert (back.why, the_call().outcome) == ("abandoned", "abandoned")

    phone = exchange.phone("6001", configuring.secret_of(Seat.objects.get()), pitch=300)
    ready(agent)
    assert ordered(agent, "dial", None, which=f"callback:{back.pk}", purpose="callback") == ""
    until(lambda: the_call().direction == "out" and the_call().state == "talking", 40)
    until(lambda: carrier.seen("CALL_ESTABLISHED") == 2 and phone.in_call)
    until(lambda: CallBack.objects.get().state == CallBack.DONE)
    carrier.do("hangup")
    until(lambda: the_call().state == "ended")
    until(lambda: Seat.objects.get().state in ("wrapping", "ready"))
    assert (the_call().outcome, the_call().purpose) == ("answered", "callback")
    until(lambda: Seat.objects.get().state in ("ready", "wrapping"))
    assert "已由他人" in ordered(agent, "dial", None, which=f"callback:{back.pk}")
