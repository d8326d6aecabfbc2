"""The wave of a recording as paths of an SVG, with the moments to jump to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huying.channels.phone.models import CallRecording
from huying.desks.phone import words

WIDTH, HALF = 600, 30


@dataclass(frozen=True, slots=True)
class Wave:
    """`sides`: one path or two; `marks`: (seconds, x, "1:05 保持"); `muted`: (x, width) of what was left out."""

    sides: list[str]
    marks: list[tuple[str, float, str]]
    muted: list[tuple[float, float]]
    height: int


def drawn(recording: CallRecording) -> Wave:
    """Caller above, agent below, each around its own middle."""
    length = recording.seconds or 1.0
    sides = [_path([int(each) for each in peaks], place * 2 * HALF + HALF) for place, peaks in enumerate(recording.peaks[:2])]
    marks = [(f"{_seconds(mark):.2f}", _x(_seconds(mark), length), f"{words.span(_seconds(mark))} {_named(mark)}")
             for mark in recording.marks]
    muted = [(_x(float(begin), length), max(1.0, _x(float(end), length) - _x(float(begin), length)))
             for begin, end in recording.muted if end is not None]
    return Wave(sides, marks, muted, 2 * HALF * max(1, len(sides)))


def _path(peaks: list[int], middle: int) -> str:
    step = WIDTH / max(1, len(peaks))
    return "".join(f"M{place * step:.1f} {middle - high:.0f}v{2 * high:.0f}"
                   for place, peak in enumerate(peaks) if (high := max(0.5, peak * (HALF - 2) / 100)))


def _x(seconds: float, length: float) -> float:
    return round(WIDTH * min(max(seconds, 0.0), length) / length, 1)


def _seconds(mark: dict[str, Any]) -> float:
    return float(mark.get("at", 0))


def _named(mark: dict[str, Any]) -> str:
    code = str(mark.get("what", ""))
    return str(mark.get("words") or "") or (words.toned(words.EVENT, code)["label"] if code in words.EVENT else code)
