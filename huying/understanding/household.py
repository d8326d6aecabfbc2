"""Who is at home: told to show how bad it is, not what it is about (暖气不热，家里有八十岁老人和婴儿)."""

import re

from .lexicon import pressing

_MARKS = r"，。！？；、,.!?;\s（）()"
_PERSON = f"(?:{pressing.WEAK}|老年人|小孩子|儿童|婴幼儿|考生|爷爷|奶奶|坐月子的|两老|一老一小)"
_PERSONS = rf"[^{_MARKS}]{{0,12}}?{_PERSON}(?:(?:和|跟|与|及|、|还有)[^{_MARKS}]{{0,10}}?{_PERSON})*"
_HOUSEHOLD = re.compile(
    rf"(?:(?<=[{_MARKS}])|^)(?:而且|并且|况且|再加上|何况|关键)?(?:我|我们|咱|俺)?(?:家里|家中|家|屋里|屋企|楼里|小区里?)(?:还|又|都|就|只|也)*有"
    rf"{_PERSONS}(?:要照顾|需要照顾|在家|要休息|要上学)?(?:[{_MARKS}]+|$)"
)
_LEAST = 5  # letters: less is no matter of its own


def without(text: str) -> str:
    """The text without its clauses about who is at home; the whole text where these are all it says."""
    if "有" not in text or not any(place in text for place in ("家", "屋", "楼里", "小区")):
        return text
    rest = _HOUSEHOLD.sub("", text)
    return rest if len(rest) >= _LEAST else text
