"""Where a text holds what belongs to a person: numbers of telephones, papers, cards, cars; accounts; names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from .lexicon import names

_DIGITS = "0123456789"
# Each of the same length as the text, so that what is found in the shadow is covered in the original.
_WIDE = str.maketrans("０１２３４５６７８９ｘＸ＠．－—–‐（）＋：", _DIGITS + "xX@.----()+:")
_SPOKEN = str.maketrans("〇零洞一幺壹二贰三叁四肆五伍六陆七柒拐八捌九玖勾、，", "00011122334455667778899" + "9  ")
_BLURRED = str.maketrans("oOlI|", "00111")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_REGIONS = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123])"
_DAY = r"(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
_NOT_SUM = "(?![0-9]|[元万块亿%％吨]|平米|平方|个人|人次)"

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,10}", re.ASCII)
_ID = re.compile(rf"(?<![\dA-Za-z]){_REGIONS}\d{{4}}[ -]?(?:18|19|20)\d{{2}}[ -]?{_DAY}[ -]?\d{{3}}[\dXx](?![\dA-Za-z])")
_OLD_ID = re.compile(rf"(?<![\dA-Za-z]){_REGIONS}\d{{4}}\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}(?![\dA-Za-z])")
_CARD = re.compile(r"(?<!\d)(?:62|60|4\d|5[1-5]|35|3[47]|9[45]|2[2-7])\d{2}(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?:[ -]?\d{1,3})?(?!\d)")
_MOBILE = re.compile(r"(?<![\d.])(?:(?:\+|00)?86[ -]{0,2})?1[ .·-]?[3-9](?:[ .·-]{0,3}\d){9}" + _NOT_SUM)
_LANDLINE = re.compile(
    r"(?<![\d.])(?:(?:(?:\+|00)86[ -]{0,2}\(?0?|\(?0)(?:10|2\d|[3-9]\d{2})\)?[ -]{0,3}[2-9]\d{2,3}[ -]?\d{4}"
    r"(?:[ ]?(?:-|转|#|ext\.?)[ ]?\d{1,5}(?!\d))?|[48]00[ -]?(?:\d{3}[ -]?\d{4}|\d{4}[ -]?\d{3}))" + _NOT_SUM, re.IGNORECASE)
_ABROAD = re.compile(
    r"(?:(?<![\w).+])(?<!\d-)(?:\+\d(?:[ ()-]{0,3}\d){8,14}|\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4}))(?![\d])", re.ASCII)
_DESK = re.compile(r"(?:办公室|教研室|值班室|服务台|前台|总机|窗口)(?:\([^()]{1,8}\))?[: ]?(?P<it>[2-8]\d{6,7})(?!\d)")
_TOLD = re.compile(
    r"(?<!不像)(?<!不是)(?:电话|手机|座机|固话|传真|热线|联系方式|(?<![证牌单账编案文票同表户卡])号码|致电|拨打|打给|☎|📞|\b(?:tel|phone|mobile|call)\b)"
    r"(?P<joint>[号码机是为有了：:. ]{0,8})(?P<it>[+(]{0,2} ?\d[\d ()./+-]{4,26}\d(?: ?(?:x|ext\.?|转|分机|#) ?\d{1,6})?)" + _NOT_SUM,
    re.IGNORECASE)
_PLATE = re.compile(
    rf"[{_PROVINCES}][ ]?[A-HJ-NP-Z][ ·•.-]?"
    r"(?:[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK]|(?=[A-Z]{0,3}\d)[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])",
    re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?:微信|薇信|威信|企鹅|扣扣|支付宝|抖音|qq|vx|wx|v信|wechat|weixin)(?!群|公众|支付|红包|邮箱|小程序)(?:号码?|账号|帐号|id)?(?:是|为|同号?|加|联系)?"
    r"[ :：]{0,4}(?P<it>[a-z0-9](?:[\w-]{4,19}))(?![\w@.]|[元年月日块次班级群])",
    re.IGNORECASE | re.ASCII)
_PASSPORT = re.compile(r"(?:护照|通行证|台胞证|回乡证|居留证)(?:号码?)?(?:是|为)?[ :：]{0,4}(?P<it>[a-z]{1,2}\d{7,10})", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"(?:单|订单|工单|运单|快递|流水|合同|发票|案|文|编|序列|设备|条|批|户|表|房产证|产权证|许可证|信用代码|批次|受理|业务|交易|凭证|会员|学籍)"
    r"(?:编?号码?|码|代码|单)?[是为：:#（( ]{0,4}(?:[A-Za-z]{0,4})$")
_PUBLIC = re.compile(r"(?:110|11[24789]|12[02]|12\d{3}|10[01]\d{2,3}|95\d{3}|96\d{3,4})(?:\D|$)")
_DATE = re.compile(r"(?:19|20)\d{2}[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:0?[1-9]|[12]\d|3[01])$")
_COUNTRY = re.compile(r"(?:\+|(?<!\d)00) ?(?!86)\d{1,3}[ ()-]{0,4}(?:0\)?[ -]{0,2})?$")
_GROUPS = frozenset({
    (11,), (3, 4, 4), (3, 8), (4, 3, 4), (4, 4, 3), (7, 4), (3, 3, 5), (3, 5, 3), (5, 6), (6, 5), (3, 4, 2, 2), (3, 2, 2, 2, 2),
    (2, 3, 3, 3), (1, 3, 3, 4), (3, 2, 3, 3), (3, 2, 2, 4), (3, 3, 3, 2), (2, 9), (4, 7), (8, 3), (2, 4, 5), (3, 2, 4, 2), (1,) * 11,
})


@dataclass(frozen=True, slots=True)
class Personal:
    """text[start:end] belongs to a person; `kind`: mail, id, card, phone, plate, account, passport or name."""

    kind: str
    start: int
    end: int


def find(text: str) -> list[Personal]:
    """What belongs to a person, in the order of the text, none overlapping. Linear in the text: 1 ms for 1,000 letters."""
    taken = bytearray(len(text))
    found: list[Personal] = []
    wide = text.translate(_WIDE)
    for kind, start, end in (*_numbers(wide), *_names(wide)):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Personal(kind, start, end))
    return sorted(found, key=lambda one: one.start)


def is_id_number(number: str) -> bool:
    """Tell whether 18 characters, spaces and dashes aside, carry the right check character of GB 11643."""
    number = number.replace(" ", "").replace("-", "")
    if len(number) != 18 or not number[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Tell whether 15 to 19 digits, spaces and dashes aside, satisfy Luhn's rule (ISO/IEC 7812-1); 15 for 34 and 37 only."""
    digits = [int(character) for character in number if character in _DIGITS]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    short = len(digits) == 15 and digits[0] == 3 and digits[1] in (4, 7)
    return (16 <= len(digits) <= 19 or short) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _numbers(wide: str) -> Iterator[tuple[str, int, int]]:
    spoken, blurred = wide.translate(_SPOKEN), wide.translate(_BLURRED)
    for kind, pattern, agrees, shadows in _RULES:
        for shadow in {"wide": (wide,), "both": (wide, spoken), "all": (wide, spoken, blurred)}[shadows]:
            for found in pattern.finditer(shadow):
                start, end = found.span("it" if "it" in pattern.groupindex else 0)
                if agrees(found, wide[start:end]):
                    yield kind, start, end


