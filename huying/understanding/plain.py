"""One spelling for comparison: full-width to half-width, lower case, single spaces; and clauses."""

import re
import unicodedata
from collections.abc import Iterator

_SPACE = re.compile(r"\s+")
_LONE = re.compile("[\ud800-\udfff]")
_CLAUSE = re.compile(r"[^，。！？；,!?;\n\r]+[！!？?]*")


def plain(text: str) -> str:
    """Return the text in NFKC, lower case, with runs of white space made one space and the ends trimmed.

    Halves of a broken emoji become U+FFFD: no word holds them and no encoder takes them.
    """
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", _LONE.sub("\ufffd", text)).lower()).strip()


def bare(text: str) -> str:
    """Return only the letters and digits of `plain(text)`."""
    return "".join(filter(str.isalnum, plain(text)))


def clauses(text: str) -> Iterator[str]:
    """Yield the parts between marks, each with the exclamation or question marks behind it."""
    for found in _CLAUSE.finditer(text):
        clause = found[0].strip()
        if clause:
            yield clause
