"""Categories from the catalogue's own words alone: what a city has before the first confirmed ticket.

Two voices are added: everyday phrases found in the text, weighed by how few leaves share them, and the cosine of the
text's letters and words with what is written of the leaf, of its group and of its class.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import rjieba
from numpy.typing import NDArray

from .category_features import READ, Read, plain_numbers, read
from .letters import starts
from .phrases import PhraseBook
from .plain import plain
from .segment import cut

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
_EACH = np.arange(len(_BLOCKS), dtype=np.uint32)
_ROW = (("rarity", np.float64), ("start", np.int32), ("size", np.int32))  # of a feature, for each level
_OFTEN = np.concatenate([[0.0], 1 + np.log(np.arange(1, 2 * READ + 1))])  # what a count weighs
_LEAST = 1.2  # a score below this is chance
_HEAT = 0.4
_PRESSING = 8.0  # for leaves of the pressing matter that the text was found to be


@dataclass(frozen=True, slots=True)
class LeafWords:
    """What the catalogue says of one leaf; `words` are everyday phrases, `path` the names above it.

    `urgent`: the sort of pressing matter that it is (`urgency.SORTS`), if any.
    """

    code: str
    name: str
    path: tuple[str, ...] = ()
    about: str = ""
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    urgent: str = ""


class Nearness:
    """How near a text is to documents of several levels, by one inverted index of hashed features.

    Features are as rare as they are within a level; all levels, text and head are asked in one pass over flat arrays.
    Texts are short, so that the number of calls into numpy counts and not their size.
    `voices`: for each level what the cosine of the text with a document weighs, and that of its first words.
    """

    def __init__(self, levels: Sequence[Sequence[str]], voices: Sequence[tuple[float, float]]) -> None:
        many = [len(documents) for documents in levels]
        self._many, self._voices = sum(many), np.array(voices).T[:, None, :]
        read_all = [[read(document) for document in documents] for documents in levels]
        held_all = [[np.unique(plain_numbers(one)[0]) for one in documents] for documents in read_all]
        self._keys = np.unique(np.concatenate([keys for documents in held_all for keys in documents]))
        rarity = np.zeros((len(self._keys), len(levels)))
        for level, documents in enumerate(held_all):
            held = np.bincount(self._keys.searchsorted(np.concatenate(documents)), minlength=len(self._keys))
            rarity[:, level] = np.where(held > 0, np.log((1 + len(documents)) / (1 + held)) + 1, 0.0)
        # What is known of a feature lies together, for it is the way to the memory that costs.
        self._rows = np.zeros(len(self._keys), [(name, sort, len(levels)) for name, sort in _ROW])
        self._rows["rarity"] = rarity
        # A row of the index is one feature in one level.
        rows = []
        for level, read_level in enumerate(read_all):
            for number, one in enumerate(read_level, sum(many[:level])):
                places, counts = self._known(one, 0)
                values, factors = self._weigh(places, self._rows["rarity"][places], counts)
                rows.append((places * len(levels) + level, (values * factors)[0, :, level], np.full(len(places), number)))
        at, weights, document = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        order = np.argsort(at, kind="stable")
        self._documents, self._values = document[order].astype(np.uint16), weights[order].astype(np.float32)
        starts = np.searchsorted(at[order], np.arange(len(self._keys) * len(levels) + 1))
        self._rows["start"], self._rows["size"] = (part.reshape(-1, len(levels)) for part in (starts[:-1], np.diff(starts)))

    def of(self, found: Read, head: int) -> NDArray[np.float64]:
        """For each document, level after level, the cosines of text and first words with it (0 to 1), each times its voice.

        `head`: letters in which the first words begin.
        """
        places, counts = self._known(found, head)
        rows = self._rows.take(places)
        values, factors = self._weigh(places, rows["rarity"], counts)
        values *= factors * self._voices
        sizes = rows["size"].ravel()
        where = (rows["start"].ravel() - sizes.cumsum() + sizes).repeat(sizes)
        where += np.arange(len(where))
        weights = (values[0] + values[1]).ravel().repeat(sizes)
        weights *= self._values.take(where)
        return np.bincount(self._documents.take(where), weights, self._many).astype(np.float64, copy=False)

    def _known(self, found: Read, head: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The places of the features that are known, each once, and how often each stands in text and head: (2, features)."""
        every, sizes = plain_numbers(found)
        places = self._keys.searchsorted(every)
        known = (self._keys.take(places, mode="clip") == every).nonzero()[0] if len(self._keys) else places[:0]
        places = places[known]
        order = places.argsort()
        ranked = places[order]
        bounds = starts(ranked)
        sums = np.zeros((2, len(ranked) + 1), np.int64)
        sums[0] = np.arange(len(ranked) + 1)
        _early(found, sizes, head)[known[order]].cumsum(out=sums[1, 1:])
        held = sums[:, bounds]
        return ranked[bounds[:-1]], held[:, 1:] - held[:, :-1]

    def _weigh(self, places: NDArray[np.int64], rarity: NDArray[np.float64],
               counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The weights of known features, and what brings those of a block to its length: (text or head, feature, level)."""
        values = _OFTEN.take(counts)[:, :, None] * rarity
        blocks = self._keys.take(places) >> _BLOCK
        squares = np.zeros((2, len(places) + 1, values.shape[2]))  # one more, where a block without features may begin
        np.multiply(values, values, out=squares[:, :-1])
        lengths = np.add.reduceat(squares, blocks.searchsorted(_EACH), axis=1)
        return values, (_BLOCKS[:, None] / np.sqrt(np.maximum(lengths, 1e-18))).take(blocks, axis=1)


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
        sorts = {leaf.urgent for leaf in leaves} - {"", "danger"}
        self._urgent = {sort: [place for place, leaf in enumerate(leaves) if leaf.urgent == sort] for sort in sorts}
        self._shares = np.array([_OTHER if "其他" in leaf.name else 1.0 for leaf in leaves])
        texts, self._above = _levels(leaves)
        self._nearness = Nearness(texts, _LEVELS) if leaves else None

    def scores(self, text: str, urgent: str = "") -> tuple[NDArray[np.float64], dict[str, float]]:
        """A score for each of `codes`, and the catalogue's terms that were found; 1,200 characters are read.

        `urgent`: water, power, gas or heat, where the text tells that these are out.
        """
        found = self._found(plain(text[:READ]))
        scores = np.zeros(len(self.codes))
        if found:
            heard = [self._flat[term] for term in found]
            factors = np.fromiter(found.values(), float, len(found)).repeat([len(places) for places, _ in heard])
            places, weights = (np.concatenate(parts) for parts in zip(*heard, strict=True))
            scores = _PHRASES * np.sqrt(np.bincount(places, weights * factors, len(scores)))
        if self._nearness is not None:
            scores += self._nearness.of(read(text), _TITLE)[self._above].sum(axis=0) * self._shares
        if urgent in self._urgent:
            scores[self._urgent[urgent]] += _PRESSING
        return scores, found

    def chances(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores as shares of one, held down while little has been said; they are no calibrated probabilities."""
        most = scores.max() if len(scores) else 0.0
        if most < _LEAST:
            return np.zeros(len(scores))
        powers = np.exp((scores - most) * _HEAT)
        return np.asarray(powers / powers.sum() * (scores / (scores + 6.0)), dtype=np.float64)

    def said(self, found: dict[str, float], place: int) -> tuple[str, ...]:
        """The terms that spoke for a leaf, the strongest first."""
        spoke = [(weight * factor, term) for term, factor in found.items() if (weight := self._index[term].get(place)) is not None]
        return tuple(term for _, term in sorted(spoke, reverse=True))

    def _found(self, said: str) -> dict[str, float]:
        """Terms of the index in the text, each with the factor of its first place."""
        found = {phrase: 1.5 if start < _HEAD else 1.0 for phrase, start in self._book.firsts(said).items()}
        head = set(rjieba.cut(said[:_HEAD]))
        for word in {*head, *cut(said)}:
            if word in self._index:
                found.setdefault(word, 1.5 if word in head else 1.0)
        return found


def _levels(leaves: Sequence[LeafWords]) -> tuple[list[list[str]], NDArray[np.int64]]:
    """For leaf, group and class: their documents, and which of all these documents is above each leaf: (level, leaf)."""
    texts = ["。".join((leaf.name, leaf.name, leaf.about, "，".join(leaf.words))) for leaf in leaves]
    levels: list[list[str]] = []
    above: list[list[int]] = []
    for depth in (None, 2, 1):
        names = [leaf.path[:depth] if depth and len(leaf.path) >= depth else (leaf.code,) for leaf in leaves]
        number = {name: place for place, name in enumerate(dict.fromkeys(names))}
        documents: list[list[str]] = [[] for _ in number]
        for name, text in zip(names, texts, strict=True):
            documents[number[name]].append(text)
        before = sum(map(len, levels))
        levels.append(["\n".join(parts) for parts in documents])
        above.append([before + number[name] for name in names])
    return levels, np.array(above, np.int64)


def _early(found: Read, sizes: Sequence[int], head: int) -> NDArray[np.bool_]:
    """Which of `plain_numbers` lie within the words that begin in the first `head` letters."""
    early = np.zeros(sum(sizes), bool)
    if found.words:
        words = min(len(found.words), int(found.ends.searchsorted(head)) + 1)
        letters = int(found.ends[words - 1])
        start = 0
        for size, most in zip(sizes, (letters, letters - 1, letters - 2, words), strict=True):
            early[start : start + max(0, most)] = True
            start += size
    return early


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
    怎么 如何 什么 需要 可以 是否 时间 长期 经常 屋里 家里 里面 外面 只有
"""
_SAYS_NOTHING = frozenset(_EMPTY.split())
