"""A text as the reader sees it: single signs, but numbers and runs of Latin letters whole, blanks left out."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[0-9]+|[A-Za-z]+|[^\s0-9A-Za-z]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in map(ord, "，。！？；：（）、")}
_SAME: dict[int, int | str] = {**_WIDE, ord("—"): "-", ord("－"): "-", ord("–"): "-", ord("﹣"): "-", ord("#"): "号"}


class Token(NamedTuple):
    """text[start:end], and the sign the features are made of: `N3` for a number of three digits, `L` for letters."""

    start: int
    end: int
    sign: str


def tokens(text: str) -> list[Token]:
    """Return the tokens of the text; every sign that is no blank belongs to one. Full-width reads as half-width."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text.translate(_SAME)):
        word = match[0]
        if word[0] in "0123456789":
            sign = f"N{min(len(word), 5)}"
        elif word.isascii() and word.isalpha():
            sign = word.upper() if len(word) == 1 else "LL"
        else:
            sign = word
        found.append(Token(match.start(), match.end(), sign))
    return found
