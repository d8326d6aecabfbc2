"""Alphabets and parts of short messages. Pure: text to bytes in parts of 140, and back, whatever order they came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

ROOM = 140  # bytes of one short message (3GPP TS 23.040)
HEAD = 6  # bytes of the header of a part with an 8-bit reference; with a 16-bit one it would be 7
SEPTETS, SEPTETS_OF_PART = 160, 153
MOST_PARTS = 255

# 3GPP TS 23.038, the default alphabet by code, and what stands after an escape (0x1B).
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = {0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€"}
_CODE = {char: bytes([code]) for code, char in enumerate(_BASIC) if char != "\x1b"}
_CODE |= {char: bytes([0x1B, code]) for code, char in _ESCAPED.items()}


class Alphabet(Enum):
    """How the bytes of a message are to be read."""

    GSM = "gsm"  # one septet a byte, not packed: as SMPP and Kannel carry it
    ASCII = "ascii"  # CMPP's format 0
    UCS2 = "ucs2"  # UTF-16, high byte first, with pairs of surrogates
    GBK = "gbk"  # CMPP's format 15; read as GB 18030, of which it is a part
    LATIN = "latin"
    BYTES = "bytes"  # no text


@dataclass(frozen=True, slots=True)
class Part:
    """One short message: `seq` of `total`; `body` without header."""

    alphabet: Alphabet
    body: bytes
    seq: int = 1
    total: int = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """The place of a part that came in: reference, number of parts, which one it is."""

    ref: int
    total: int
    seq: int


def split(text: str, *, chinese: Alphabet = Alphabet.UCS2, plain: Alphabet = Alphabet.GSM) -> list[Part]:
    """The message in as few parts as it needs; no character, pair of surrogates or escape is cut in two.

    `plain` is used where every character has its place there, else `chinese`. ValueError beyond 255 parts.
    """
    whole = _units(text, plain)
    alphabet = plain
    if whole is None:
        whole, alphabet = _units(text, chinese), chinese
    if whole is None:
        whole, alphabet = _units(text, Alphabet.UCS2), Alphabet.UCS2
    assert whole is not None
    plainly = alphabet in (Alphabet.GSM, Alphabet.ASCII)
    one, many = (SEPTETS, SEPTETS_OF_PART) if plainly else (ROOM, ROOM - HEAD)
    if alphabet is Alphabet.ASCII:
        one, many = 159, ROOM - HEAD  # CMPP: less than 160 bytes; a part with its header fits into 140
    bodies = [b"".join(whole)] if sum(map(len, whole)) <= one else _filled(whole, many)
    if len(bodies) > MOST_PARTS:
        raise ValueError(f"{len(bodies)} parts: a message has {MOST_PARTS} at most")
    return [Part(alphabet, body, seq, len(bodies)) for seq, body in enumerate(bodies, 1)]


def _filled(units: list[bytes], most: int) -> list[bytes]:
    bodies = [b""]
    for unit in units:
        if len(bodies[-1]) + len(unit) > most:
            bodies.append(b"")
        bodies[-1] += unit
    return bodies


def _units(text: str, alphabet: Alphabet) -> list[bytes] | None:
    """The bytes of each character; None when one has no place in the alphabet. Half a pair becomes a question mark."""
    sound = _sound(text)
    if alphabet is Alphabet.GSM:
        found = [_CODE.get(char) for char in sound]
        return None if None in found else [each for each in found if each is not None]
    name = {Alphabet.ASCII: "ascii", Alphabet.GBK: "gbk", Alphabet.UCS2: "utf-16-be", Alphabet.LATIN: "latin-1"}[alphabet]
    try:
        return [char.encode(name) for char in sound]
    except UnicodeEncodeError:
        return None


def _sound(text: str) -> str:
    """The text without halves of pairs."""
    return "".join("?" if "\ud800" <= char <= "\udfff" else char for char in text)


def decode(body: bytes, alphabet: Alphabet) -> str:
    """The text of a body that is whole. What cannot be read becomes U+FFFD, so that people see that something was there."""
    if alphabet is Alphabet.GSM:
        return _from_gsm(body)
    if alphabet is Alphabet.BYTES:
        return _guess(body)
    name = {Alphabet.ASCII: "ascii", Alphabet.GBK: "gb18030", Alphabet.UCS2: "utf-16-be", Alphabet.LATIN: "latin-1"}[alphabet]
    return body.decode(name, "replace")


def _from_gsm(body: bytes) -> str:
    said, escaped = [], False
    for code in body:
        if escaped:
            said.append(_ESCAPED.get(code, _BASIC[code & 0x7F]))
            escaped = False
        elif code == 0x1B:
            escaped = True
        else:
            said.append(_BASIC[code] if code < 128 else "\ufffd")
    return "".join(said)


def _guess(body: bytes) -> str:
    """A message marked as bytes: what it is as UTF-8, else as GB 18030."""
    for name in ("utf-8", "gb18030"):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return body.decode("gb18030", "replace")


def header(ref: int, part: Part) -> bytes:
    """The user data header of a part of a long message (element 00), or nothing for one that stands alone."""
    return b"" if part.total == 1 else bytes([5, 0, 3, ref & 0xFF, part.total, part.seq])


def headed(data: bytes) -> tuple[Piece | None, bytes]:
    """(place, body) of data that begin with a user data header. A header that lies about its length is no header."""
    if not data or data[0] >= len(data):
        return None, data
    head, body = data[1 : 1 + data[0]], data[1 + data[0] :]
    return piece_of(head), body


def piece_of(head: bytes) -> Piece | None:
    """The place that the elements of a header tell: 00 with an 8-bit, 08 with a 16-bit reference; None without a sound one."""
    at = 0
    while at + 2 <= len(head):
        kind, length = head[at], head[at + 1]
        value = head[at + 2 : at + 2 + length]
        if len(value) == length and (kind, length) in ((0, 3), (8, 4)):
            ref, total, seq = int.from_bytes(value[:-2], "big"), value[-2], value[-1]
            return Piece(ref, total, seq) if 1 <= seq <= total and total > 1 else None
        at += 2 + length
    return None


def joined(bodies: Mapping[int, tuple[bytes, Alphabet]], total: int) -> str:
    """The text of the parts that came, in their order; gaps are told. Bytes are joined before they are read, so that a
    character that the sender's telephone cut in two is whole again."""
    said: list[str] = []
    run, kind = b"", Alphabet.UCS2
    for seq in range(1, total + 1):
        body, alphabet = bodies.get(seq, (b"", None))
        if alphabet is None or (run and alphabet is not kind):
            said.append(decode(run, kind) if run else "")
            run = b""
        if alphabet is None:
            said.append(f"[缺第{seq}段]")
        else:
            run, kind = run + body, alphabet
    said.append(decode(run, kind) if run else "")
    return "".join(said)
