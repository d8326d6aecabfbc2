"""RTP in (RFC 3550): packets in whatever order they come become one unbroken sound."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

RATE = 16_000  # samples a second of slin16, 16 bits, one channel
WINDOW = 6  # packets that may overtake each other: 120 ms
LONGEST_GAP = 2 * RATE  # samples of silence at most for what was lost; a longer one is a pause of the sender
_HEAD = struct.Struct("!BBHII")


class NotRtp(ValueError):
    """What came is no packet of RTP version 2."""


@dataclass(frozen=True, slots=True)
class Packet:
    """`timestamp`: in samples; `sound`: the payload as it came, 16 bits a sample, most significant byte first."""

    sequence: int
    timestamp: int
    source: int
    kind: int
    sound: bytes


def packet(data: bytes) -> Packet:
    """Read one datagram; raises NotRtp. Contributors, an extension and padding are skipped (§5.1, §5.3.1)."""
    if len(data) < _HEAD.size:
        raise NotRtp("too short")
    first, second, sequence, timestamp, source = _HEAD.unpack_from(data)
    if first >> 6 != 2:
        raise NotRtp("not version 2")
    begin, end = _HEAD.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if end < begin + 4:
            raise NotRtp("extension cut off")
        begin += 4 + 4 * int.from_bytes(data[begin + 2 : begin + 4], "big")
    if first & 0x20:
        end -= data[-1]
    if begin > end:
        raise NotRtp("cut off")
    return Packet(sequence, timestamp, source, second & 0x7F, data[begin:end])


def apart(later: int, earlier: int, bits: int) -> int:
    """How far `later` is ahead of `earlier` on a counter of so many bits that begins anew; negative when behind."""
    half = 1 << (bits - 1)
    return (later - earlier + half) % (1 << bits) - half


@dataclass(slots=True)
class Stream:
    """The sound of one sender: 16 bits little-endian, 16 kHz. What is late by up to six packets finds its place, what is
    lost is silence, what came twice is dropped, and another sender begins anew.
    """

    lost: int = 0
    _source: int | None = None
    _next: int = 0  # the sequence number that is due
    _due: int = 0  # the timestamp that is due
    _waiting: dict[int, Packet] = field(default_factory=dict)

    def feed(self, data: bytes) -> bytes:
        """Take one datagram; the sound that is in order now, often empty. Raises NotRtp."""
        came = packet(data)
        if came.source != self._source:
            held = b"".join(self._rest())
            self._source, self._next, self._due = came.source, came.sequence, came.timestamp
            return held + self._take(came)
        if apart(came.sequence, self._next, 16) >= 0:
            self._waiting[came.sequence] = came
        return b"".join(self._ready())

    def end(self) -> bytes:
        """What still waits for a packet that will not come."""
        return b"".join(self._rest())

    def _ready(self) -> Iterator[bytes]:
        while self._waiting:
            due = self._waiting.pop(self._next, None)
            if due is None:
                if len(self._waiting) < WINDOW:
                    return
                first = min(self._waiting, key=lambda number: apart(number, self._next, 16))
                self.lost += apart(first, self._next, 16)
                due = self._waiting.pop(first)
            yield self._take(due)

    def _rest(self) -> Iterator[bytes]:
        for number in sorted(self._waiting, key=lambda number: apart(number, self._next, 16)):
            yield self._take(self._waiting.pop(number))

    def _take(self, due: Packet) -> bytes:
        gap = apart(due.timestamp, self._due, 32)
        silence = bytes(2 * gap) if 0 < gap <= LONGEST_GAP else b""
        samples = len(due.sound) // 2
        self._next = (due.sequence + 1) % (1 << 16)
        self._due = (due.timestamp + samples) % (1 << 32)
        return silence + swapped(due.sound[: 2 * samples])


def swapped(sound: bytes) -> bytes:
    """The same samples with their two bytes in the other order."""
    turned = bytearray(len(sound))
    turned[0::2], turned[1::2] = sound[1::2], sound[0::2]
    return bytes(turned)
