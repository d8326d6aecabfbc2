"""What a measurement answers: figures beside what they must reach, a table by class, and the worst mistakes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from huying.understanding.evaluation.scores import Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `floor`: what it must reach (`at_most`: must not exceed); `aim`: what is wished for."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    floor: float | None = None
    aim: float | None = None
    at_most: bool = False
    unit: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the floor was kept; None when there is none."""
        if self.floor is None:
            return None
        return self.value <= self.floor if self.at_most else self.value >= self.floor


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong answer, for people to learn from. Its text is shown, never kept."""

    text: str
    right: str
    said: str
    weight: float = 0.0


@dataclass(slots=True)
class Report:
    """Figures, rows by class under `columns`, and mistakes, the worst first. `skipped`: why nothing was measured."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: str = ""

    def add(self, name: str, value: float | Interval, **more: Any) -> None:
        """One more figure; an Interval brings its bounds."""
        if isinstance(value, Interval):
            more |= {"low": value.low, "high": value.high}
            value = value.value
        self.figures.append(Figure(name, value, **more))

    @property
    def kept(self) -> bool:
        """No floor was missed."""
        return all(figure.kept is not False for figure in self.figures)

    def plain(self) -> dict[str, Any]:
        """As plain data, for programs."""
        return asdict(self) | {"kept": self.kept}
