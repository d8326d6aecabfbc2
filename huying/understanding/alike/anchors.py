"""The names in a request by which its place is known: what stands before an ending (夕阳红养老院), and words that are names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import rjieba

from huying.understanding.lexicon.concepts import CONCEPTS, ENDINGS, SITES
from huying.understanding.lexicon.hollow import HOLLOW
from huying.understanding.names import named
from huying.understanding.vocabulary import Vocabulary, generic

from .meaning import Meaning

MOST = 40  # names of a request
_LONGEST = 10  # letters of a name
_KINDS = {"area": 1.0, "firm": 1.0, "road": 0.9, "line": 1.0, "street": 0.5}
_ROADS, _STREETS = frozenset(["路", "街", "巷", "大道"]), frozenset(["镇", "乡", "街道"])
_NAMED = frozenset({"ns", "nt", "nz", "nr", "nrt", "nrfg", "x"})
_LINKS = frozenset({"v", "d", "p", "c", "r", "uj", "ul"})  # sorts of words at which a name begins at the latest
_EMPTY = frozenset({"m", "t", "r", "q", "d"})
_LOOSE = _LINKS | {"m", "q", "u", "y", "t"}
_SPEECH = frozenset("的了在是和到来去把被有没不很要会能都就我你他她们个只说着过给让请全从向对还也又再吗呢这那哪谁么得等与及跟"
                    "，。！？、；：（）()“”\"' :;,.!?")
# 和 and 来 stand in names too (和平大街): in longer words they do not count.
_GRAMMAR = frozenset("的了在是我你他她们着过吗呢这那哪谁么得不没有，。！？、；：（）()“”\"' :;,.!?")
_DOING = frozenset("装发飞才段几满写做关走坏放打停修改收付吵臭脏叫喊拿要让给找问说着过被把很太多少人"
                   "家时天上下来去开出入回见看听用想没有不能会可该"
                   "到还运离烧干交欠退扣租卖买吃催请快死漏断挂堆压掉")
_LEAD_WORDS = """
    管管 来看 快来 请查 查查 反映 位置 地点 举报 投诉 表扬 感谢 建议 离 往 朝 围 住 家住 座落 坐落 位于
    靠近 经过 旁 边
