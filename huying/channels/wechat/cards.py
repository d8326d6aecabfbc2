"""What stands on a template message: the policy's fields, cut to what the platform takes. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from huying import policy
from huying.policy.cards import Card, longest

EMPTY = {"thing": "无", "phrase": "无", "character_string": "-", "time": "-", "date": "-"}  # an empty field refuses the whole card


def card_for(notice: str, known: Mapping[str, str]) -> Card | None:
    """The card that tells this notice, of those the account has a template for."""
    cards = [each for each in policy.current().cards if known.get(each.id)]
    own = [each for each in cards if notice in each.notices]
    return next(iter(own or [each for each in cards if not each.notices]), None)


def data(card: Card, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The fields as the platform wants them."""
    return {field: {"value": fitted(field, values.get(name, ""))} for field, name in card.fields.items()}


def fitted(field: str, value: str) -> str:
    """The value in one line and as long as the field may be; of what is cut the end is marked."""
    most, told = longest(field), " ".join(value.split())
    kind = field.rstrip("0123456789")
    if kind == "phrase":  # five Han characters and nothing else
        told = "".join(char for char in told if "\u4e00" <= char <= "\u9fff")
    if kind == "character_string":
        told = "".join(char for char in told if " " < char <= "~")
    if len(told) > most:
        told = told[:most] if kind in {"phrase", "character_string", "number"} else f"{told[: most - 1]}…"
    return told or EMPTY.get(kind, "-")
