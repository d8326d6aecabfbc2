"""一般, 紧急, 特急: how long a matter can wait, and for which reason."""

import re
from dataclasses import dataclass

from .alarm import alarm
from .lexicon import pressing
from .plain import plain
from .scanner import Scanner

SORTS = {
    "danger": ("危险", "danger"),
    "water": ("供水", "water supply"),
    "power": ("供电", "power supply"),
    "gas": ("供气", "gas supply"),
    "heat": ("供暖", "heating"),
}
_LEVELS = {"normal": ("一般", "normal"), "urgent": ("紧急", "urgent"), "critical": ("特急", "critical")}


@dataclass(frozen=True, slots=True)
class Urgency:
    """`level` is normal, urgent or critical; `sort` is danger, water, power, gas, heat or None."""

    level: str
    sort: str | None
    words: tuple[str, ...]
    zh: str
    en: str


def urgency(text: str) -> Urgency:
    """Propose an urgency from the words of the text, with the reason in both languages.

    Danger to life now, or a thing that may hurt the next passer-by, is critical; an outage of water,
    power, gas or heat is urgent, and critical where weak people or a whole block suffer. All else is
    normal.
    """
    said = plain(text)
    heard = alarm(text)
    if heard is not None:
        return _made("critical", "danger", heard.words)
    danger = _words(_CRITICAL, said) if _HURTS.search(said) else ()
    if danger:
        return _made("critical", "danger", danger)
    without = _NO_OUTAGE.sub("、", said)
    if without == said and not _PRESSING.search(said):
        return _made("normal", None, ())
    haste = _words(_HASTE, said)
    for sort, pattern in _OUTAGE.items():
        found = _words(pattern, without)
        if found:
            weak = _words(_WEAK, said)
            return _made("critical" if weak and haste else "urgent", sort, found + weak + haste)
    return _made("urgent", "danger", haste) if haste else _made("normal", None, ())


def _made(level: str, sort: str | None, words: tuple[str, ...]) -> Urgency:
    zh, en = _LEVELS[level]
    if sort is None:
        return Urgency(level, sort, words, f"{zh}：没有紧急的词语", f"{en}: no pressing words")
    told = "、".join(words)
    return Urgency(level, sort, words, f"{zh}（{SORTS[sort][0]}）：提到“{told}”", f"{en} ({SORTS[sort][1]}): “{told}”")


def _words(pattern: re.Pattern[str], said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found[0] for found in pattern.finditer(said)))[:5]


def _pattern(pieces: str) -> re.Pattern[str]:
    return re.compile("|".join(pieces.split()))


_CRITICAL = _pattern(pressing.CRITICAL)
_HURTS = Scanner(pressing.CRITICAL.split())  # the same, and quick to say that there is none
_HASTE = _pattern(pressing.HASTE)
_WEAK = _pattern(pressing.WEAK)
_PRESSING = Scanner(" ".join((pressing.HASTE, *pressing.OUTAGE.values())).split())  # quick to say that there is none
_NO_OUTAGE = _pattern(pressing.NO_OUTAGE)
_OUTAGE = {sort: _pattern(pieces) for sort, pieces in pressing.OUTAGE.items()}
