"""Gateways that talk rubbish, hang up, hang, or answer as no gateway should: the line breaks, nothing else does."""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from huying.channels import delivery
from huying.channels.base import health
from huying.channels.models import Notice, SentPart
from huying.channels.sms import gateways, kannel
from huying.channels.sms.links import Brought, LinkDown
from huying.clocks.present import now
from tests.cast import Cast
from tests.channels.sms.driving import Driver


def speak(server: socket.socket, link: Any, frames: bytes, then: Callable[[], Any]) -> Any:
    """Open the link to a server that answers the first word with these bytes and hangs up."""

    def talk() -> None:
        line, _ = server.accept()
        line.recv(4096)
        line.sendall(frames)
        line.shutdown(socket.SHUT_WR)
        line.recv(65536)
        line.close()

    speaker = threading.Thread(target=talk, daemon=True)
    speaker.start()
    try:
        link.open()
        return then()
    finally:
        link.close()
        speaker.join(5)


@pytest.mark.parametrize("kind", ["cmpp", "smpp"])
def test_no_bytes_of_a_gateway_break_more_than_the_line(kind: str):
    dice, head = random.Random(7), 12 if kind == "cmpp" else 16
    bound = (struct.pack(">III", 33, 0x80000001, 1) + bytes(4) + bytes(16) + b"\x30" if kind == "cmpp"
             else struct.pack(">IIII", 21, 0x80000009, 0, 2) + b"smsc\0")
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = gateways._made(f"{kind}://901234:1234@127.0.0.1:{server.getsockname()[1]}", "1")
        for turn in range(80):
            body = dice.randbytes(dice.choice([0, 1, 5, 21, 80, 200]))
            command = dice.choice([0x80000001, 0x80000009, 0x5, 0x5, 0x5, 0x80000004, 0x8, 0x15, 0x6, 0x2, 0x99])
            length = dice.choice([len(body) + head, len(body) + head, len(body) + head, 3, 0xFFFFFFFF])
            words = (length, command, turn) if kind == "cmpp" else (length, command, dice.choice([0, 0, 8]), turn)
            frame = struct.pack(f">{len(words)}I", *words) + body

            def hear() -> None:
                for _ in range(5):
                    link.poll(0.2)

            with pytest.raises(LinkDown):
                speak(server, link, (bound if turn % 4 else b"") + frame, hear)


def framed(body: bytes, sequence: int) -> bytes:
    return struct.pack(">IIII", 16 + len(body), 5, 0, sequence) + body


def test_a_message_of_smpp_that_cannot_be_read_is_refused_and_the_next_one_heard():
    bound = struct.pack(">IIII", 21, 0x80000009, 0, 2) + b"smsc\0"
    torn = struct.pack(">IIII", 20, 5, 0, 7) + b"\0\1\1a"
    head = b"\0\1\1" + b"13900001111\0" + b"\1\1" + b"12345\0" + bytes(3) + b"\0\0" + bytes(2) + b"\x08\0"
    sound, cut = head + bytes([4]) + "路灯".encode("utf-16-be"), head + bytes([90]) + "路灯".encode("utf-16-be")
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = gateways._made(f"smpp://u:p@127.0.0.1:{server.getsockname()[1]}", "1")
        found = speak(server, link, bound + torn + framed(cut, 8) + framed(sound, 9), lambda: link.poll(1))
    assert [type(each) for each in found] == [Brought] and found[0].body == "路灯".encode("utf-16-be") and found[0].sender == "13900001111"


