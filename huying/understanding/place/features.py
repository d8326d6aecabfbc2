"""What the sequence model looks at around each token: signs, their neighbours, endings, known names."""

from __future__ import annotations

from collections.abc import Sequence

ENDINGS = frozenset("省市区县旗镇乡街道路巷弄里村组社号幢栋座楼单元室层苑园寓厦城场店厂司院校站口桥庄屯坊湾岛港坪店铺房户库门期")
_CHINESE_NUMBERS = frozenset("一二三四五六七八九十零〇百两")
_SIDES = frozenset("东南西北中前后上下左右内外")
_MARKS = frozenset("-_/,.、，;；·()（）~:：\\|?+&")
REACH = 7


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


def features(signs: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """Return the features of every token. `names`: for each token what is known of it as part of a name, or ""."""
    size = len(signs)
    s = ["<3", "<2", "<", *signs, ">", ">2", ">3"]
    k = ["_"] * 3 + [shape(sign) for sign in signs] + ["_"] * 3
    g = ["", "", "", *names, "", "", ""]
    ahead, behind = _ahead(signs), _behind(signs)
    found: list[list[str]] = []
    for i in range(3, size + 3):
        a, b, c, d, e = s[i - 2], s[i - 1], s[i], s[i + 1], s[i + 2]
        kk = k[i - 2] + k[i - 1] + k[i] + k[i + 1] + k[i + 2]
        row = [
            "0" + c, "1" + b, "2" + d, "3" + a, "4" + e, "5" + s[i - 3], "6" + s[i + 3],
            "7" + b + c, "8" + c + d, "9" + a + b, "a" + d + e, "b" + a + b + c, "c" + b + c + d, "d" + c + d + e,
            "e" + b + d, "f" + kk, "g" + kk[1:4] + c, "h" + kk[2:] + k[i + 3], "i" + k[i - 3] + kk[:3],
            "j" + ahead[i - 3], "k" + behind[i - 3], "l" + ahead[i - 3] + "|" + behind[i - 3],
            "m" + c + ahead[i - 3], "n" + ahead[i - 3][:1] + c + d, "o" + kk[1:4] + ahead[i - 3][:1],
            "p" + a + b + c + d, "q" + c + d + e + s[i + 3],
        ]  # fmt: skip
        if g[i] or g[i - 1] or g[i + 1]:
            row += ["r" + g[i], "s" + g[i - 1] + "," + g[i], "t" + g[i] + "," + g[i + 1], "u" + g[i] + d, "v" + g[i] + b]
        if i < 6:
            row.append(f"w{i}")
        found.append(row)
    return found


def _ahead(signs: Sequence[str]) -> list[str]:
    """The next ending from here on and how far it is, within reach."""
    found, place = [""] * len(signs), -1
    for i in range(len(signs) - 1, -1, -1):
        if signs[i] in ENDINGS:
            place = i
        found[i] = f"{signs[place]}{place - i}" if place >= 0 and place - i <= REACH else "-"
    return found


def _behind(signs: Sequence[str]) -> list[str]:
    """The last ending before here and how far it is, within reach."""
    found, place = ["-"] * len(signs), -1
    for i, sign in enumerate(signs):
        if place >= 0 and i - place <= REACH:
            found[i] = f"{signs[place]}{i - place}"
        if sign in ENDINGS:
            place = i
    return found
