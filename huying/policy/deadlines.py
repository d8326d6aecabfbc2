"""The promises (`deadlines.yaml`): which limit holds for which ticket, with the clause it comes from."""

from pydantic import Field

from .limits import LimitText
from .shape import CategoryPrefix, Shape, Slug, Text
from .words import Kind, Promise, Urgency, UrgentSort


class LimitRule(Shape):
    """A limit and when it holds; an empty condition holds always.

    `text` is the limit ("10 working_days"); `yellow` how much time remains when the warning is shown.
    """

    id: Slug
    promise: Promise
    kinds: tuple[Kind, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    urgent_sort: tuple[UrgentSort, ...] = ()
    category: CategoryPrefix | None = None
    text: LimitText
    yellow: LimitText = "1 working_days"
    clause: Text
    clause_en: Text

    def fits(self, kind: str, urgency: str, urgent_sort: str | None, category: str | None) -> bool:
        """Whether every condition holds."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.urgency or urgency in self.urgency)
            and (not self.urgent_sort or urgent_sort in self.urgent_sort)
            and (self.category is None or (category or "").startswith(self.category))
        )

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Specificity: danger before urgency before category (longest first) before kind."""
        return bool(self.urgent_sort), bool(self.urgency), len(self.category or ""), bool(self.kinds)


class ExtensionRule(Shape):
    """How far a deadline may be moved: asked before it passes, `add` at a time, never beyond `max_total`."""

    max_total: LimitText
    times: int = Field(ge=0, le=5)
    add: LimitText
    kinds: tuple[Kind, ...] = ()
    before_due: bool = True
    clause: Text
    clause_en: Text


class Warnings(Shape):
    """When the lights change: `yellow` before the deadline; for limits shorter than that, the last share."""

    yellow: LimitText
    short_share: float = Field(gt=0, lt=1)


class DeadlinesFile(Shape):
    """`deadlines.yaml`."""

    warnings: Warnings
    extension: ExtensionRule
    rules: tuple[LimitRule, ...] = Field(min_length=1)
