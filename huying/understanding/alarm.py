"""Danger to life now: which of 110, 119, 120 to call before anything else (DOMAIN: 紧急转接).

Recall comes first, for a needless banner costs a glance and a missed one a life; but a banner over every
other complaint is read by nobody. So a word of danger counts when it is told as happening: not as a risk
("一旦起火"), a memory ("去年起火"), a topic ("火灾赔偿") or a manner of speaking ("气炸了"). In a long
letter, a word of "now" must stand near: people in danger of their lives write little.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import letters
from .letters import LetterModel
from .lexicon import danger, scenes, spellings
from .plain import clauses, plain
from .scanner import Scanner

SHORT = 32  # characters: whoever says no more than "工厂爆炸" means it
LONG = 160
_HEAD, _TAIL = 4000, 2000  # of a longer text only its beginning and end are read
BRIEF = 80  # characters: up to here the model judges the whole and each of its sentences, however short
SURE, DOUBT = 0.17, 0.05  # at least so likely without a rule; below, a rule alone is not believed
SURER = 0.38  # where a known manner of speaking stands in the text
SURE_LONGER = 0.6  # the same for a sentence of a longer text
SURE_LONG, SURE_FAR = 0.55, 0.9  # and of a letter, with a word of now and without
MODEL = Path(__file__).parent / "models" / "danger.json"
_ENOUGH = 20  # words of danger after which nobody need read on
_NEAR = 18  # characters without a mark between that still belong together

_ADVICE = {
    "119": (
        "如有火情、燃气泄漏或有人被困，请马上拨打 119；先离开危险处，不乘电梯，不开关电器。",
        "Fire, gas leak or somebody trapped: call 119 now. Get away first; use no lift, touch no switch.",
    ),
    "120": (
        "如有人受伤、昏迷或突发急病，请马上拨打 120，说清地点和人数，按调度员的话急救。",
        "Somebody hurt, unconscious or suddenly ill: call 120 now, say where and how many, and listen.",
    ),
    "110": (
        "如有人正受到伤害或有生命危险，请马上拨打 110；不便说话可发短信 12110。想倾诉可拨 12356 心理援助热线。",
        "Somebody is being hurt or in danger: call 110 now, or text 12110 if you cannot speak. "
        "To talk to somebody: 12356.",
    ),
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Call `service` ("110", "119" or "120") first, then those in `also`; `words` are the ones that spoke."""

    service: str
    also: tuple[str, ...]
    words: tuple[str, ...]
    zh: str
    en: str


def alarm(text: str) -> Alarm | None:
    """Return what to call at once if the text tells of danger to life now, else None. About 1 ms for 150 letters.

    `words` are spelled in the simplified characters of the standard language, also where the text is not.
    """
    return _judged(understood(text))


@lru_cache(maxsize=16)  # a door asks before it takes a contact in, and whoever reads it asks again
def _judged(read: str) -> Alarm | None:
    brief, long = len(read) <= BRIEF, len(read) > LONG
    likely = max(model().chances([*{read, *_PIECE.findall(read)}])) if brief else 1.0
    if likely < DOUBT:
        return None
    parts = list(clauses(read))
    cry = len(read) <= SHORT and not _TOPIC.search(read)
    spoke: dict[str, list[str]] = {}
    for place, part in enumerate(parts):
        if not long or _NOW.search(part):
            for service, word in _heard(parts, place, cry=cry, long=long):
                spoke.setdefault(service, []).append(word)
        if sum(map(len, spoke.values())) >= _ENOUGH:
            break
    if brief:
        unforeseen = read if likely >= (SURER if _FIGURES.search(read) else SURE) else ""
    else:
        unforeseen = _sentence(read, long=long)
    if unforeseen and not spoke:
        spoke = {_guess(unforeseen): list(model().because(unforeseen))}
    return _alarm(spoke) if spoke else None


def _sentence(read: str, *, long: bool) -> str:
    """The first sentence of a longer text that tells, by itself, of danger now though no rule foresaw it, else ""."""
    sentences = _SENTENCE.findall(read)
    for said, likely in zip(sentences, model().chances(sentences), strict=True):
        if likely < (SURE_LONG if long else SURE_LONGER) or (long and likely < SURE_FAR and not _NOW.search(said)):
            continue
        if not any(off.search(said) for off in (_PAST, _AFTERMATH, _NOT_REAL)):
            return str(said)
    return ""


