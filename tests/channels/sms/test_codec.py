"""Alphabets and parts: nothing cut in two, whatever order, whatever lies."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.channels.sms import codec
from huying.channels.sms.codec import Alphabet, Part, Piece


def back(parts: list[Part]) -> str:
    return codec.joined({part.seq: (part.body, part.alphabet) for part in parts}, parts[0].total)


@pytest.mark.parametrize(("text", "alphabet", "count"), [
    ("", Alphabet.GSM, 1), ("a" * 160, Alphabet.GSM, 1), ("a" * 161, Alphabet.GSM, 2), ("a" * 306, Alphabet.GSM, 2),
    ("a" * 307, Alphabet.GSM, 3),
    ("€" * 80, Alphabet.GSM, 1), ("€" * 81, Alphabet.GSM, 2), ("路" * 70, Alphabet.UCS2, 1), ("路" * 71, Alphabet.UCS2, 2),
    ("路" * 134, Alphabet.UCS2, 2), ("路" * 135, Alphabet.UCS2, 3), ("𠮷" * 35, Alphabet.UCS2, 1), ("𠮷" * 36, Alphabet.UCS2, 2),
    ("a`b", Alphabet.UCS2, 1),
])
def test_as_few_parts_as_the_alphabet_allows(text: str, alphabet: Alphabet, count: int):
    parts = codec.split(text)
    assert (parts[0].alphabet, len(parts), back(parts)) == (alphabet, count, text)
    assert all(len(part.body) <= (160 if alphabet is Alphabet.GSM else 140) for part in parts)


def test_no_pair_and_no_escape_is_cut():
    for body in (part.body for part in codec.split("路" * 66 + "𠮷" * 40)):
        body.decode("utf-16-be")
    assert all(not part.body.endswith(b"\x1b") for part in codec.split("a" * 152 + "€" * 60))


@given(st.text(max_size=400), st.sampled_from([(Alphabet.UCS2, Alphabet.GSM), (Alphabet.GBK, Alphabet.ASCII)]))
def test_whatever_is_said_comes_back(text: str, how: tuple[Alphabet, Alphabet]):
    parts = codec.split(text, chinese=how[0], plain=how[1])
    assert back(parts) == text
    for part in parts:
        plain = part.alphabet in (Alphabet.GSM, Alphabet.ASCII)
        assert len(codec.header(7, part) + part.body) <= (160 if plain else 140)


def test_gbk_holds_what_it_can_and_the_rest_goes_as_ucs2():
    assert [part.alphabet for part in codec.split("朱镕基路" * 20, chinese=Alphabet.GBK)] == [Alphabet.GBK] * 2
    assert codec.split("𠮷", chinese=Alphabet.GBK)[0].alphabet is Alphabet.UCS2
    assert codec.decode("朱镕基路".encode("gb18030"), Alphabet.GBK) == "朱镕基路"


def test_halves_of_pairs_are_no_characters():
    assert back(codec.split("路\ud842灯")) == "路?灯"
    assert codec.decode(b"\xd8\x42\x8d\xef", Alphabet.UCS2) == "\ufffd路".replace("路", b"\x8d\xef".decode("utf-16-be"))
    assert codec.decode("路灯".encode("utf-16-be")[:-1], Alphabet.UCS2) == "路\ufffd"


def test_a_character_cut_by_the_senders_telephone_is_whole_again():
    raw = ("路" * 66 + "𠮷" + "灯").encode("utf-16-be")
    halves = {1: (raw[:134], Alphabet.UCS2), 2: (raw[134:], Alphabet.UCS2)}
    for order in itertools.permutations(halves):
        assert codec.joined({seq: halves[seq] for seq in order}, 2) == "路" * 66 + "𠮷灯"


def test_missing_parts_are_told():
    assert codec.joined({1: ("路灯".encode("utf-16-be"), Alphabet.UCS2), 3: (b"abc", Alphabet.GSM)}, 3) == "路灯[缺第2段]abc"


@pytest.mark.parametrize(("data", "piece", "body"), [
    (bytes([5, 0, 3, 9, 2, 1]) + b"ab", Piece(9, 2, 1), b"ab"),
    (bytes([6, 8, 4, 1, 2, 3, 3]) + b"ab", Piece(0x102, 3, 3), b"ab"),
    (bytes([11, 5, 4, 0, 0, 0, 0, 0, 3, 9, 2, 2]) + b"x", Piece(9, 2, 2), b"x"),
    (bytes([5, 0, 3, 9, 2, 3]) + b"ab", None, b"ab"), (bytes([5, 0, 3, 9, 2, 0]) + b"ab", None, b"ab"),
    (bytes([200, 0, 3]) + b"ab", None, bytes([200, 0, 3]) + b"ab"), (b"", None, b""), (bytes([2, 0, 9]) + b"a", None, b"a"),
])
def test_headers_that_lie_are_none(data: bytes, piece: Piece | None, body: bytes):
    assert codec.headed(data) == (piece, body)


@given(st.binary(max_size=300), st.sampled_from(list(Alphabet)))
def test_no_bytes_break_the_reading(data: bytes, alphabet: Alphabet):
    codec.headed(data)
    codec.decode(data, alphabet)


def test_the_alphabet_is_that_of_the_standard():
    assert len(codec._BASIC) == 128
    assert codec.decode(bytes([0x00, 0x02, 0x1B, 0x65, 0x24, 0x7F]), Alphabet.GSM) == "@$€¤à"
