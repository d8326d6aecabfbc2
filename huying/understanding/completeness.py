"""The five elements of a request: what is still missing, and why it helps to say it (DOMAIN §8)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from . import elements as reader
from .lexicon import daily
from .plain import bare, plain

ELEMENTS = ("time", "place", "person", "event", "wish")
_NEEDED = {
    "consultation": ("event", "wish"),
    "suggestion": ("event",),
    "praise": ("event",),
}
MIN_EVENT = 8  # letters that tell something


@dataclass(frozen=True, slots=True)
class Missing:
    """An element to ask for, with the question and the reason in both languages."""

    element: str
    ask_zh: str
    ask_en: str
    why_zh: str
    why_en: str


def missing(text: str, given: Mapping[str, str], kind: str = "complaint", places: reader.Places = ()) -> list[Missing]:
    """Return the elements found neither in the text nor in `given` (element: what was filled in), in order.

    `kind` is a code: a consultation needs event and wish, a suggestion or praise only the event, all
    others all five. `places`: spans of places that a better reader found, or a callable that finds them. What is
    told in any way is not asked again: a piece of the reader or an everyday word of the element is enough.
    """
    needed = [element for element in _NEEDED.get(kind, ELEMENTS) if not given.get(element, "").strip()]
    told = _told(text, needed, places)
    return [_ASK[element] for element in needed if element not in told]


def elements(text: str) -> frozenset[str]:
    """Return the elements that the text tells by itself."""
    return _told(text, ELEMENTS, ())


def questions(elements: Sequence[str], language: str = "zh") -> str:
    """The questions for these elements, one a line."""
    return "\n".join(_ASK[each].ask_en if language.startswith("en") else _ASK[each].ask_zh for each in elements if each in _ASK)


def _told(text: str, wanted: Sequence[str], places: reader.Places) -> frozenset[str]:
    said = plain(text[: reader.READ])
    by_words = {element for element in wanted if _TELLS[element](said)}
    if by_words >= set(wanted):
        return frozenset(by_words)
    # Which day is meant does not matter here, only that one is named. An event takes more than one short clause.
    return frozenset(by_words | (reader.elements(text, _ANY_DAY, places).told - {"event"}))


_ANY_DAY = datetime(2026, 1, 1)


def _finder(pieces: str) -> Callable[[str], bool]:
    pattern = re.compile("|".join(pieces.split()))
    return lambda said: pattern.search(said) is not None


_GREETING = re.compile(
    r"尊敬的|领导|您好|你好|希望|谢谢|请|尽快|解决|处理|问题|投诉|举报|咨询|反映|求助|建议|表扬|我要|我想|有关部门|相关部门|严重|非常"
)


def _tells_event(said: str) -> bool:
    return len(bare(_GREETING.sub("", said))) >= MIN_EVENT


_TELLS: dict[str, Callable[[str], bool]] = {
    "time": _finder(daily.OFTEN),
    "place": _finder(daily.PLACE),
    "person": _finder(daily.PERSON),
    "event": _tells_event,
    "wish": _finder(daily.WISH),
}

_ASK = {
    "time": Missing(
        "time",
        "什么时候发生的？是一次，还是经常发生？",
        "When did it happen? Once, or again and again?",
        "有了时间，工作人员才能在对的时候到现场查看。",
        "With the time, somebody can come and look at the right moment.",
    ),
    "place": Missing(
        "place",
        "在哪里？请写到路名、门牌号，或附近的标志建筑。",
        "Where is it? Street and number, or a landmark nearby.",
        "地点决定由哪个区、哪个街道来办，写清楚可以少转一次。",
        "The place decides who handles it; an exact one saves a detour.",
    ),
    "person": Missing(
        "person",
        "涉及哪些人或单位？您是什么身份（住户、顾客、员工……）？",
        "Who is involved, and who are you in the matter (resident, customer, employee…)?",
        "知道涉及谁，承办单位才能联系到对方核实。",
        "Knowing who is involved lets the unit ask the other side.",
    ),
    "event": Missing(
        "event",
        "发生了什么事？请客观说说经过。",
        "What happened? Please tell it plainly.",
        "经过越具体，越能一次办好。",
        "The more exact the account, the sooner it can be settled.",
    ),
    "wish": Missing(
        "wish",
        "您希望怎样解决？",
        "What outcome do you wish for?",
        "说明想要的结果，答复才会针对您的诉求。",
        "Then the answer will speak to what you want.",
    ),
}
