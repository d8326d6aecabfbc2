"""Cards of WeChat (`doors.yaml`): which of the platform's templates tells which notices, field by field."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from .notices import EVENTS, PLACEHOLDERS
from .shape import Shape, Slug, one_of, wrong

LIMITS: Final = {
    "thing": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32, "time": 20, "date": 20, "amount": 12,
    "phone_number": 17, "car_number": 8, "name": 10, "phrase": 5, "const": 20, "short_thing": 5,
}  # fmt: skip
"""Characters that the platform takes in a field of each type; more, and the whole card is refused."""
VALUES: Final = PLACEHOLDERS | {"time", "about"}
_FIELD: Final = re.compile(r"([a-z_]+?)\d{1,2}|first|remark|keyword\d{1,2}")


def _check_field(name: str) -> str:
    found = _FIELD.fullmatch(name)
    if found is None or (found[1] and found[1] != "keyword" and found[1] not in LIMITS):
        raise wrong(f"模板字段“{name}”未知", f"unknown field “{name}” of a template", one_of(name, [f"{each}1" for each in sorted(LIMITS)]))
    return name


def _check_value(name: str) -> str:
    if name not in VALUES:
        raise wrong(f"字段的内容“{name}”未知", f"unknown value “{name}”", one_of(name, sorted(VALUES)))
    return name


def _check_notice(name: str) -> str:
    if name not in EVENTS:
        raise wrong(f"告知“{name}”不存在", f"notice “{name}” does not exist", one_of(name, sorted(EVENTS)))
    return name


class Card(Shape):
    """`id`: the name that HUYING_WECHAT_TEMPLATES gives the platform's template id to. No `notices`: all that no other card tells."""

    id: Slug
    kind: Literal["template", "subscribe"] = "template"
    notices: tuple[Annotated[str, AfterValidator(_check_notice)], ...] = ()
    fields: dict[Annotated[str, AfterValidator(_check_field)], Annotated[str, AfterValidator(_check_value)]] = Field(min_length=1)


def longest(field: str) -> int:
    """How many characters a field of a template takes."""
    found = _FIELD.fullmatch(field)
    return LIMITS.get(found[1] or "", 200) if found else 200
