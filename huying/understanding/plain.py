"""One spelling for comparison: full-width to half-width, lower case, single spaces; and clauses."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_LONE = re.compile("[\ud800-\udfff]")
_CLAUSE = re.compile(r"[^，。！？；,!?;\n\r]+[！!？?]*")


@lru_cache(maxsize=32)  # every reader of a contact asks for the same few texts
def plain(text: str) -> str:
    """Return the text in NFKC, lower case, with runs of white space made one space and the ends trimmed.

    Halves of a broken emoji become U+FFFD (`whole`): no word holds them.
    """
    return " ".join(unicodedata.normalize("NFKC", whole(text)).lower().split())


def whole(text: str) -> str:
    """Return the text, as long as it was, with U+FFFD for every half of a broken emoji: no encoder takes such a half."""
    return _LONE.sub("\ufffd", text)


def bare(text: str) -> str:
    """Return only the letters and digits of `plain(text)`."""
    return "".join(filter(str.isalnum, plain(text)))


def clauses(text: str) -> Iterator[str]:
    """Yield the parts between marks, each with the exclamation or question marks behind it."""
    for found in _CLAUSE.finditer(text):
        clause = found[0].strip()
        if clause:
            yield clause