"""
_LEADS = frozenset(_LEAD_WORDS.split())
_BEFORE = re.compile(r"^(?:在|位于|于|去|到|从|至|靠近|临近|邻近|近|沿着|沿|经过|该|此|我们|我|的|了)+"
                     r"|^.{0,6}(?:[省市区县](?=..[^区])|号线)")
_OFFICE = re.compile(r"^..[局委厅办]$")  # 畜牧局: to whom it is addressed, not where it is
_SPAN = re.compile(r"[学日假工周长近到过逾定同早初后前]期$|^.[路街]$")  # 学期; 口路 of 路口路中间
_GATES = frozenset({"东门", "西门", "南门", "北门"})
_COUNT = re.compile(r"^[一二两三四五六七八九十几多这那某各每整条所家栋座个间群排片0-9]+$")


class Token(NamedTuple):
    """A word of the text with its sort; text[start:end]."""

    word: str
    sort: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """`weight` says how much the name tells of a place; `stem` is the name without its ending; `head`: it stands early."""

    weight: float
    kind: str
    stem: str
    head: bool = False


def tokens(text: str) -> list[Token]:
    """The words of a text with their sorts and places."""
    found, at = [], 0
    for word, sort in rjieba.tag(text):
        start = text.find(word, at)
        start = at if start < 0 else start
        at = start + len(word)
        found.append(Token(word, sort, start, at))
    return found


class Finder:
    """Finds the names of one text; `taken` marks the letters that belong to one, `divisions` those of districts."""

    def __init__(self, text: str, words: Sequence[Token], head: int, vocabulary: Vocabulary, meaning: Meaning) -> None:
        self.text, self.words, self.head, self.vocabulary, self.meaning = text, words, head, vocabulary, meaning
        self.anchors: dict[str, Anchor] = {}
        self.taken = bytearray(len(text) + 1)
        self.divisions = bytearray(len(text) + 1)
        self.districts: set[str] = set()
        for hit in vocabulary.book.longest(text):
            self.divisions[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            self.districts.add(hit.phrase[:2])

    def find(self) -> dict[str, Anchor]:
        """All names, at most `MOST`."""
        self._by_endings()
        self._by_marks()
        self._by_words()
        return self.anchors

    def _add(self, name: str, start: int, end: int, kind: str, weight: float, short: str = "") -> None:
        core = name.replace("·", "")
        if len(core) < 2 or len(self.anchors) >= MOST:
            return
        head = start < self.head
        before = self.anchors.get(core)
        if before is None or before.weight < weight:
            self.anchors[core] = Anchor(weight, kind, short or stem(core), head or (before is not None and before.head))
        self.taken[start:end] = b"\1" * (end - start)

    def _by_endings(self) -> None:
        for number, token in enumerate(self.words):
            ending = _ending(token.word)
            if not ending or token.sort in ("m", "q"):
                continue
            if _matter(token.word) and token.word not in sites():
                self._called(number, ending)
                continue
            left = self._left(number)
            core = _BEFORE.sub("", self.text[left : token.end])
            front = core[: -len(ending)]
            if not front:
                self._called(number, ending)
                continue
            if core in generic() or core in sites() or _COUNT.match(front) or _matter(core) or _OFFICE.match(core) \
                    or _SPAN.search(core):
                continue
            if len(front) < 2 and front.isalpha() and not front.isascii() and (token.word != core or _word_of_speech(token)):
                continue
            if all((word in concepts() or word in sites()) and word not in _GATES for word in rjieba.cut(front)):
                self._called(number, ending)
                continue
            kind = "road" if ending in _ROADS else "street" if ending in _STREETS else "area"
            plain = 0.45 if self._ordinary(front) else 1.0
            self._add(core, token.end - len(core), token.end, kind, plain * _KINDS[kind] * _size(core))

    def _called(self, number: int, ending: str) -> None:
        """飞驰租车, 飞驰汽车租赁公司: what firms do stands between their name and the ending; the name is a word known to nobody."""
        end, left = self.words[number].end, self.words[number].start
        own = self.words[number].word[: -len(ending)]
        for before in reversed(self.words[max(0, number - 3) : number]):
            if before.end != left or own or end - before.start > _LONGEST or self.divisions[before.start]:
                return
            left = before.start
            if self._strange(before, doing=True):
                self._add(self.text[left:end], left, end, "firm", 0.75, before.word)
                return
            if before.sort in _LINKS and before.word not in concepts():
                return

    def _left(self, number: int) -> int:
        """Where the name begins whose ending is in this word: at most three words and ten letters before it."""
        end, left = self.words[number].end, self.words[number].start
        for before in reversed(self.words[max(0, number - 3) : number]):
            if before.end != left or before.sort in _LINKS or self._stops(before) or end - before.start > _LONGEST:
                break
            left = before.start
        return left

    def _stops(self, token: Token) -> bool:
        word = token.word
        return (word[-1] in "区县市省镇乡" or word == "街道" or word in _LEADS or _common(word) or bool(self.divisions[token.start])
                or (word in concepts() and word not in sites()))

    def _ordinary(self, front: str) -> bool:
        """供水 in 供水公司 is no name: the catalogue's own words."""
        return front in concepts() or all(self.meaning.knows(word) for word in rjieba.cut(front))

    def _by_marks(self) -> None:
        starts = {token.start: token for token in self.words}
        for name, about in named(self.text, self.vocabulary.book):
            start = self.text.rfind(name.core, 0, about + 3)
            if start < 0 or any(self.taken[start : start + len(name.core)]):
                continue
            end = start + len(name.core)
            if name.kind == "mark":
                self._add(name.core, start, end, "mark", 0.6)
            elif name.kind == "line":
                self._add(name.core, start, end, "line", _size(name.core))
            else:
                self._trimmed(start, end, name.kind, starts)

    def _trimmed(self, start: int, end: int, kind: str, starts: dict[int, Token]) -> None:
        while start < end and start in starts:
            token = starts[start]
            if token.sort not in _LOOSE and not _common(token.word) and token.word not in _LEADS \
                    and token.word[-1] not in "区县市省" and not self.divisions[token.start]:
                break
            start = token.end
        core = _BEFORE.sub("", self.text[min(start, end) : end])
        front = stem(core)
        if len(core) < 2 or core in generic() or core in sites() or _COUNT.match(front) or _SPAN.search(core) or self._held(core):
            return
        plain = 0.4 if front in sites() or self._ordinary(front) else 1.0
        self._add(core, end - len(core), end, kind, plain * _KINDS.get(kind, 0.7) * _size(core))

    def _by_words(self) -> None:
        for token in self.words:
            word = token.word
            if self.taken[token.start] or self.divisions[token.start] or not self._strange(token) or self._held(word) or _SPAN.search(word):
                continue
            known = rjieba.has_word(word)
            if token.sort in _NAMED or not known:
                self._add(word, token.start, token.end, "thing", (0.75 if known else 0.6) * min(1.0, 0.3 + 0.2 * len(word)))

    def _strange(self, token: Token, *, doing: bool = False) -> bool:
        """A word that neither the lists nor the catalogue know, and that has no letter of doing in it unless `doing` allows it."""
        word = token.word
        return (len(word) > 1 and token.sort not in _EMPTY and _letters(word) and (doing or _DOING.isdisjoint(word))
                and not (word in concepts() or word in sites() or word in _LEADS or _common(word)
                         or word in self.vocabulary.known or self.meaning.knows(word)))

    def _held(self, core: str) -> bool:
        return any(core in other or other in core for other in self.anchors)


