"""Which category of the catalogue a text belongs to, and which kind of request it is.

A first, transparent proposer: everyday words of the catalogue found in the text, weighed by how few
leaves share them. It learns nothing and needs no training; a person sees the words that spoke and
decides.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest

import rjieba

from .lexicon import daily
from .phrases import PhraseBook
from .plain import plain

_READ = 1200  # characters; what a message is about stands early
_HEAD = 40  # characters that count half as much again
_COMMON = 0.12  # a word in more than this share of the leaves tells nothing
_ABOUT, _NAME, _PATH, _WORD = 0.35, 1.0, 1.2, 1.4
_OTHER = 0.55  # "其他…" leaves catch only what nothing else explains


@dataclass(frozen=True, slots=True)
class LeafWords:
    """What the catalogue says of one leaf; `words` are everyday phrases, `path` the names above it."""

    code: str
    name: str
    path: tuple[str, ...] = ()
    about: str = ""
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A leaf with a confidence of 0 to 1 and the words that spoke for it, the strongest first."""

    code: str
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request (consultation, help, complaint, report, suggestion, praise) and why."""

    code: str
    confidence: float
    words: tuple[str, ...]


class Proposer:
    """An inverted index from terms to leaves, built once for a catalogue; safe to share between threads."""

    def __init__(self, leaves: Sequence[LeafWords]) -> None:
        self._codes = [leaf.code for leaf in leaves]
        weights: dict[str, dict[int, float]] = defaultdict(dict)
        phrases: set[str] = set()
        for place, leaf in enumerate(leaves):
            share = _OTHER if "其他" in leaf.name else 1.0
            for term, weight in _terms(leaf, phrases):
                weights[term][place] = max(weights[term].get(place, 0.0), weight * share)
        most = max(3.0, _COMMON * len(leaves))
        self._index = {
            term: [
                (place, weight * _rarity(len(found), len(leaves)) * _length(term)) for place, weight in found.items()
            ]
            for term, found in weights.items()
            if len(found) <= most
        }
        self._book = PhraseBook(phrases & self._index.keys())

    def propose(self, text: str, top: int = 3) -> list[Proposal]:
        """Return at most `top` leaves, the likeliest first; none when no word of the catalogue occurs.

        Put the title first: early words weigh more.
        """
        found = self._found(plain(text[:_READ]))
        scores: dict[int, float] = defaultdict(float)
        for term, factor in found.items():
            for place, weight in self._index[term]:
                scores[place] += weight * factor
        ranked = nsmallest(top + 1, scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return []
        first, second = ranked[0][1], ranked[1][1] if len(ranked) > 1 else 0.0
        return [
            Proposal(
                self._codes[place],
                _confidence(score, second if place == ranked[0][0] else first),
                self._said(found, place),
            )
            for place, score in ranked[:top]
        ]

    def _said(self, found: dict[str, float], place: int) -> tuple[str, ...]:
        """The five strongest terms that spoke for a leaf."""
        spoke = [
            (weight * factor, term)
            for term, factor in found.items()
            for leaf, weight in self._index[term]
            if leaf == place
        ]
        return tuple(term for _, term in sorted(spoke, reverse=True)[:5])

    def _found(self, said: str) -> dict[str, float]:
        """Terms of the index in the text, each with the factor of its first place."""
        found: dict[str, float] = {}
        for hit in self._book.every(said):
            found.setdefault(hit.phrase, 1.5 if hit.start < _HEAD else 1.0)
        head = set(rjieba.cut(said[:_HEAD]))
        for word in {*head, *rjieba.cut_for_search(said)}:
            if word in self._index:
                found.setdefault(word, 1.5 if word in head else 1.0)
        return found


def propose(text: str, catalogue: Sequence[LeafWords], top: int = 3) -> list[Proposal]:
    """Return what a `Proposer` of this catalogue proposes; those of the last few catalogues are kept."""
    return _proposer(tuple(catalogue)).propose(text, top)


def kind_of(text: str, hints: Iterable[str] = ()) -> Kind:
    """Propose the kind of request from its words.

    `hints` (codes, likeliest first) are the usual kinds of the category; they decide when words say little.
    """
    said = plain(text[:_READ])
    scores = dict.fromkeys(_KINDS, 0.0)
    spoke: dict[str, list[str]] = {code: [] for code in _KINDS}
    for code, pieces in _KINDS.items():
        for weight, pattern in pieces:
            found = pattern.search(said)
            if found:
                scores[code] += weight * (1.5 if found.start() < _HEAD else 1.0)
                spoke[code].append(found[0])
    for rank, code in enumerate(hints):
        if code in scores:
            scores[code] += max(0.2, 1.2 - 0.5 * rank)
    scores["help"] += 0.1  # what says nothing of itself is a wish for help
    best = max(scores, key=lambda code: scores[code])
    total = sum(scores.values())
    return Kind(best, round(scores[best] / (total + 1.0), 3), tuple(spoke[best][:5]))


def _terms(leaf: LeafWords, phrases: set[str]) -> Iterable[tuple[str, float]]:
    everyday = [plain(word) for word in leaf.words]
    name = plain(leaf.name)
    phrases.update(everyday, [name])
    yield name, _WORD
    for phrase in everyday:
        yield phrase, _WORD
    for source, weight in (
        (" ".join(everyday), _WORD / 2),
        (name, _NAME),
        (leaf.about, _ABOUT),
        (" ".join(leaf.path), _PATH),
    ):
        for word in rjieba.cut_for_search(plain(source)):
            if len(word) > 1 and word not in _SAYS_NOTHING:
                yield word, weight


def _rarity(found: int, leaves: int) -> float:
    return math.log(1 + leaves / found)


def _length(term: str) -> float:
    """Longer phrases are rarely there by chance."""
    return min(2.0, 0.4 + 0.3 * len(term))


def _confidence(score: float, rival: float) -> float:
    """The share of the score against its strongest rival, held down while little has been said."""
    return round(score / (score + rival) * score / (score + 6.0), 3)


@lru_cache(maxsize=4)
def _proposer(catalogue: tuple[LeafWords, ...]) -> Proposer:
    return Proposer(catalogue)


def _weighted(pieces: str) -> list[tuple[int, re.Pattern[str]]]:
    by_weight: dict[int, list[str]] = defaultdict(list)
    for piece in pieces.split():
        by_weight[int(piece[0])].append(piece[1:])
    return [(weight, re.compile("|".join(group))) for weight, group in by_weight.items()]


_KINDS = {code: _weighted(pieces) for code, pieces in daily.KINDS.items()}
_EMPTY = """
    其他 问题 有关 相关 部门 情况 投诉 举报 咨询 建议 求助 表扬 反映 不及时 不到位 未按 以及 或者 影响
    严重 工作 人员 服务 管理 单位 群众 市民 居民 希望 处理 解决 要求 进行 存在 导致 没有 不能 不给 不让
    怎么 如何 什么 需要 可以 是否 时间 长期 经常
"""
_SAYS_NOTHING = frozenset(_EMPTY.split())
