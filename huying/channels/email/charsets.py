"""Bytes of mail to text: labels that lie, characters split between encoded words, charsets that Python lacks."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re

_SAME = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gb2312-80", "gbk", "cp936", "ms936", "x-gbk", "euc-cn", "euccn", "chinese", "gb18030",
                     "gb_18030", "gb18030-0", "csgb2312", "x-cp20936"), "gb18030"),
    **dict.fromkeys(("big5", "big-5", "big5-eten", "x-big5", "cp950", "big5-hkscs", "csbig5"), "big5hkscs"),
    **dict.fromkeys(("hz-gb-2312", "hz", "x-hz"), "hz"),
    **dict.fromkeys(("utf8", "utf-8", "unicode-1-1-utf-8", "x-utf-8", "utf_8", "cp65001"), "utf-8"),
}
# Labels that say nothing: programs write them over whatever they send.
_EMPTY = frozenset({"", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "cp1252", "unknown-8bit", "x-unknown", "default",
                    "unknown", "binary", "8bit", "ansi_x3.4-1968"})
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*?)\?=", re.DOTALL)
_ISO_CN = re.compile(rb"\x1b\$\)[AG]|\x1b\$\*H|\x0e|\x0f")


def decode(raw: bytes, label: str = "") -> str:
    """The text of these bytes; never raises. A label is believed only as far as the bytes bear it out."""
    name = label.strip().strip("\"'").split("*")[0].lower()
    if name.startswith("iso-2022-cn") or (b"\x1b$)A" in raw and b"\x0e" in raw):
        return _iso_2022_cn(raw)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    known = _SAME.get(name, name)
    if known in _EMPTY:
        return _guess(raw)
    for codec in (known, *(("cp950", "gb18030") if known == "big5hkscs" else ())):
        try:
            return raw.decode(codec).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    if known == "gb18030":  # one bad byte in a long letter is no reason to guess anew
        return _fits(raw, "utf-8") or raw.decode("gb18030", "replace")
    return _guess(raw)


def _fits(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return ""


def _guess(raw: bytes) -> str:
    if raw.isascii():
        return raw.decode("hz") if b"~{" in raw and b"~}" in raw and _plausible(raw) else raw.decode("ascii")
    for codec in ("utf-8", "gb18030", "big5hkscs"):
        text = _fits(raw, codec)
        if text:
            return text
    better = "utf-8" if raw.decode("utf-8", "replace").count("\ufffd") <= len(raw) // 50 else "gb18030"
    return raw.decode(better, "replace")


def _plausible(raw: bytes) -> bool:
    try:
        return any("一" <= char <= "鿿" for char in raw.decode("hz"))
    except UnicodeDecodeError:
        return False


def _iso_2022_cn(raw: bytes) -> str:
    """RFC 1922, with its GB 2312 set only; other sets become a mark."""
    out: list[str] = []
    shifted = known = False
    for piece in re.split(rb"(\x1b\$\)[AG]|\x1b\$\*H|\x0e|\x0f)", raw):
        if _ISO_CN.fullmatch(piece):
            known = known if len(piece) == 1 else piece == b"\x1b$)A"
            shifted = piece == b"\x0e" or (shifted and len(piece) > 1)
        elif shifted:
            out.append(bytes(byte | 0x80 for byte in piece).decode("gb2312", "replace") if known else "\ufffd")
        else:
            out.append(piece.decode("ascii", "replace"))
    return "".join(out)


def header(value: str) -> str:
    """A header's text: encoded words joined before they are decoded, for some programs split a character between two.

    `value`: as the parser gives it, bytes above 127 as lone surrogates.
    """
    value = re.sub(r"\r?\n[ \t]+", " ", value)
    out: list[str] = []
    end, label, held = 0, "", b""
    for found in _WORD.finditer(value):
        between = value[end: found.start()]
        bytes_, name = _word(found), found[1].split("*")[0].lower()
        if between.strip() or not end:
            out.append(decode(held, label) if held else "")
            out.append(_plain(between))
            label, held = name, bytes_
        elif _SAME.get(name, name) == _SAME.get(label, label):
            held += bytes_
        else:
            out.append(decode(held, label))
            label, held = name, bytes_
        end = found.end()
    out.append(decode(held, label) if held else "")
    out.append(_plain(value[end:]))
    return "".join(char for char in "".join(out) if char >= " " or char == "\t").strip()


def _word(found: re.Match[str]) -> bytes:
    text = found[3].encode("ascii", "replace")
    if found[2] in "qQ":
        return quopri.decodestring(text.replace(b"_", b" "), header=False)
    return from_base64(text)


def from_base64(text: bytes) -> bytes:
    """What can be had of base64, however it is cut or soiled."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return base64.b64decode(clean[: len(clean) // 4 * 4])


def _plain(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    return text if raw.isascii() else decode(raw)
