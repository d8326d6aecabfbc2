"""Who answers (`units.yaml`): bureaus, utilities, districts, streets, as a tree."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from .divisions import Division, line_of
from .shape import DivisionCode, Shape, Slug, Text
from .words import Level, Sort


class UnitEntry(Shape):
    """A unit as written; `division` says that it is local to a district, else it serves the whole city."""

    id: Slug
    name: Text
    en: Text
    short: Text
    sort: Sort
    parent: Slug | None = None
    division: DivisionCode | None = None
    phone: str = ""


class UnitsFile(Shape):
    """`units.yaml`; `streets: auto` makes one unit of every street and town, under its district's unit."""

    streets: Literal["auto", "none"] = "none"
    units: tuple[UnitEntry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A unit of the policy.

    `parent` is whom it reports to, `head_office` the city's unit of the same sort that guides it
    (业务主管), `division` the place it serves or `None` for the whole city.
    """

    id: str
    name: str
    en: str
    short: str
    sort: Sort
    parent: str | None
    division: str | None
    level: Level
    head_office: str | None
    phone: str


def units_of(file: UnitsFile, divisions: dict[str, Division]) -> dict[str, UnitSpec]:
    """All units by id, written ones first, then the streets' own."""
    heads = {entry.sort: entry.id for entry in reversed(file.units) if level_of(entry, divisions) == "city"}
    found = {
        entry.id: UnitSpec(
            entry.id, entry.name, entry.en, entry.short, entry.sort, entry.parent, entry.division,
            level_of(entry, divisions), _other(heads.get(entry.sort), entry.id), entry.phone,
        )
        for entry in file.units
    }  # fmt: skip
    if file.streets == "auto":
        owners = {entry.division: entry.id for entry in file.units if entry.sort == "district"}
        for place in divisions.values():
            if place.level == "street":
                found.setdefault(
                    f"street-{place.code}", _street_unit(place, divisions, owners, heads.get("street"))
                )
    return found


def level_of(entry: UnitEntry, divisions: dict[str, Division]) -> Level:
    """The level of the place that a unit serves."""
    place = divisions.get(entry.division or "")
    return place.level if place else "city"


def _street_unit(
    place: Division, divisions: dict[str, Division], owners: dict[str | None, str], head: str | None
) -> UnitSpec:
    district = line_of(divisions, place.parent)[0]
    office = "人民政府" if place.name.endswith("镇") else "办事处"
    return UnitSpec(
        id=f"street-{place.code}", name=f"{district.name}{place.name}{office}",
        en=f"{place.en} Office, {district.en}", short=place.name, sort="street",
        parent=owners.get(district.code), division=place.code, level="street", head_office=head, phone="",
    )  # fmt: skip


def _other(head: str | None, own: str) -> str | None:
    return None if head == own else head
