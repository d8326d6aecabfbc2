"""What a dictionary says of the words of a text: where each begins and ends, and what sort of word it and its neighbours are.

Sorts of words alone, never the words: made-up names make no sense to a dictionary, so that nothing is learned of them; how
much the sorts count is tuned (`conventions.txt`) or learned from real addresses.
"""

from __future__ import annotations

from collections.abc import Sequence

import rjieba

from .tokens import Token

_EACH = 4  # features of a token


def wording(text: str, tokens: Sequence[Token]) -> list[list[str]]:
    """Return features of every token, each with `@`: place in its word (B, I, E, S), sorts of this, the last and the next word."""
    words = _words(text, tokens)
    found: list[list[str]] = [[] for _ in tokens]
    for i, (first, last, sort) in enumerate(words):
        before = words[i - 1][2] if i else "^"
        after = words[i + 1][2] if i + 1 < len(words) else "$"
        for at in range(first, last + 1):
            place = "S" if first == last else "B" if at == first else "E" if at == last else "I"
            found[at] = [f"@word {place}", f"@sort {place}{sort}", f"@lastsort {place}{before}", f"@nextsort {place}{after}"]
    return found


def word_of(row: Sequence[str]) -> tuple[str, str]:
    """From the features of a token, those of `wording` last: its place in its word, and that with the sort of the word."""
    if len(row) < _EACH or not row[-_EACH].startswith("@word "):
        return "-", "-"
    return row[-_EACH][6:], row[1 - _EACH][6:]


def _words(text: str, tokens: Sequence[Token]) -> list[tuple[int, int, str]]:
    """First and last token of each word and its sort: of nouns two letters (ns places, nr persons), of others one."""
    words: list[tuple[int, int, str]] = []
    start, at = 0, 0
    for word, sort in rjieba.tag(text):
        end, first = start + len(word), at
        while at < len(tokens) and tokens[at].start < end:
            at += 1
        if at > first:
            words.append((first, at - 1, sort[:2] if sort[0] == "n" else sort[0]))
        start = end
    return words
