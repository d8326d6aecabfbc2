"""Citizens' identity numbers by GB 11643: province, date of birth and check character. Pure; nothing is kept."""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{15}[\dX]", re.ASCII)  # a province first


def normal_id_number(text: str, today: date) -> str | None:
    """Eighteen characters in capitals; None for what is no identity number."""
    number = text.strip().upper()
    if not _SHAPE.fullmatch(number):
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    if not date(1850, 1, 1) <= born <= today:
        return None
    rest = 0
    for sign in number:  # ISO 7064 MOD 11-2: with its check character the whole leaves 1
        rest = (rest * 2 + (10 if sign == "X" else int(sign))) % 11
    return number if rest == 1 else None