@lru_cache(maxsize=4096)
def stem(core: str) -> str:
    """A name without its ending: 翠湖 of 翠湖花园, 鱼珠 of 鱼珠地铁站."""
    short = core
    while (ending := _ending(short)) and len(short) - len(ending) >= 2:
        short = short[: -len(ending)]
    return short


def _ending(word: str) -> str:
    return next((word[-size:] for size in (4, 3, 2, 1) if len(word) >= size and word[-size:] in _endings()), "")


def _matter(word: str) -> bool:
    """Whether a word tells a matter or begins with one that does: 闭店, 垃圾堆成山."""
    return any(part in concepts() and part not in sites() for part in {word, word[:2]})


def _word_of_speech(token: Token) -> bool:
    """学期, 河里: no names, though they end like some."""
    return token.sort not in _NAMED and rjieba.has_word(token.word)


def _size(core: str) -> float:
    return min(1.0, 0.4 + 0.15 * len(core))


def _common(word: str) -> bool:
    return word in HOLLOW or word in generic() or not (_SPEECH if len(word) == 1 else _GRAMMAR).isdisjoint(word)


def _letters(word: str) -> bool:
    return _GRAMMAR.isdisjoint(word) and all("\u4e00" <= letter <= "\u9fff" or "a" <= letter <= "z" for letter in word)


@lru_cache(maxsize=1)
def _endings() -> frozenset[str]:
    return frozenset(ENDINGS.split())


@lru_cache(maxsize=1)
def sites() -> frozenset[str]:
    """Sorts of places and people."""
    return frozenset(SITES.split())


@lru_cache(maxsize=1)
def concepts() -> dict[str, tuple[int, ...]]:
    """For each word the lines of things on which it stands."""
    return numbered(CONCEPTS)


def numbered(lines: str) -> dict[str, tuple[int, ...]]:
    """For each word the numbers of its lines; a line that begins with spaces goes on with the one before it."""
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines.replace("\n    ", " ").strip().splitlines()):
        for word in line.split():
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), number)))
    return found