class Answers(BaseHTTPRequestHandler):
    """Says what the test put down, one answer a call."""

    script: list[tuple[int, bytes] | None] = []
    calls: list[str] = []

    def do_GET(self) -> None:
        self.calls.append(self.path)
        said = self.script.pop(0) if self.script else (202, b"0: Accepted for delivery")
        if said is None:
            self.connection.close()
            return
        self.send_response(said[0])
        self.send_header("Content-Length", str(len(said[1])))
        self.end_headers()
        self.wfile.write(said[1])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway(settings: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    Answers.script, Answers.calls = [], []
    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS = {**settings.SMS, "gateway": f"kannel+http://u:p@127.0.0.1:{server.server_port}/send", "webhook": "w" * 16}
    settings.SMS_DOUBT = 0.5
    monkeypatch.setattr("huying.channels.sms.running.EVERY", 0.1)
    monkeypatch.setattr("huying.channels.sms.running.SLOW", (0.05, 0.1))
    monkeypatch.setattr("huying.channels.sms.spool.PAUSES", (0.05,))
    monkeypatch.setattr(kannel, "SECONDS", 1)
    driver = Driver(gateways.made())
    driver.runner.slow = 0.05
    yield driver
    driver.close()
    server.shutdown()
    server.server_close()
    gateways._made.cache_clear()


@pytest.mark.parametrize(("script", "calls", "state", "told"), [
    ([(500, b"oops"), (503, b"Temporal failure, try again later."), (429, b"slow down")], 4, Notice.SENT, "429"),
    ([(403, b"Authorization failed for sendsms")], 2, Notice.SENT, "LinkRefused"),
    ([(400, b"Sender missing and no global set, rejected")], 1, Notice.FAILED, ""),
    ([(200, b"<html>login</html>")], 2, Notice.SENT, "not understood"),
    ([(200, b"")], 2, Notice.SENT, "not understood"), ([(202, b"\xff\xfe\x00")], 2, Notice.SENT, "not understood"),
    ([None], 2, Notice.SENT, "kannel"), ([(302, b"")], 2, Notice.SENT, "not understood"),
])
def test_a_gateway_that_answers_badly_loses_nothing(gateway: Driver, cast: Cast, script: list[Any], calls: int, state: str, told: str):
    Answers.script = list(script)
    delivery.tell(cast.ticket(now()).events.get().pk)
    notice = Notice.objects.get(door="sms")
    gateway.until(lambda: Notice.objects.get(pk=notice.pk).state == state)
    assert len(Answers.calls) == calls
    assert SentPart.objects.get().state == ("failed" if state == Notice.FAILED else "taken")
    assert told in health.of("sms").error or told in ("LinkRefused", "not understood", "kannel"), "what went wrong is on the desk"


def test_nothing_of_a_message_can_add_to_the_call(gateway: Driver, cast: Cast):
    from huying.channels.base.saying import say

    say("sms", "13900001111", "not_now", {"reason": "a&to=110&text=b%0d%0aX: y 路\n#?"}, key="k", now=now())
    gateway.until(lambda: Answers.calls)
    assert Answers.calls[0].count("to=") == 1 and "\n" not in Answers.calls[0] and "to=13900001111" in Answers.calls[0]


def test_a_closed_door_sends_nothing_and_an_open_one_all_of_it(gateway: Driver, cast: Cast):
    delivery.tell(cast.ticket(now()).events.get().pk)
    health.switch("sms", "sending", False, None)
    gateway.settle(6)
    assert Answers.calls == [] and health.backlog("sms") == 1
    health.switch("sms", "sending", True, None)
    gateway.until(lambda: Answers.calls)


def test_answers_go_before_notices(gateway: Driver, cast: Cast):
    from huying.channels.sms import spool
    from huying.tickets import life

    tickets = [cast.ticket(now()) for _ in range(2)]
    for ticket in tickets:
        event = life.dispatch(ticket.number, by=cast.dispatcher, now=now(), lead=cast.lead_unit).event
        delivery.tell(event.pk)
    Notice.objects.update(not_before=None)
    for pk in Notice.objects.filter(door="sms", state=Notice.QUEUED).values_list("pk", flat=True):
        delivery.send(pk)
    delivery.tell(tickets[0].events.get(verb="register").pk)
    claimed = spool.claim(gateway.runner.link, 3, now())
    assert SentPart.objects.get(pk=claimed[0].id).notice.event.verb == "register" and len(claimed) == 3


def test_no_more_goes_out_in_a_second_than_is_allowed(gateway: Driver, cast: Cast, settings: Any):
    settings.SMS_RATE = 2
    for _ in range(5):
        delivery.tell(cast.ticket(now()).events.get().pk)
    for _ in range(3):
        gateway.turn()
    assert len(Answers.calls) <= 2 + 2
