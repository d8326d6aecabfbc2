"""One spelling for comparison: full-width to half-width, lower case, single spaces; and clauses."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_MARKS = re.compile(r"[\W_]+")  # whatever is neither letter nor digit
_NARROW = {"\u3000": " ", **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}}
_WIDE = re.compile("[\u3000\uff01-\uff5e]")
_LONE = re.compile("[\ud800-\udfff]")
_CLAUSE = re.compile(r"[^，。！？；,!?;\n\r]+[！!？?]*")


@lru_cache(maxsize=32)  # every reader of a contact asks for the same few texts
def plain(text: str) -> str:
    """Return the text in NFKC, lower case, with runs of white space made one space and the ends trimmed.

    Halves of a broken emoji become U+FFFD (`whole`): no word holds them.
    """
    return " ".join(_normal(whole(text)).lower().split())


def _normal(text: str) -> str:
    """NFKC; of Chinese text mostly the wide marks and letters are to be made narrow, which a table does in a fifth of the time."""
    text = _WIDE.sub(lambda found: _NARROW[found[0]], text)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def whole(text: str) -> str:
    """Return the text, as long as it was, with U+FFFD for every half of a broken emoji: no encoder takes such a half."""
    return _LONE.sub("\ufffd", text)


def bare(text: str) -> str:
    """Return only the letters and digits of `plain(text)`."""
    return _MARKS.sub("", plain(text))


def clauses(text: str) -> Iterator[str]:
    """Yield the parts between marks, each with the exclamation or question marks behind it."""
    for found in _CLAUSE.finditer(text):
        clause = found[0].strip()
        if clause:
            yield clause
