"""Words of Chinese text, for the search index and for queries."""

import re
from collections.abc import Iterable
from functools import lru_cache

import rjieba

from .plain import plain

_TOKEN = re.compile(r"[^\W_]+(?:\.\d+)?")
_EMPTY_WORDS = """
    的 了 是 在 和 与 及 或 也 都 就 还 而 被 把 给 对 从 到 向 于 之 其 这 那 有 没 我 你 他 她 它 们 吗
    呢 吧 啊
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
MAX_TERMS = 12


@lru_cache(maxsize=16)  # a contact is cut to be understood, and again to be found
def cut(text: str) -> tuple[str, ...]:
    """The words of a plain text in order, long words together with the shorter ones inside them, marks and spaces too."""
    return tuple(rjieba.cut_for_search(text))


def words(text: str, *, unique: bool = False) -> list[str]:
    """Return the words in order, long words together with the shorter ones inside them.

    Latin letters are lower-cased, digits kept, punctuation dropped; `unique` keeps only the first of
    equal words.
    """
    found = _tokens(cut(plain(text)))
    return list(dict.fromkeys(found)) if unique else found


def search_text(text: str) -> str:
    """Return the words joined by spaces, for `to_tsvector('simple', …)`."""
    return " ".join(words(text))


def query_terms(query: str) -> list[str]:
    """Return at most 12 distinct words of a query, each letters and digits only.

    Empty words (的, 了, 在 …) are left out unless there is nothing else. Every term is one that
    `search_text` of the same words contains.
    """
    found = list(dict.fromkeys(_tokens(rjieba.cut(plain(query)))))
    telling = [word for word in found if word not in _EMPTY]
    return (telling or found)[:MAX_TERMS]


def _tokens(pieces: Iterable[str]) -> list[str]:
    return [token for piece in pieces for token in ((piece,) if piece.isalnum() else _TOKEN.findall(piece))]
