"""From datagrams to words: with a script, and with a real WebSocket server of the Vosk protocol."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from huying.channels.phone.speech.ear import Ear
from huying.channels.phone.speech.loudness import Listener
from huying.channels.phone.speech.recognising import RecogniserLost, Words
from huying.channels.phone.speech.rtp import RATE, swapped
from huying.channels.phone.speech.scripted import Scripted
from huying.channels.phone.speech.vosk import Vosk


def voice(seconds: float, loud: int = 8000) -> bytes:
    times = np.arange(int(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * 180 * times) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * times))
    return (wave * loud).astype("<i2").tobytes()


def quiet(seconds: float) -> bytes:
    return np.random.default_rng(1).integers(-40, 40, int(seconds * RATE)).astype("<i2").tobytes()


SPOKEN = quiet(1) + voice(1.5) + quiet(1) + voice(0.8) + quiet(1.2)


def pieces(sound: bytes, size: int = 640) -> list[bytes]:
    return [sound[place : place + size] for place in range(0, len(sound), size)]


def test_utterances_are_found_whatever_the_pieces():
    found = []
    for size in (640, 1001, 50_000):
        listener = Listener()
        ended = [each for sound in pieces(SPOKEN, size) for each in listener.feed(sound) if each.end is not None]
        found.append([(round(each.begin, 1), round(each.end or 0, 1)) for each in ended])
    assert found[0] == found[1] == found[2] == [(1.0, 2.5), (3.5, 4.3)]


def test_a_noisy_room_is_no_speech():
    noise = np.random.default_rng(2).normal(0, 500, RATE * 5).astype("<i2").tobytes()
    listener = Listener()
    for sound in pieces(noise):
        listener.feed(sound)
    assert all((each.end or 9) < 3 for each in listener.feed(noise)), "the floor follows the room"


def test_the_script_is_spoken_line_by_line():
    async def listen() -> list[Words]:
        ear = Scripted(["体育东路的路灯坏了", "从上周三开始"])
        return [words for sound in pieces(SPOKEN) for words in await ear.hear(sound)] + await ear.end()

    heard = asyncio.run(listen())
    assert [(each.number, each.text) for each in heard if each.final] == [(0, "体育东路的路灯坏了"), (1, "从上周三开始")]
    parts = [each.text for each in heard if not each.final and each.number == 0]
    assert parts and all("体育东路的路灯坏了".startswith(each) for each in parts) and parts[-1] != parts[0]


async def heard_by(ear: Ear, sound: bytes) -> None:
    port = await ear.open()
    await sent(ear, port, sound)
    await ear.close()


async def sent(ear: Ear, port: int, sound: bytes) -> None:
    """Twenty datagrams at a time: no socket's room is outrun."""
    came, parts = ear.heard, pieces(sound)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        for number, part in enumerate(parts):
            line.sendto(struct.pack("!BBHII", 0x80, 118, number, 320 * number, 5) + swapped(part), ("127.0.0.1", port))
            while number % 20 == 19 and ear.heard < came + number + 1:
                await asyncio.sleep(0.001)
    while ear.heard < came + len(parts):
        await asyncio.sleep(0.001)


def collected() -> tuple[list[Words], Callable[[Words], Any]]:
    found: list[Words] = []

    async def told(words: Words) -> None:
        found.append(words)

    return found, told


def test_datagrams_become_words_and_rubbish_on_the_port_is_ignored():
    found, told = collected()

    async def run() -> None:
        ear = Ear(Scripted(["着火了", "快来人"]), told)
        port = await ear.open()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.sendto(b"rubbish", ("127.0.0.1", port))
        while not ear.heard:
            await asyncio.sleep(0.001)
        await sent(ear, port, SPOKEN)
        await ear.close()
        await ear.close()
        assert ear.deaf == "" and ear.dropped == 0

    asyncio.run(run())
    assert [each.text for each in found if each.final] == ["着火了", "快来人"]


class Server:
    """Speaks the Vosk server's side: partial answers while sound comes, a text at each pause and at the end."""

    def __init__(self, mode: str = "") -> None:
        self.mode, self.rate, self.bytes = mode, 0, 0

    async def __call__(self, line: Any) -> None:
        if self.mode == "refuses":
            await line.close(1011)
            return
        self.rate = json.loads(await line.recv())["config"]["sample_rate"]
        listener = Listener()
        async for said in line:
            if isinstance(said, str):
                await line.send(json.dumps({"text": "最后 一句"}))
                return
            self.bytes += len(said)
            if self.mode == "rubbish":
                await line.send("<html>")
                await line.send("[1, 2]")
                await line.send(b"\xff\xfe")
                continue
            ended = [each for each in listener.feed(said) if each.end is not None]
            words = [{"word": "路灯", "start": 1.0, "end": 1.6, "conf": 0.9}, {"word": "坏了", "start": 1.7, "end": 2.5, "conf": 0.7}]
            await line.send(json.dumps({"text": "路灯 坏了", "result": words} if ended else {"partial": "路灯"}, ensure_ascii=False))
            if self.mode == "dies" and self.bytes > 30_000:
                await line.close(1011)
                return


def through(server: Server, sound: bytes = SPOKEN) -> tuple[list[Words], Ear]:
    from websockets.asyncio.server import serve

    found, told = collected()

    async def run() -> Ear:
        async with serve(server, "127.0.0.1", 0) as there:
            ear = Ear(Vosk(f"ws://127.0.0.1:{next(iter(there.sockets)).getsockname()[1]}"), told)
            await heard_by(ear, sound)
            return ear

    return found, asyncio.run(run())


def test_a_server_of_the_vosk_protocol_is_heard_out():
    server = Server()
    found, ear = through(server)
    assert server.rate == RATE and server.bytes == len(SPOKEN) and not ear.deaf
    final = [each for each in found if each.final]
    assert [(each.number, each.text) for each in final] == [(0, "路灯坏了"), (1, "路灯坏了"), (2, "最后一句")]
    assert (final[0].begin, final[0].end, final[0].confidence) == (1.0, 2.5, pytest.approx(0.8))
    assert any(not each.final and each.text == "路灯" for each in found)


@pytest.mark.parametrize("mode", ["refuses", "dies"])
def test_a_recogniser_that_is_gone_makes_the_ear_deaf_and_nothing_else(mode: str):
    _found, ear = through(Server(mode))
    assert ear.deaf


def test_rubbish_from_a_recogniser_is_no_words():
    found, ear = through(Server("rubbish"))
    assert [each.text for each in found] == ["最后一句"] and not ear.deaf


def test_nobody_at_the_address():
    async def run() -> None:
        with pytest.raises(RecogniserLost):
            await Vosk("ws://127.0.0.1:9").hear(b"\0" * 640)

    asyncio.run(run())
