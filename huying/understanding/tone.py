"""Tone: abuse of those who answer, threats, noise without a request, advertising.

Marks are for people to weigh; nothing is refused for them, and a text that tells of danger to life keeps its
way whatever its tone. Complaint language alone ("恶心", "骗子", "再不解决就上访") is no abuse: rude words count
when they are vulgar or thrown at somebody, and not where the writer tells what others said to him.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import letters
from .letters import LetterModel
from .lexicon import rude
from .plain import bare, plain
from .scanner import Scanner

KINDS = {
    "abuse": ("辱骂", "abuse"),
    "threat": ("威胁", "threat"),
    "noise": ("无诉求", "no request"),
    "advertising": ("广告", "advertising"),
}
MODEL = Path(__file__).parent / "models" / "tone.json"
MARKED = 0.5  # below this confidence nothing is marked
_READ = 3000
_NEAR = 8  # letters between a rude word and the one it is thrown at
_SHORT, _SPEAKS = 120, 0.45  # in a text so short the model is heard where no word of the lists stands, when so sure


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` is one of KINDS; `confidence` 0 to 1; `words` are the ones that spoke."""

    kind: str
    confidence: float
    words: tuple[str, ...]

    @property
    def zh(self) -> str:
        return KINDS[self.kind][0]

    @property
    def en(self) -> str:
        return KINDS[self.kind][1]


def tone(text: str) -> tuple[Mark, ...]:
    """The marks of a text, the surest first; none for nearly all. About 0.3 ms for 150 letters."""
    read = plain(text[:_READ])
    found = (_abuse(read), _threat(read), _noise(read), _advertising(read))
    return tuple(sorted((mark for mark in found if mark and mark.confidence >= MARKED), key=lambda one: -one.confidence))


@lru_cache(maxsize=1)
def model() -> LetterModel:
    """Learned from our own sentences (scripts/tone.py); a city may learn one from its own with `letters.train`."""
    return letters.read(MODEL)


def abuse_chance(text: str) -> float:
    """How likely the text abuses somebody, 0 to 1, whether marked or not."""
    mark = _abuse(plain(text[:_READ]))
    return mark.confidence if mark else 0.0


def _abuse(read: str) -> Mark | None:
    told = bool(_TOLD.search(read))
    vulgar, thrown = _all(_VULGAR, read), _thrown(read)
    if told:  # what somebody reports is in his mouth only when he swears on his own account, too
        return Mark("abuse", 0.4, vulgar) if vulgar else None
    if vulgar or thrown:
        return Mark("abuse", 0.95 if vulgar else 0.8, (*vulgar, *thrown))
    likely = model().chance(read) if len(read) <= _SHORT else 0.0
    return Mark("abuse", max(MARKED, likely), model().because(read)) if likely >= _SPEAKS else None


def _thrown(read: str) -> tuple[str, ...]:
    """Rude words that stand near somebody they are thrown at, with no mark between."""
    words = []
    for part in re.split("[，。！？；,!?;\n]", read):
        aims = [found.span() for found in _AT.finditer(part)]
        for found in _RUDE.finditer(part) if aims else ():
            if any(-_NEAR <= found.start() - end <= _NEAR or -_NEAR <= start - found.end() <= _NEAR for start, end in aims):
                words.append(found[0])
    return tuple(dict.fromkeys(words))


def _threat(read: str) -> Mark | None:
    words = _all(_THREAT, read)
    return Mark("threat", 0.4 if _TOLD.search(read) else 0.85, words) if words else None


def _noise(read: str) -> Mark | None:
    said = bare(read)
    chat = _CHAT.search(re.sub(r"[\s,，.。!！?？~～]+", "", read))
    if chat and len(said) <= 20:
        return Mark("noise", 0.85, (chat[0],))
    if len(said) < 2:
        return Mark("noise", 0.9, ())
    most = Counter(said).most_common(1)[0][1]
    if most >= 4 and most >= 0.7 * len(said):
        return Mark("noise", 0.9, (said[:4],))
    keys = said.isascii() and (said.isdigit() or any(said[:6] in row for row in _KEYS)) and 4 <= len(said) <= 12
    return Mark("noise", 0.6, (said,)) if keys else None


def _advertising(read: str) -> Mark | None:
    words = _all(_ADVERTISING, read)
    if not words or (_AGAINST.search(read) and len(words) < 3):
        return None
    return Mark("advertising", min(0.95, 0.35 + 0.25 * len(words)), words)


def _all(pattern: re.Pattern[str], read: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found[0] for found in pattern.finditer(read)))[:5]


def _pattern(pieces: str) -> re.Pattern[str]:
    return re.compile("|".join(pieces.split()))


_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefg")
_VULGAR, _RUDE, _THREAT = _pattern(rude.VULGAR), _pattern(rude.RUDE), _pattern(rude.THREAT)
_ADVERTISING, _AT, _CHAT = _pattern(rude.ADVERTISING), _pattern(rude.AT), _pattern(rude.CHAT)
_TOLD, _AGAINST = Scanner(rude.TOLD.split()), Scanner(rude.AGAINST.split())
