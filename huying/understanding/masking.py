"""Personal numbers covered in text that others may read."""

import re
from collections.abc import Callable

_DIGITS = "0123456789"
# Same length as the text, so that what is found in the shadow is covered in the original.
_SHADOW = str.maketrans(
    "０１２３４５６７８９〇零一二三四五六七八九幺ｘＸ＠．－—–", _DIGITS + "00123456789" + "1xX@.---"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,}", re.ASCII)
_ID = re.compile(r"(?<!\d)[1-8]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
_OLD_ID = re.compile(r"(?<!\d)[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_CARD = re.compile(r"(?<!\d)[3-9]\d{3}(?:[ -]?\d{4}){2}(?:[ -]?\d{3,4})(?:[ -]?\d{1,3})?(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)[(（]?0(?:10|2\d|[3-9]\d{2})[)）]?[ -]?[2-9]\d{2,3}[ -]?\d{4}(?!\d)")
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-HJ-NP-Z][ ·•.]?"
    r"(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?:微信|企鹅|qq|vx|wechat)(?:号码?|账号)?(?:是|为)?[ :：]*(?P<it>[a-z0-9][\w-]{4,19})",
    re.IGNORECASE | re.ASCII,
)
_PASSPORT = re.compile(r"(?:护照|通行证)(?:号码?)?(?:是|为)?[ :：]*(?P<it>[a-z]{1,2}\d{7,9})", re.IGNORECASE)


def mask_text(text: str) -> str:
    """Return the text, of the same length, with personal numbers covered by asterisks.

    Covered: telephone numbers (also spaced, full-width or in Chinese digits), identity cards, bank cards
    (Luhn), e-mail addresses, number plates, WeChat and QQ accounts, passports. Ticket numbers, times and
    sums stay.
    """
    shadow = text.translate(_SHADOW)
    covered = list(text)
    for pattern, agrees, first, last in _RULES:
        for found in pattern.finditer(shadow):
            group = "it" if "it" in pattern.groupindex else 0
            start, end = found.span(group)
            if agrees(found[group]) and "*" not in covered[start:end]:
                _cover(covered, shadow, start + first, end - last)
    return "".join(covered)


def _cover(covered: list[str], shadow: str, start: int, end: int) -> None:
    for place in range(start, end):
        if shadow[place].isalnum() or shadow[place] in "@._":
            covered[place] = "*"


def is_id_number(number: str) -> bool:
    """Tell whether 18 characters carry the right check character of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Tell whether 16 to 19 digits, spaces and dashes aside, satisfy Luhn's rule (ISO/IEC 7812-1)."""
    digits = [int(character) for character in number if character in _DIGITS]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 16 <= len(digits) <= 19 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _always(_: str) -> bool:
    return True


# Pattern, further check, characters left open at the beginning and at the end; earlier rules win.
_RULES: tuple[tuple[re.Pattern[str], Callable[[str], bool], int, int], ...] = (
    (_MAIL, _always, 1, 0),
    (_ID, is_id_number, 3, 0),
    (_CARD, is_card_number, 0, 4),
    (_OLD_ID, _always, 3, 0),
    (_MOBILE, _always, 3, 2),
    (_LANDLINE, _always, 3, 2),
    (_PLATE, _always, 2, 0),
    (_ACCOUNT, _always, 1, 0),
    (_PASSPORT, _always, 1, 0),
)
