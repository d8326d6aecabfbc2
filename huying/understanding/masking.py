"""Personal data covered in text that others may read, or taken out and put back by those with the right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .personal import Personal, find, is_card_number, is_id_number

__all__ = ["Masked", "is_card_number", "is_id_number", "mask_text", "masked", "restore"]

# Kind: characters left open at the beginning and at the end; and its name in a token.
_OPEN = {"mail": (1, 0), "id": (3, 0), "card": (0, 4), "phone": (3, 2), "plate": (2, 0), "account": (1, 0),
         "passport": (1, 0), "name": (1, 0)}
_NAMES = {"mail": "邮箱", "id": "证件", "card": "卡号", "phone": "电话", "plate": "车牌", "account": "账号", "passport": "证件",
          "name": "姓名"}
_TOKEN = re.compile(r"〔[^〔〕]{2,12}〕")


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` holds a token like 〔电话1〕 for each personal piece; `pieces` says what each token stands for.

    The pieces are personal data: they are kept apart from the text, sealed or in memory only.
    """

    text: str
    pieces: Mapping[str, str]


def mask_text(text: str) -> str:
    """Return the text, of the same length, with what is personal covered by asterisks.

    Covered: telephone numbers (also spaced, full-width, spoken or with an area code), identity cards (GB 11643),
    bank cards (Luhn), e-mail addresses, number plates, WeChat and QQ accounts, passports, names where a text
    announces them. Ticket and document numbers, times, sums and house numbers stay. About 1 ms for 1,000 letters.
    """
    covered = list(text)
    for one in find(text):
        first, last = _open(one)
        for place in range(one.start + first, one.end - last):
            if covered[place].isalnum() or covered[place] in "@._":
                covered[place] = "*"
    return "".join(covered)


def masked(text: str) -> Masked:
    """Take what is personal out of the text; the same value gets the same token. `restore` undoes it exactly."""
    used = set(_TOKEN.findall(text))
    tokens: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    out, last = [], 0
    for one in find(text):
        name, value = _NAMES[one.kind], text[one.start : one.end]
        if (name, value) not in tokens:
            counts[name] = counts.get(name, 0) + 1
            while f"〔{name}{counts[name]}〕" in used:
                counts[name] += 1
            tokens[name, value] = f"〔{name}{counts[name]}〕"
        out += [text[last : one.start], tokens[name, value]]
        last = one.end
    return Masked("".join([*out, text[last:]]), {token: value for (_, value), token in tokens.items()})


def restore(text: str, pieces: Mapping[str, str]) -> str:
    """Put the pieces back wherever their tokens stand; also in words that somebody else wrote around them."""
    return _TOKEN.sub(lambda found: pieces.get(found[0], found[0]), text)


def _open(one: Personal) -> tuple[int, int]:
    first, last = _OPEN[one.kind]
    return (0, 0) if one.end - one.start == 1 else (first, last)
