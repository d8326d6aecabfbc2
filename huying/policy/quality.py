"""Looking after the work (`quality.yaml`, `retention.yaml`): samples, scores, thresholds, periods."""

from typing import Literal

from pydantic import Field, model_validator

from .limits import LimitText
from .shape import Shape, Slug, Text, wrong
from .words import Kind


class Thresholds(Shape):
    """When a ticket becomes a problem ticket (问题工单), and when repeats go to the heads of units."""

    returns: int = Field(ge=1)
    reworks: int = Field(ge=1)
    repeats: int = Field(ge=1)
    callers: int = Field(ge=1)


class Sampling(Shape):
    """How finished tickets are drawn for inspection: `share` of all, and all with a mark of `always`."""

    share: float = Field(gt=0, le=1)
    least_per_unit: int = Field(ge=0)
    least_per_agent: int = Field(ge=0)
    every: LimitText
    always: tuple[Literal["dissatisfied", "overdue", "reworked", "declined", "final_answer", "urgent"], ...]


class CallSampling(Shape):
    """How answered calls are drawn for inspection, beside tickets; `unlinked_seconds`: from this length on a call without a ticket is
    drawn by the mark `unlinked`."""

    share: float = Field(ge=0, le=1, default=0.02)
    least_per_agent: int = Field(ge=0, default=2)
    every: LimitText = "7 calendar_days"
    always: tuple[Literal["badly_rated", "emergency", "unlinked", "transferred"], ...] = ("badly_rated", "emergency")
    unlinked_seconds: int = Field(ge=0, default=60)


class ScoreItem(Shape):
    """One line of the score sheet; `fatal` brings the whole sheet to zero."""

    id: Slug
    name: Text
    en: Text
    points: int = Field(ge=0, le=100)
    fatal: bool = False
    of: Literal["agent", "unit"]


class Quality(Shape):
    """Quality inspection; the points of each sheet (agent, unit) add up to 100."""

    sampling: Sampling
    calls: CallSampling = CallSampling()
    appeal_days: int = Field(ge=1, le=90, default=7)
    pass_mark: int = Field(ge=0, le=100)
    sheet: tuple[ScoreItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hundred(self) -> "Quality":
        for whose in ("agent", "unit"):
            total = sum(item.points for item in self.sheet if item.of == whose)
            if total != 100:
                raise wrong(
                    f"{whose} 评分表合计 {total} 分",
                    f"the {whose} sheet adds up to {total}",
                    "合计 100 (sum 100)",
                )
        return self


class QualityFile(Shape):
    """`quality.yaml`."""

    quality: Quality
    thresholds: Thresholds


class Period(Shape):
    """How long one sort of data is kept, and what happens then; `kinds` narrows it to kinds of request."""

    id: Slug
    name: Text
    en: Text
    keep_days: int = Field(ge=1)
    after: Literal["erase", "anonymise", "archive"]
    kinds: tuple[Kind, ...] = ()
    basis: str = ""


class RetentionFile(Shape):
    """`retention.yaml`."""

    periods: tuple[Period, ...] = Field(min_length=1)
