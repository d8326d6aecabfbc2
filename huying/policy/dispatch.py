"""The dispatch catalogue (`dispatch.yaml`): category × place → lead, assisting, limit, legal basis."""

from pydantic import Field, model_validator

from .limits import LimitText
from .shape import CategoryPrefix, DivisionCode, Shape, Slug, Text, wrong
from .words import Level, Sort


class DispatchRule(Shape):
    """One rule. Either `lead` names a unit, or `sort` and `level` say which unit of the place is meant.

    `level` is the narrowest level looked at: with `district` the district's unit of the sort leads where
    there is one, else the city's. `assisting` holds unit ids or `sort:<sort>`.
    """

    id: Slug
    category: CategoryPrefix
    place: DivisionCode | None = None
    lead: Slug | None = None
    sort: Sort | None = None
    level: Level = "city"
    local: bool = False
    assisting: tuple[str, ...] = ()
    limit: LimitText | None = None
    basis: Text
    basis_en: str = ""

    @model_validator(mode="after")
    def _one_lead(self) -> "DispatchRule":
        if (self.lead is None) == (self.sort is None):
            raise wrong(
                "lead 与 sort 须且只能写一个",
                "exactly one of lead and sort must be given",
                "lead: city-housing 或 (or) sort: housing",
            )
        return self


class SortRule(Shape):
    """The default for all leaves of one sort of unit.

    `local`: where the district has no unit of the sort, the district's government leads and passes the
    matter on inside the district (属地管理); otherwise the city's unit leads.
    """

    sort: Sort
    level: Level
    local: bool = False
    basis: Text
    basis_en: str = ""


class Confidence(Shape):
    """How sure a proposal is, 0 to 1: an explicit rule by the level it is written for, or a default."""

    leaf: float = Field(ge=0, le=1)
    group: float = Field(ge=0, le=1)
    top: float = Field(ge=0, le=1)
    sort: float = Field(ge=0, le=1)
    no_place: float = Field(ge=0, le=1)


class DispatchFile(Shape):
    """`dispatch.yaml`."""

    confidence: Confidence
    defaults: tuple[SortRule, ...]
    rules: tuple[DispatchRule, ...]
