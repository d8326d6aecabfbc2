"""Drift and intervals, as numbers one can check by hand."""

from collections import Counter

from huying.insight.accuracy import Tally, drift


def test_drift_is_zero_for_the_same_shares_and_one_for_nothing_in_common():
    assert drift(Counter(a=10, b=10), Counter(a=5, b=5)) == (0.0, [])
    assert drift(Counter(a=10), Counter(b=3))[0] == 1.0


def test_drift_names_the_classes_that_moved_most():
    distance, moved = drift(Counter(a=50, b=40, c=10), Counter(a=20, b=40, c=40))
    assert distance == 0.3 and moved == [("a", 0.5, 0.2), ("c", 0.1, 0.4)]


def test_nothing_to_compare_is_said():
    assert drift(Counter(), Counter(a=1)) == (None, [])


def test_the_interval_is_wilsons():
    assert Tally(10, 8, 10).interval == (49.0, 94.3)
    assert Tally().agreement is None and Tally().interval is None