def _is_mobile(found: re.Match[str], seen: str) -> bool:
    groups = tuple(map(len, re.split(r"\D+", re.sub(r"^(?:\+|00)?86[ -]{0,2}(?=1)", "", found[0]))))
    real = sum(letter in _DIGITS for letter in seen)
    blurred = any(letter in "oOlI|" for letter in seen)
    if ("、" in seen or "，" in seen) and not re.search("[一-鿿〇]", seen):
        return False  # a list of short numbers, not one that is spelled out
    return groups in _GROUPS and (not blurred or real >= 6) and not _numbers_something_else(found) and not _after_country(found)


def _after_country(found: re.Match[str]) -> bool:
    """Whether it is the end of a number that begins with the code of another country."""
    return bool(_COUNTRY.search(found.string[max(0, found.start() - 10) : found.start()]))


def _is_told(found: re.Match[str], _: str) -> bool:
    said = found["it"]
    digits = sum(letter in _DIGITS for letter in re.split("x|ext|转|分机|#", said, flags=re.IGNORECASE)[0])
    if not 6 <= digits <= 16 or _PUBLIC.match(said.lstrip("+( ")) or (digits == 7 and said[0] == "1"):
        return False
    return not _DATE.match(said) or bool(re.search("[：:是为]", found["joint"]))


