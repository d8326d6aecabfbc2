"""Categories from the catalogue's own words alone: what a city has before the first confirmed ticket.

Two voices are added: everyday phrases found in the text, weighed by how few leaves share them, and the cosine of the
text's letters and words with what is written of the leaf, of its group and of its class.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray

from .category_features import Read, numbers, read
from .phrases import PhraseBook
from .plain import plain

_READ = 1200  # characters; what a message is about stands early
_HEAD = 40  # characters that count half as much again
_COMMON = 0.12  # a word in more than this share of the leaves tells nothing
_ABOUT, _NAME, _PATH, _WORD = 0.35, 1.0, 1.2, 1.4
_OTHER = 0.55  # "其他…" leaves catch only what nothing else explains
_PHRASES = 4.0  # by the square root: many phrases say little more than some
_LEVELS = ((40.0, 30.0), (20.0, 20.0), (20.0, 20.0))  # cosines of text and head with the leaf, its group, its class
_TITLE = 30  # letters of the head
_BLOCKS = np.array((0.2, 1.0, 0.5, 1.0))  # letters, pairs, triples, words
_BLOCKS /= np.linalg.norm(_BLOCKS)
_BLOCK = np.uint32(29)  # the bit from which on the number of the block stands
_OFTEN = np.concatenate([[0.0], 1 + np.log(np.arange(1, 2 * _READ))])  # what a count weighs
_BOUNDS = np.arange(len(_BLOCKS) + 1, dtype=np.uint32)
_LEAST = 1.2  # a score below this is chance
_HEAT = 0.4


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
class _Counted:
    """Each feature of a text once, block after block, with how often it stands in the text and in its head."""

    keys: NDArray[np.uint32]
    counts: NDArray[np.int64]  # (2, features): the whole, the head


class Nearness:
    """Cosines of a text, and of its head alone, with documents of several levels, by one inverted index of hashed features.

    Features are as rare as they are within a level; all levels, text and head are asked in one pass over flat arrays.
    """

    def __init__(self, levels: Sequence[Sequence[str]]) -> None:
        many = [len(documents) for documents in levels]
        ends = np.cumsum(many).tolist()
        self._parts = [slice(end - size, end) for end, size in zip(ends, many, strict=True)]
        self._many = sum(many)
        read_all = [[_counted(read(document)) for document in documents] for documents in levels]
        every = [one.keys for documents in read_all for one in documents]
        self._keys = np.unique(np.concatenate(every)) if every else np.zeros(0, np.uint32)
        self._rarity = np.zeros((len(self._keys), len(levels)))
        for level, documents in enumerate(read_all):
            held = np.bincount(np.searchsorted(self._keys, np.concatenate([one.keys for one in documents])), minlength=len(self._keys))
            self._rarity[:, level] = np.where(held > 0, np.log((1 + len(documents)) / (1 + held)) + 1, 0.0)
        # A row of the index is one feature in one level.
        rows = [(place * len(levels) + level, values[0, :, level], np.full(len(place), sum(many[:level]) + number))
                for level, documents in enumerate(read_all) for number, one in enumerate(documents)
                for place, values in [self._weigh(one)]]
        places, weights, document = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        order = np.argsort(places, kind="stable")
        self._documents, self._values = document[order].astype(np.int32), weights[order].astype(np.float32)
        starts = np.searchsorted(places[order], np.arange(len(self._keys) * len(levels) + 1))
        self._starts = starts[:-1].reshape(-1, len(levels)).astype(np.int32)
        self._sizes = np.diff(starts).reshape(-1, len(levels)).astype(np.int32)

    def of(self, found: Read, head: int) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """For each level the cosines, 0 to 1, with its documents: those of the text, and those of its first words.

        `head`: letters in which the first words begin.
        """
        places, values = self._weigh(_counted(found, head))
        sizes = self._sizes[places].ravel()
        ends = sizes.cumsum()
        shift = self._starts[places].ravel() - (ends - sizes)
        where = np.arange(int(ends[-1]) if len(ends) else 0) + shift.repeat(sizes)
        documents, held = self._documents[where], self._values[where]
        whole, first = (np.bincount(documents, row.repeat(sizes) * held, minlength=self._many) for row in values.reshape(2, -1))
        return [(whole[part], first[part]) for part in self._parts]

    def _weigh(self, one: _Counted) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The places of the known features, and their weights: (whole or head, feature, level)."""
        places = self._keys.searchsorted(one.keys)
        known = self._keys.take(places, mode="clip") == one.keys if len(self._keys) else np.zeros(len(one.keys), bool)
        places, blocks, counts = places[known], one.keys[known] >> _BLOCK, one.counts[:, known]
        often = _OFTEN[np.minimum(counts, len(_OFTEN) - 1)]
        values = often[:, :, None] * self._rarity[places]
        squares = np.zeros((2, len(places) + 1, values.shape[2]))
        (values * values).cumsum(axis=1, out=squares[:, 1:])
        sums = squares[:, blocks.searchsorted(_BOUNDS)]
        values *= (_BLOCKS[:, None] / np.sqrt(np.maximum(sums[:, 1:] - sums[:, :-1], 1e-18)))[:, blocks]
        return places, values