@lru_cache(maxsize=1)
def model() -> LetterModel:
    """The model that judges short texts, learned from our own sentences (scripts/tone.py)."""
    return letters.read(MODEL)


def _guess(read: str) -> str:
    """The service for a danger that only the model heard: by its tools, else the police, who call the others."""
    return next((service for service, signs in _SIGNS.items() if signs.search(read)), "110")


@lru_cache(maxsize=16)
def understood(text: str) -> str:
    """The text in one spelling: simplified, standard words for those of a region, no spaces inside words."""
    if len(text) > _HEAD + _TAIL:
        text = f"{text[:_HEAD]}\n{text[-_TAIL:]}"
    read = _APART.sub("", _TRADITIONAL.sub(lambda found: spellings.TRADITIONAL[found[0]], plain(text)))
    return _SAID.sub(lambda found: spellings.SAID[found[0]], read)


def _heard(parts: list[str], place: int, *, cry: bool, long: bool) -> Iterator[tuple[str, str]]:
    """Yield service and word for each danger that a clause, read beside its neighbours, tells of."""
    part = parts[place]
    if _FIGURES.search(part):
        part = _FIGURATIVE.sub("、", part)
    if not _ANY.search(part):
        return
    before = parts[place - 1] if place else ""
    after = parts[place + 1] if place + 1 < len(parts) else ""
    if before.startswith(("如果", "一旦", "万一", "要是")):
        return
    now, past = _when(part, before, after, long=long)
    for service in _ADVICE:
        found = _ACUTE[service].search(part) if now or not (past or long) else None
        found = found or (_GRAVE[service].search(part) if (now or cry) and not past else None)
        if found and not _NOT_REAL.search(part[: found.end() + _NEAR]):
            yield service, found[0]


def _when(part: str, before: str, after: str, *, long: bool) -> tuple[bool, bool]:
    """Whether a clause is told as of now, and whether as of a time that is over; the later word wins."""
    here = _NOW.search(part)
    gone = _PAST.search(part)
    if here and gone:
        return here.start() > gone.start(), here.start() < gone.start()
    if here or gone:
        return bool(here), bool(gone)
    if _PAST.search(before) or _AFTERMATH.search(part) or (_AFTERMATH.search(after) and not _NOW.search(before)):
        return False, True
    beside = not long and (part.endswith("!") or bool(_NOW.search(before) or _NOW.search(after)))
    return beside, False


def _alarm(spoke: dict[str, list[str]]) -> Alarm:
    first, *also = sorted(spoke, key=list(_ADVICE).index)
    words = tuple(dict.fromkeys(word for service in (first, *also) for word in spoke[service]))
    return Alarm(first, tuple(also), words, *_ADVICE[first])


def _pattern(pieces: str) -> re.Pattern[str]:
    return re.compile("|".join(pieces.split()))


def names_danger(text: str) -> bool:
    """Whether any word of danger stands in the text, however it is meant."""
    return _ANY.search(understood(text)) is not None


_ACUTE = {service: Scanner([*pieces.split(), *scenes.pieces(service).split()]) for service, pieces in danger.ACUTE.items()}
_GRAVE = {service: Scanner(pieces.split()) for service, pieces in danger.GRAVE.items()}
_ANY = Scanner(piece for words in (*_ACUTE.values(), *_GRAVE.values()) for piece in words.pieces)
_NOW = Scanner(danger.NOW.split())
_NOT_REAL = Scanner(danger.NOT_REAL.split())
_PAST = Scanner(danger.PAST.split())
_AFTERMATH = Scanner(danger.AFTERMATH.split())
_TOPIC = Scanner(danger.TOPIC.split())
_FIGURATIVE = _pattern(danger.FIGURATIVE)
_FIGURES = Scanner(danger.FIGURATIVE.split())  # the same, and quick to say that there is none
_SIGNS = {service: re.compile(signs) for service, signs in danger.SIGNS.items()}
_SAID = re.compile("|".join(map(re.escape, spellings.SAID)))
_TRADITIONAL = re.compile(f"[{re.escape(''.join(spellings.TRADITIONAL))}]")
_SENTENCE = re.compile(r"[^。！？!?；;\n]{6,80}")
_PIECE = re.compile(r"[^。！？!?；;\n]{2,}")
_APART = re.compile(r"(?<=[一-鿿]) (?=[一-鿿](?: |$))")
