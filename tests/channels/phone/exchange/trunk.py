"""A carrier of few words: it answers, is busy, rings for ever or turns down, by the number; and it knows what it was asked for."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

SDP = "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
BUSY, RINGS, ANSWERS, DECLINES, AWAY = "486 Busy Here", "180 Ringing", "200 OK", "603 Decline", "503 Service Unavailable"


@dataclass
class Trunk:
    """`does`: what comes of a number, ANSWERS for any other. `rung`: the numbers in the order in which they were asked for."""

    host: str
    port: int
    does: Mapping[str, str] = field(default_factory=dict)
    rung: list[str] = field(default_factory=list)
    up: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    invites: dict[str, tuple[list[str], tuple[str, int]]] = field(default_factory=dict)

    def __enter__(self) -> Trunk:
        self.line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.line.bind((self.host, self.port))
        self.sound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sound.bind((self.host, 0))
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_about: object) -> None:
        self.line.close()
        self.sound.close()

    @property
    def speaks(self) -> list[str]:
        """The numbers that are in a conversation."""
        return sorted(self.numbers[call] for call in self.up)

    def hears(self, seconds: float) -> np.ndarray:
        """The sound that comes in from now on, 8,000 samples a second; of several conversations all one after the other."""
        came, end = bytearray(), time.monotonic() + seconds
        with contextlib.suppress(OSError):
            self.sound.setblocking(False)
            while self.sound.recv(2048):
                pass  # what lay there before
        self.sound.settimeout(0.2)
        while time.monotonic() < end:
            with contextlib.suppress(TimeoutError):
                came += self.sound.recv(2048)[12:]
        code = np.frombuffer(bytes(came), np.uint8).astype(int) ^ 0x55  # ITU-T G.711, A-law
        segment, size = (code >> 4) & 7, (code & 15) * 2 + 1
        loud = np.where(segment > 0, (size + 32) << np.maximum(segment - 1, 0), size) * 8.0
        return np.where(code & 0x80, loud, -loud)

    def hang_up(self, number: str) -> None:
        """They have put the receiver down."""
        call = next(each for each in self.up if self.numbers[each] == number)
        head, address = self.invites[call]
        was = {name.lower(): value for name, value in (line.split(":", 1) for line in head[1:] if ":" in line)}
        contact = re.search(r"<(sip:[^>]+)>", was["contact"])
        assert contact is not None
        lines = [f"BYE {contact[1]} SIP/2.0", f"Via: SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bKbye{len(self.rung)}",
                 f"From:{was['to']};tag=t{call[:8]}", f"To:{was['from']}", f"Call-ID: {call}", "CSeq: 77 BYE", "Max-Forwards: 9"]
        self.up.discard(call)
        self.line.sendto("\r\n".join([*lines, "Content-Length: 0", "", ""]).encode(), address)

    def _serve(self) -> None:
        while True:
            try:
                said, address = self.line.recvfrom(65536)
            except OSError:
                return
            head = said.decode(errors="replace").split("\r\n\r\n")[0].split("\r\n")
            if head[0].startswith("SIP/2.0"):
                continue
            method, to = head[0].split(" ")[:2]
            call = next(line.split(":", 1)[1].strip() for line in head if line.lower().startswith("call-id:"))
            getattr(self, f"_{method.lower()}", self._other)(head, address, call, to)

    def _invite(self, head: list[str], address: tuple[str, int], call: str, to: str) -> None:
        number = to.removeprefix("sip:").partition("@")[0]
        if call in self.numbers:
            self._answer(head, address, call, ANSWERS)  # once more, or of a session that goes on
            return
        self.rung.append(number)
        self.numbers[call], self.invites[call] = number, (head, address)
        what = self.does.get(number, ANSWERS)
        if what == ANSWERS:
            self.up.add(call)
        self._answer(head, address, call, what)

    def _cancel(self, head: list[str], address: tuple[str, int], call: str, _to: str) -> None:
        self._answer(head, address, call, ANSWERS, sdp=False)
        self._answer(*self.invites[call], call, "487 Request Terminated")

    def _bye(self, head: list[str], address: tuple[str, int], call: str, _to: str) -> None:
        self.up.discard(call)
        self._answer(head, address, call, ANSWERS, sdp=False)

    def _ack(self, *_about: object) -> None: ...

    def _other(self, head: list[str], address: tuple[str, int], call: str, _to: str) -> None:
        self._answer(head, address, call, ANSWERS, sdp=False)

    def _answer(self, head: list[str], address: tuple[str, int], call: str, what: str, *, sdp: bool = True) -> None:
        kept = [line for line in head[1:] if line.lower().startswith(("via:", "from:", "call-id:", "cseq:", "record-route:"))]
        to = next(line for line in head if line.lower().startswith("to:"))
        body = SDP.format(host=self.host, port=self.sound.getsockname()[1]) if what == ANSWERS and sdp else ""
        lines = [f"SIP/2.0 {what}", *kept, to if ";tag=" in to else f"{to};tag=t{call[:8]}",
                 f"Contact: <sip:carrier@{self.host}:{self.port}>",
                 *(["Content-Type: application/sdp"] if body else []), f"Content-Length: {len(body)}", "", body]
        self.line.sendto("\r\n".join(lines).encode(), address)
