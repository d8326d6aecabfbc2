"""Where things are (`divisions.yaml`): the city, its districts, their streets and towns."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from .shape import Lat, Lon, Shape, Text
from .words import Level


class StreetEntry(Shape):
    """A street office (街道) or town (镇), code of nine digits."""

    code: str = Field(pattern=r"^\d{9}$")
    name: Text
    en: Text
    aliases: tuple[Text, ...] = ()
    lon: Lon | None = None
    lat: Lat | None = None


class DistrictEntry(Shape):
    """A district, code of six digits after GB/T 2260; the centre in degrees."""

    code: str = Field(pattern=r"^\d{6}$")
    name: Text
    en: Text
    aliases: tuple[Text, ...] = ()
    lon: Lon
    lat: Lat
    streets: tuple[StreetEntry, ...] = ()


class CityEntry(Shape):
    """The city, code of six digits ending in 00."""

    code: str = Field(pattern=r"^\d{4}00$")
    name: Text
    en: Text
    aliases: tuple[Text, ...] = ()
    lon: Lon
    lat: Lat


class DivisionsFile(Shape):
    """`divisions.yaml`."""

    city: CityEntry
    districts: tuple[DistrictEntry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Division:
    """A place of any level; `aliases` holds the other names people use; centre in degrees if known."""

    code: str
    name: str
    en: str
    level: Level
    parent: str | None
    aliases: tuple[str, ...]
    lon: float | None
    lat: float | None


def divisions_of(file: DivisionsFile) -> dict[str, Division]:
    """All divisions by code, a parent always before its children."""
    city = file.city
    found = {
        city.code: Division(city.code, city.name, city.en, "city", None, city.aliases, city.lon, city.lat)
    }
    for place in file.districts:
        found[place.code] = Division(
            place.code, place.name, place.en, "district", city.code, place.aliases, place.lon, place.lat
        )
        for street in place.streets:
            found[street.code] = Division(
                street.code, street.name, street.en, "street", place.code,
                _street_aliases(street), street.lon, street.lat,
            )  # fmt: skip
    return found


def _street_aliases(street: StreetEntry) -> tuple[str, ...]:
    # 石牌街道 is spoken 石牌街. The bare stem is left to the files: 北京街道 must not catch 北京.
    short = (street.name.removesuffix("道"),) if street.name.endswith("街道") else ()
    return tuple(dict.fromkeys((*short, *street.aliases)))


def line_of(divisions: Mapping[str, Division], code: str | None) -> list[Division]:
    """The place and all it lies in, narrowest first; empty for an unknown code."""
    found: list[Division] = []
    while code is not None and code in divisions:
        found.append(divisions[code])
        code = divisions[code].parent
    return found
