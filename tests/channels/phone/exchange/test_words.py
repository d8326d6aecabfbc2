"""Each side of a conversation is listened to apart, while it goes on. With a real Asterisk; the recogniser has a script."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import Call, Seat
from huying.channels.phone.transcript import CallWords
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until
from tests.channels.phone.exchange.test_story import ordered, ready, seat_of, skip_greeting

pytestmark = pytest.mark.django_db(transaction=True)
LINES = ("体育东路的路灯不亮", "从上周三晚上开始")


def sentences(path: Path) -> Path:
    """Two seconds of voice, two of silence, for two minutes."""
    times = np.arange(8000 * 2) / 8000
    voice = (9000 * np.sin(2 * np.pi * 210 * times) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * times))).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(np.concatenate([voice, np.zeros(8000 * 2, "<i2")]).tobytes() * 30)
    return path


def test_what_the_caller_says_stands_on_the_page_while_they_speak(exchange: Exchange, cast: Cast, tmp_path: Path):
    exchange.environment["HUYING_PHONE_ASR"] = f"script:{'|'.join(LINES)}//您好|请讲"
    seat_of(cast.agent_account, "6001")
    exchange.open()
    exchange.phone("6001", configuring.secret_of(Seat.objects.get()), pitch=300)
    carrier = exchange.phone(PHONE, speaks=sentences(tmp_path / "caller.wav"))
    ready(cast.agent_account)
    carrier.dial("12345")
    skip_greeting(carrier)
    call = until(lambda: Call.objects.filter(state="talking").first(), 30)
    parts = until(lambda: list(CallWords.objects.filter(call=call, side="caller", final=False)), 20)
    assert LINES[0].startswith(parts[0].text)
    until(lambda: CallWords.objects.filter(call=call, side="caller", final=True).count() == 2, 30)
    assert tuple(each.text for each in CallWords.objects.filter(call=call, side="caller", final=True)) == LINES
    assert Call.objects.get(pk=call.pk).state == "talking" and ordered(cast.agent_account, "hang_up", call) == ""
    carrier.do("hangup")
    until(lambda: Call.objects.get(pk=call.pk).state == "ended", 30)
    until(lambda: not exchange.ari("bridges") and not exchange.ari("channels"), 20, why="ears stayed behind")
    assert CallWords.objects.filter(call=call, side="agent").exists(), "the agent is heard apart"
    assert "Traceback" not in exchange.log
