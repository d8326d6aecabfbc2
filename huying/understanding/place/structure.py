"""The build of an address without its words: sorts of signs, how endings follow one another, what is known as a name.

These features say nothing of any name: every sign is only its class. What is tuned on labelled addresses
(`conventions.txt`) hangs on them and on sorts of words (`wording.py`) alone, so that no name can get in; those marked `@:`
are learned but never tuned.
"""

from __future__ import annotations

from collections.abc import Sequence

ENDINGS = frozenset("省市区县旗镇乡街道路巷弄里村组社号幢栋座楼单元室层苑园寓厦城场店厂司院校站口桥庄屯坊湾岛港坪店铺房户库门期")
_CHINESE_NUMBERS = frozenset("一二三四五六七八九十零〇百两")
_SIDES = frozenset("东南西北中前后上下左右内外")
_MARKS = frozenset("-_/,.、，;；·()（）~:：\\|?+&")
# Endings that say the same sort of thing, each class called by one of them.
_CLASSES = {
    "路": "路街道巷弄", "区": "省市区县旗", "镇": "镇乡", "村": "村庄屯坊里", "幢": "幢栋座", "室": "单元室层楼户", "号": "号",
    "苑": "苑园寓厦城场院", "店": "店厂司铺", "门": "社组门期站口库房校",
}  # fmt: skip
_CLASS_OF = {sign: name for name, signs in _CLASSES.items() for sign in signs}
_PLAIN = frozenset("oslc")  # no ending, no number, no mark
_FAR, _MANY = 6, 2


def shape(sign: str) -> str:
    """The sort of a sign: number, letter, Chinese number, side, mark, ending or other."""
    if sign[0] == "N" and len(sign) > 1:
        return "n"
    if sign.isascii() and sign.isalpha():
        return "l"
    if sign in _CHINESE_NUMBERS:
        return "c"
    if sign in _SIDES:
        return "s"
    if sign in _MARKS:
        return "m"
    return "e" if sign in ENDINGS else "o"


def class_of(sign: str, kind: str) -> str:
    """The class of an ending, `e` of one that is in none; of any other sign its sort."""
    return _CLASS_OF.get(sign, "e") if kind == "e" else kind


def structure(signs: Sequence[str], shapes: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """Return the features of every token that hang on classes alone; each begins with `@`."""
    size = len(signs)
    c = ["^", *[class_of(sign, kind) for sign, kind in zip(signs, shapes, strict=True)], "$"]
    g = ["", *(name[:3] for name in names), ""]
    ahead, seen, found = _ahead(c), _seen(c), list[list[str]]()
    last, before, since = "^", "^", 0
    for i in range(1, size + 1):
        now, (coming, then, far) = c[i], ahead[i]
        since = min(since + 1, _FAR)
        found.append([
            "@any", "@is " + now, "@after " + c[i - 1], "@before " + c[i + 1], "@next " + coming, "@last " + last,
            f"@next {coming} {far}", f"@last {last} {since}", "@name " + g[i],
            "@standing " + "".join(mark for mark in names[i - 1] if mark in "=+x><"),
            "@:a" + g[i - 1], "@:b" + g[i + 1], "@:c" + then, "@:d" + before, "@:e" + coming + then, "@:f" + before + last,
            "@:g" + seen[i], "@:h" + c[i - 1] + now, "@:i" + now + c[i + 1],
        ])  # fmt: skip
        if now not in _PLAIN:
            before, last, since = last, now, 0
    return found


def _ahead(classes: Sequence[str]) -> list[tuple[str, str, int]]:
    """For each place the next ending, number or mark from here on, the one after it, and how far the first is."""
    found = [("$", "$", 0)] * len(classes)
    first, second, place = "$", "$", len(classes) - 1
    for i in range(len(classes) - 2, 0, -1):
        if classes[i] not in _PLAIN:
            first, second, place = classes[i], first, i
        found[i] = (first, second, min(place - i, _FAR))
    return found


def _seen(classes: Sequence[str]) -> list[str]:
    """What stands before each place: a road, numbers, a house, a name of homes or shops."""
    found, road, numbers, house, name = [""] * len(classes), 0, 0, 0, 0
    for i, now in enumerate(classes):
        found[i] = f"{road}{numbers}{house}{name}"
        road, house, name = road or now == "路", house or now == "幢", name or now in "苑店"
        numbers = min(numbers + (now == "n"), _MANY)
    return found
