"""RTP: however packets come, the sound is whole, in order and once."""

from __future__ import annotations

import contextlib
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.channels.phone.speech.rtp import NotRtp, Stream, apart, packet, swapped

SAMPLES = 320


def rtp(number: int, sound: bytes, first: int = 0, at: int = 0, source: int = 7) -> bytes:
    return struct.pack("!BBHII", 0x80, 118, (first + number) % 2**16, (at + SAMPLES * number) % 2**32, source) + swapped(sound)


def piece(number: int) -> bytes:
    return struct.pack(f"<{SAMPLES}h", *[(number * 7 + place) % 2000 - 1000 for place in range(SAMPLES)])


@given(st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32), st.integers(2, 60))
def test_packets_that_overtake_each_other_or_come_twice_make_the_same_sound(first: int, at: int, seed: int, many: int):
    dice, order = random.Random(seed), list(range(many))
    for place in range(1, many - 2, 2):  # neighbours change places; the first one sets the beginning
        if dice.random() < 0.3:
            order[place], order[place + 1] = order[place + 1], order[place]
    order = [each for number in order for each in ([number, number] if dice.random() < 0.2 else [number])]
    stream = Stream()
    heard = b"".join(stream.feed(rtp(number, piece(number), first, at)) for number in order) + stream.end()
    assert heard == b"".join(piece(number) for number in range(many)) and stream.lost == 0


def test_what_is_lost_is_silence_of_the_same_length():
    stream = Stream()
    heard = b"".join(stream.feed(rtp(number, piece(number))) for number in range(30) if number not in (10, 11)) + stream.end()
    assert len(heard) == 30 * 2 * SAMPLES and stream.lost == 2
    assert heard[10 * 2 * SAMPLES : 12 * 2 * SAMPLES] == bytes(2 * 2 * SAMPLES)
    assert heard[12 * 2 * SAMPLES :] == b"".join(piece(number) for number in range(12, 30))


def test_another_sender_begins_anew_and_a_long_pause_is_none_of_ours():
    stream = Stream()
    heard = stream.feed(rtp(0, piece(0))) + stream.feed(rtp(0, piece(5), first=900, at=77_000, source=8))
    assert heard == piece(0) + piece(5)
    later = struct.pack("!BBHII", 0x80, 118, 901, 77_000 + 16_000 * 3600, 8) + swapped(piece(6))
    assert stream.feed(later) == piece(6), "an hour of silence is not made up"


def test_extension_contributors_and_padding_are_skipped():
    head = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 2, 0x80 | 118, 1, 2, 3) + bytes(8) + struct.pack("!HH", 0xBEDE, 1) + bytes(4)
    assert packet(head + b"\x01\x02\x03\x04" + b"\x00\x00\x03").sound == b"\x01\x02\x03\x04"


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x00" * 40, b"\x90" + bytes(11), b"\xa0" + bytes(10) + b"\xff",
                                  b"\x90" + bytes(11) + b"\x00\x00\xff\xff"])
def test_rubbish_is_refused(data: bytes):
    with pytest.raises(NotRtp):
        packet(data)


@given(st.binary(max_size=80))
def test_no_datagram_breaks_the_stream(data: bytes):
    stream = Stream()
    stream.feed(rtp(0, piece(0)))
    with contextlib.suppress(NotRtp):
        stream.feed(data)
    assert isinstance(stream.feed(rtp(1, piece(1))), bytes)


def test_counters_begin_anew():
    assert (apart(2, 65535, 16), apart(65535, 2, 16), apart(5, 5, 16)) == (3, -3, 0)
