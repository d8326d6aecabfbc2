"""The whole policy as one frozen object: what the rest of the program asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .cards import Card
from .catalogue import Category
from .city import City
from .deadlines import ExtensionRule, LimitRule, Warnings
from .divisions import Division, line_of
from .doors import Advice, Door
from .grounds import Ground, Reason
from .ladder import LadderStep
from .notices import Notice, NoticeWords
from .phone import Phone
from .quality import Period, Quality, Thresholds
from .routing import Route, Router
from .understanding import Understanding
from .units import UnitSpec


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a city decides. `version` is a checksum of its files (12 hex digits, calendar apart)."""

    version: str
    folder: Path
    profile: str
    city: City
    categories: Mapping[str, Category]
    divisions: Mapping[str, Division]
    units: Mapping[str, UnitSpec]
    grounds: Mapping[str, Ground]
    reasons: Mapping[str, Mapping[str, Reason]]
    limits: tuple[LimitRule, ...]
    warnings: Warnings
    extension: ExtensionRule
    ladder: Mapping[str, tuple[LadderStep, ...]]
    notices: Mapping[str, Notice]
    doors: Mapping[str, Door]
    advice: tuple[Advice, ...]
    cards: tuple[Card, ...]
    thresholds: Thresholds
    quality: Quality
    retention: Mapping[str, Period]
    understanding: Understanding
    phone: Phone
    router: Router = field(repr=False)

    @property
    def leaves(self) -> list[Category]:
        """The categories that tickets are filed under, in the order of codes."""
        return [category for category in self.categories.values() if category.level == 3]

    @property
    def calendar_folder(self) -> Path:
        """The folder of the holiday notices, one file per year."""
        return self.folder / "calendar"

    def route(self, category_code: str, division_code: str | None) -> Route | None:
        """Who leads a matter at a place; `None` only for a category that is unknown or no leaf."""
        return self.router.route(category_code, division_code)

    def limit(
        self,
        promise: str,
        *,
        kind: str,
        urgency: str,
        urgent_sort: str | None = None,
        category: str | None = None,
    ) -> LimitRule:
        """The most specific rule that holds; `KeyError` for an unknown promise.

        Danger goes before urgency, urgency before category (longest first), category before kind;
        two rules of one weight that could both hold are refused when the files are loaded.
        """
        fitting = [
            rule
            for rule in self.limits
            if rule.promise == promise and rule.fits(kind, urgency, urgent_sort, category)
        ]
        if not fitting:
            raise KeyError(promise)
        return max(fitting, key=lambda rule: rule.weight)

    def notice(self, event: str, lang: str = "zh") -> NoticeWords:
        """The words to the citizen for an event; Chinese unless `lang` is English; `KeyError` if unknown."""
        notice = self.notices[event]
        return notice.en if lang.startswith("en") else notice.zh

    def places(self, division_code: str | None) -> list[Division]:
        """A division and all it lies in, narrowest first; empty for an unknown code."""
        return line_of(self.divisions, division_code)

    def units_of_sort(self, sort: str) -> list[UnitSpec]:
        """All units of a sort, the city's first."""
        return [unit for unit in self.units.values() if unit.sort == sort]
