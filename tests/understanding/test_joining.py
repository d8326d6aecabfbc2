"""The hint names the likeliest ticket and how many are behind it, or keeps silent."""

from datetime import datetime

from huying.understanding.joining import Candidate, hint

SINCE = datetime(2026, 3, 2)


def candidate(ref: str, probability: float, callers: int = 12) -> Candidate:
    return Candidate(ref, probability, callers, "昌岗中路路灯不亮", SINCE)


def test_the_likeliest_with_most_callers_is_told() -> None:
    found = hint([candidate("a", 0.8, 3), candidate("b", 0.95, 2), candidate("c", 0.95, 12)])
    assert found is not None
    assert (found.ref, found.people) == ("c", 12)
    assert "已有12人" in found.zh and "3月2日" in found.zh and "12 people have" in found.en


def test_one_person_is_spelt_as_one() -> None:
    found = hint([candidate("a", 0.9, 1)])
    assert found is not None and found.en.startswith("1 person has")


def test_nothing_likely_enough_says_nothing() -> None:
    assert hint([]) is None
    assert hint([candidate("a", 0.6)]) is None
    assert hint([candidate("a", 0.9, 0)]) is None