def _numbers_something_else(found: re.Match[str]) -> bool:
    return bool(_OTHER_NUMBER.search(found.string[max(0, found.start() - 14) : found.start()]))


def _account(found: re.Match[str], _: str) -> bool:
    said = found["it"]
    return not _PUBLIC.match(said) and (said.isdigit() or said[0].isalpha()) and not _DATE.match(said) and said.lower() != "wechat"


def _names(text: str) -> Iterator[tuple[str, int, int]]:
    for pattern, sure in ((_AFTER_STRONG, True), (_AFTER_WEAK, False)):
        for found in pattern.finditer(text):
            if sure and not found["joint"] and _is_word(found["it"]):
                continue
            if sure or not _is_word(found["it"]):
                yield ("name", *found.span("it"))
    for found in _TITLED.finditer(text):
        yield ("name", *found.span("it"))


@lru_cache(maxsize=4096)
def _is_word(said: str) -> bool:
    """Whether it is a common word of the language rather than a name."""
    tagged = rjieba.tag(said)
    first = str(tagged[0][1])
    return first.startswith("ns") or (len(tagged) == 1 and not first.startswith("nr"))


def _always(_: re.Match[str], __: str) -> bool:
    return True


_Check = Callable[[re.Match[str], str], bool]
# Kind, pattern, further check, in which shadows it is sought; earlier rules win.
_RULES: tuple[tuple[str, re.Pattern[str], _Check, str], ...] = (
    ("mail", _MAIL, _always, "wide"),
    ("id", _ID, lambda found, _: is_id_number(found[0]), "both"),
    ("card", _CARD, lambda found, _: is_card_number(found[0]) and not _numbers_something_else(found), "both"),
    ("id", _OLD_ID, lambda found, _: not _numbers_something_else(found), "both"),
    ("phone", _MOBILE, _is_mobile, "all"),
    ("phone", _LANDLINE, lambda found, _: not (_numbers_something_else(found) or _after_country(found)), "both"),
    ("plate", _PLATE, _always, "both"),
    ("account", _ACCOUNT, _account, "wide"),
    ("passport", _PASSPORT, _always, "wide"),
    ("phone", _TOLD, _is_told, "both"),
    ("phone", _DESK, _always, "wide"),
    ("phone", _ABROAD, lambda found, _: not _numbers_something_else(found), "wide"),
)
_FAMILY = f"(?:{'|'.join(names.DOUBLE.split())}|[{names.COMMON}])"
_GIVEN = f"(?![{names.NOT_GIVEN}]|{names.TITLES})[一-鿿]"
_END = f"(?=[，,。；;、！!？?（()）/：:\\s\\d+“”\"]|$|{names.AFTER})"
_AFTER_STRONG = re.compile(f"(?:{names.STRONG})(?P<joint>[是为叫：: （(]{{0,3}})(?P<it>{_FAMILY}{_GIVEN}(?:{_GIVEN})?){_END}")
_AFTER_WEAK = re.compile(f"(?:{names.WEAK})[叫：: ]{{0,2}}(?P<it>{_FAMILY}{_GIVEN}(?:{_GIVEN})?){_END}")
_SURE_FAMILY = "".join(letter for letter in names.COMMON if letter not in names.UNSURE)
_TITLED = re.compile(
    f"(?P<it>(?:{'|'.join(names.DOUBLE.split())}|[{_SURE_FAMILY}]|(?:(?<=[，,。；;、！!？?：:\\s是叫找人给请主民客位])|(?<![\\s\\S]))[{names.UNSURE}]))"
    f"(?={names.TITLES})")
