"""What the sequence model looks at around each token: signs, their neighbours, endings, known names."""

from __future__ import annotations

from collections.abc import Sequence

from .structure import ENDINGS, shape, structure

REACH = 7


def features(signs: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """Return the features of every token. `names`: for each token what is known of it as part of a name, or ""."""
    size = len(signs)
    s = ["<3", "<2", "<", *signs, ">", ">2", ">3"]
    shapes = [shape(sign) for sign in signs]
    k = ["_"] * 3 + shapes + ["_"] * 3
    g = ["", "", "", *names, "", "", ""]
    ahead, behind, built = _ahead(signs), _behind(signs), structure(signs, shapes, names)
    found: list[list[str]] = []
    for i in range(3, size + 3):
        a, b, c, d, e = s[i - 2], s[i - 1], s[i], s[i + 1], s[i + 2]
        kk = k[i - 2] + k[i - 1] + k[i] + k[i + 1] + k[i + 2]
        row = [
            "0" + c, "1" + b, "2" + d, "3" + a, "4" + e, "5" + s[i - 3], "6" + s[i + 3],
            "7" + b + c, "8" + c + d, "9" + a + b, "a" + d + e, "b" + a + b + c, "e" + b + d,
            "f" + kk, "g" + kk[1:4] + c, "h" + kk[2:] + k[i + 3], "i" + k[i - 3] + kk[:3],
            "j" + ahead[i - 3], "k" + behind[i - 3], "l" + ahead[i - 3] + "|" + behind[i - 3],
            "m" + c + ahead[i - 3], "n" + ahead[i - 3][:1] + c + d, "o" + kk[1:4] + ahead[i - 3][:1],
            *built[i - 3],
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
