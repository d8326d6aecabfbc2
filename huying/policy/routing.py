"""Who leads: the dispatch catalogue applied to a category and a place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .catalogue import Category
from .dispatch import Confidence, DispatchFile, DispatchRule, SortRule
from .divisions import Division, line_of
from .units import UnitSpec
from .words import Level

_DEPTH: dict[Level, int] = {"street": 0, "district": 1, "city": 2}


@dataclass(frozen=True, slots=True)
class Route:
    """A proposal: unit ids, the rule's id and its legal basis.

    `limit`, if given, replaces the usual limit of `complete`; a shorter one for danger or urgency holds.
    """

    lead: str
    assisting: tuple[str, ...]
    limit: str | None
    basis: str
    rule: str
    confidence: float
    basis_en: str = ""


@dataclass(frozen=True, slots=True)
class Router:
    """The dispatch catalogue made ready: one look-up per category level and place level."""

    categories: Mapping[str, Category]
    divisions: Mapping[str, Division]
    units: Mapping[str, UnitSpec]
    confidence: Confidence
    rules: Mapping[tuple[str, str | None], DispatchRule]
    defaults: Mapping[str, SortRule]
    by_sort: Mapping[tuple[str, str | None], str] = field(repr=False)

    @classmethod
    def of(
        cls, file: DispatchFile, categories: dict[str, Category], divisions: dict[str, Division],
        units: dict[str, UnitSpec],
    ) -> "Router":  # fmt: skip
        """Index the rules and the units; all references must have been checked."""
        by_sort: dict[tuple[str, str | None], str] = {}
        for unit in units.values():
            by_sort.setdefault((unit.sort, unit.division), unit.id)
        return cls(
            categories, divisions, units, file.confidence,
            {(rule.category, rule.place): rule for rule in file.rules},
            {rule.sort: rule for rule in file.defaults}, by_sort,
        )  # fmt: skip

    def route(self, category_code: str, division_code: str | None) -> Route | None:
        """The most specific rule (longest category, then narrowest place), else the default of its sort.

        `None` for an unknown category, or one above the leaves that no rule covers. An unknown division
        counts as none; without a division the city's unit leads, with less confidence if the matter is local.
        """
        category = self.categories.get(category_code)
        if category is None:
            return None
        places = line_of(self.divisions, division_code)
        rule = self._rule(category.code, places)
        if rule is not None:
            return self._by_rule(rule, places)
        default = self.defaults.get(category.unit_sort or "")
        return self._by_sort(default, places) if default else None

    def _rule(self, code: str, places: list[Division]) -> DispatchRule | None:
        keys: list[str | None] = [place.code for place in places]
        for prefix in (code[:6], code[:4], code[:2]):
            for key in (*keys, None):
                found = self.rules.get((prefix, key))
                if found is not None and len(prefix) <= len(code):
                    return found
        return None

    def _by_rule(self, rule: DispatchRule, places: list[Division]) -> Route:
        lead = rule.lead or self._resolve(str(rule.sort), rule.level, rule.local, places)
        sure = {6: self.confidence.leaf, 4: self.confidence.group, 2: self.confidence.top}[len(rule.category)]
        if not places and rule.lead is None and rule.level != "city":
            sure = min(sure, self.confidence.no_place)
        helpers = self._helpers(rule.assisting, lead, places)
        return Route(lead, helpers, rule.limit, rule.basis, rule.id, sure, rule.basis_en)

    def _by_sort(self, default: SortRule, places: list[Division]) -> Route:
        lead = self._resolve(default.sort, default.level, default.local, places)
        vague = not places and default.level != "city"
        sure = self.confidence.no_place if vague else self.confidence.sort
        return Route(lead, (), None, default.basis, f"sort-{default.sort}", sure, default.basis_en)

    def _helpers(self, assisting: Iterable[str], lead: str, places: list[Division]) -> tuple[str, ...]:
        found = [self._helper(one, places) for one in assisting]
        return tuple(one for one in dict.fromkeys(found) if one and one != lead)

    def _helper(self, one: str, places: list[Division]) -> str | None:
        if not one.startswith("sort:"):
            return one
        sort = one.removeprefix("sort:")
        if sort in ("street", "district"):  # helps only where it is: without a place nobody is asked
            return next(filter(None, (self.by_sort.get((sort, place.code)) for place in places)), None)
        return self._resolve(sort, "district", False, places)

    def _resolve(self, sort: str, level: Level, local: bool, places: list[Division]) -> str:
        """The unit of a sort for a place: no narrower than `level`, then outward; the city's at last."""
        allowed = [place for place in places if _DEPTH[place.level] >= _DEPTH[level]]
        for place in allowed:
            found = self.by_sort.get((sort, place.code))
            if found is not None:
                return found
        if local:
            for place in allowed:
                found = self.by_sort.get(("district", place.code))
                if found is not None:
                    return found
        return self.by_sort[sort, None]
