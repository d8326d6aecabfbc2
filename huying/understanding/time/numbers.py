"""Chinese numerals as numbers, and the text of a message in one spelling for the grammar of time."""

from __future__ import annotations

import re

NUMERAL = "零一二两三四五六七八九十百千廿卅"
_DIGIT = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "正": 1,
    "元": 1,
}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_FOLD = str.maketrans(
    "０１２３４５６７８９〇後週個點時號從間兩鐘頭開來內幾這過節慶農曆紀離還禮當點裡無歲早晩續連現剛～〜－—–：．／，俩壹貳叁肆伍陸柒捌玖拾贰陆國舊歷閏臘陽陰（）",
    "0123456789零后周个点时号从间两钟头开来内几这过节庆农历纪离还礼当点里无岁早晚续连现刚~~---:./,两一二三四五六七八九十二六国旧历闰腊阳阴()",
)
_SPACE = " \t\u3000\xa0"
_BLANK = re.compile(f"[{_SPACE}]")


def number(said: str) -> int | None:
    """Return the number that digits or Chinese numerals tell (十二, 二零零四, 两千零四, 初五, 廿三), None if they do not.

    A run of single numerals is read digit by digit (零八 is 8, 二零一七 is 2017).
    """
    if said.isascii():
        return int(said) if said.isdigit() else None
    said = (
        said.removeprefix("初").replace("廿", "二十").replace("卅", "三十").replace("腊", "十二").replace("冬", "十一")
    )
    if said and all(letter in _DIGIT for letter in said):
        return int("".join(str(_DIGIT[letter]) for letter in said))
    total, digit = 0, 0
    for letter in said:
        if letter in _UNIT:
            total += (digit or 1) * _UNIT[letter]
            digit = 0
        elif letter in _DIGIT:
            digit = _DIGIT[letter]
        else:
            return None
    return total + digit if said else None


def sure(said: str) -> int:
    """Return `number(said)` for what a pattern has found to be one; 0 where it is none after all."""
    return number(said) or 0


def folded(text: str) -> tuple[str, list[int]]:
    """Return the text in simplified, half-width letters without blanks, and where each letter stood in `text`.

    Blanks between two digits become "_", so that numbers do not grow together. One more place than letters
    is returned, the end of the text.
    """
    same = text.translate(_FOLD).lower()
    if len(same) != len(text):
        same = text.translate(_FOLD)
    if not _BLANK.search(same):
        return same, list(range(len(text) + 1))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(same):
        if letter not in _SPACE:
            if letters and place and same[place - 1] in _SPACE and _numeric(letters[-1]) and _numeric(letter):
                letters.append("_")
                places.append(place - 1)
            letters.append(letter)
            places.append(place)
    places.append(len(text))
    return "".join(letters), places


def _numeric(letter: str) -> bool:
    return "0" <= letter <= "9" or (letter.isascii() and letter.isalpha())