class ColdProposer:
    """Scores of the leaves of a catalogue; built once, safe to share between threads."""

    def __init__(self, leaves: Sequence[LeafWords]) -> None:
        self.codes = [leaf.code for leaf in leaves]
        weights: dict[str, dict[int, float]] = defaultdict(dict)
        phrases: set[str] = set()
        for place, leaf in enumerate(leaves):
            share = _OTHER if "其他" in leaf.name else 1.0
            for term, weight in _terms(leaf, phrases):
                weights[term][place] = max(weights[term].get(place, 0.0), weight * share)
        most = max(3.0, _COMMON * len(leaves))
        self._index = {
            term: {place: weight * _rarity(len(found), len(leaves)) * _length(term) for place, weight in found.items()}
            for term, found in weights.items()
            if len(found) <= most
        }
        self._flat = {term: (np.array(list(found)), np.array(list(found.values()))) for term, found in self._index.items()}
        self._book = PhraseBook(phrases & self._index.keys())
        self._shares = np.array([_OTHER if "其他" in leaf.name else 1.0 for leaf in leaves])
        texts, self._above = _levels(leaves)
        self._nearness = Nearness(texts) if leaves else None

    def scores(self, text: str) -> tuple[NDArray[np.float64], dict[str, float]]:
        """A score for each of `codes`, and the catalogue's terms that were found; 1,200 characters are read."""
        found = self._found(plain(text[:_READ]))
        scores = np.zeros(len(self.codes))
        if found:
            heard = [self._flat[term] for term in found]
            factors = np.fromiter(found.values(), float, len(found)).repeat([len(places) for places, _ in heard])
            places, weights = (np.concatenate(parts) for parts in zip(*heard, strict=True))
            scores = _PHRASES * np.sqrt(np.bincount(places, weights * factors, len(scores)))
        if self._nearness is not None:
            near = self._nearness.of(read(text), _TITLE)
            for (weight, lead), (body, head), above in zip(_LEVELS, near, self._above, strict=True):
                scores += (weight * body + lead * head)[above] * self._shares
        return scores, found

    def chances(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores as shares of one, held down while little has been said; they are no calibrated probabilities."""
        if not len(scores) or scores.max() < _LEAST:
            return np.zeros(len(scores))
        powers = np.exp((scores - scores.max()) * _HEAT)
        return np.asarray(powers / powers.sum() * (scores / (scores + 6.0)), dtype=np.float64)

    def said(self, found: dict[str, float], place: int) -> tuple[str, ...]:
        """The five strongest terms that spoke for a leaf."""
        spoke = sorted(((self._index[term][place] * factor, term) for term, factor in found.items()
                        if place in self._index[term]), reverse=True)
        return tuple(term for _, term in spoke[:5])

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


def _levels(leaves: Sequence[LeafWords]) -> tuple[list[list[str]], list[NDArray[np.int64]]]:
    """For leaf, group and class: their documents, and which document is above each leaf."""
    texts = ["。".join((leaf.name, leaf.name, leaf.about, "，".join(leaf.words))) for leaf in leaves]
    levels: list[list[str]] = []
    above: list[NDArray[np.int64]] = []
    for depth in (None, 2, 1):
        names = [leaf.path[:depth] if depth and len(leaf.path) >= depth else (leaf.code,) for leaf in leaves]
        number = {name: place for place, name in enumerate(dict.fromkeys(names))}
        documents: list[list[str]] = [[] for _ in number]
        for name, text in zip(names, texts, strict=True):
            documents[number[name]].append(text)
        levels.append(["\n".join(parts) for parts in documents])
        above.append(np.array([number[name] for name in names], np.int64))
    return levels, above


def _counted(found: Read, head: int = 0) -> _Counted:
    """The features of the whole, as `numbers` gives them without its own head; the block goes to the highest bits."""
    letters, words = (int(found.ends[-1]), len(found.words)) if found.words else (0, 0)
    first = min(words, int(found.ends.searchsorted(head)) + 1) if head else words
    within = int(found.ends[first - 1]) if words else 0
    sizes = (letters, max(0, letters - 1), max(0, letters - 2), words)
    every = numbers(found)[: sum(sizes)]
    every = every >> np.uint32(3) | every << _BLOCK
    order = every.argsort()
    ranked = every[order]
    early = np.zeros(len(every), bool)
    start = 0
    for size, most in zip(sizes, (within, within - 1, within - 2, first), strict=True):
        early[start : start + max(0, most)] = True
        start += size
    new = np.ones(len(ranked) + 1, bool)
    np.not_equal(ranked[1:], ranked[:-1], out=new[1:-1])
    bounds = new.nonzero()[0]
    sums = np.zeros(len(ranked) + 1, np.int64)
    early[order].cumsum(out=sums[1:])
    held = sums[bounds]
    counts = np.stack((bounds[1:] - bounds[:-1], held[1:] - held[:-1]))
    return _Counted(ranked[bounds[:-1]], counts)


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


_EMPTY = """
    其他 问题 有关 相关 部门 情况 投诉 举报 咨询 建议 求助 表扬 反映 不及时 不到位 未按 以及 或者 影响
    严重 工作 人员 服务 管理 单位 群众 市民 居民 希望 处理 解决 要求 进行 存在 导致 没有 不能 不给 不让
    怎么 如何 什么 需要 可以 是否 时间 长期 经常
"""
_SAYS_NOTHING = frozenset(_EMPTY.split())
