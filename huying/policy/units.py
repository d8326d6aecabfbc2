"""Who answers (`units.yaml`): bureaus, utilities, districts, streets, as a tree."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .divisions import Division, line_of
from .shape import Clock, DivisionCode, Shape, Slug, Text, wrong
from .words import Level, Sort

# with area code, a mobile, 400 or 800, or a service number of five digits or more
_DIALLED = re.compile(r"0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}|1\d{4,5}|9[56]\d{3,4}")


def _check_number(number: str) -> str:
    if not _DIALLED.fullmatch(number):
        raise wrong(f"值守电话“{number}”不能直接拨打", f"the duty telephone “{number}” cannot be dialled as it stands",
                    'phone: "020-81234567"（带区号、手机、400 或五位以上的服务号码 area code, mobile, 400 or a service number）')
    return number


class Duty(Shape):
    """A unit's telephone for the hotline's own calls, not published; `hours` in the city's time, none: day and night."""

    phone: Annotated[str, AfterValidator(_check_number)]
    hours: tuple[tuple[Clock, Clock], ...] = ()


class UnitEntry(Shape):
    """A unit as written; `division` says that it is local to a district, else it serves the whole city. `phone` is what citizens
    call, `duty` what the hotline calls."""

    id: Slug
    name: Text
    en: Text
    short: Text
    sort: Sort
    parent: Slug | None = None
    division: DivisionCode | None = None
    phone: str = ""
    duty: Duty | None = None


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
    duty: Duty | None = None


def units_of(file: UnitsFile, divisions: dict[str, Division]) -> dict[str, UnitSpec]:
    """All units by id, written ones first, then the streets' own."""
    heads = {entry.sort: entry.id for entry in reversed(file.units) if level_of(entry, divisions) == "city"}
    found = {
        entry.id: UnitSpec(
            entry.id, entry.name, entry.en, entry.short, entry.sort, entry.parent, entry.division,
            level_of(entry, divisions), _other(heads.get(entry.sort), entry.id), entry.phone, entry.duty,
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
