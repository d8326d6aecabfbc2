"""The marks themselves, against scikit-learn and known values."""

import pytest

from huying.understanding.evaluation.report import Report
from huying.understanding.evaluation.scores import bootstrap, by_class, macro_f1, share


def test_macro_f1_is_that_of_scikit_learn():
    from sklearn.metrics import f1_score

    truth, said = list("aabbbccda"), list("abbbacccb")
    assert macro_f1(truth, said) == pytest.approx(f1_score(truth, said, average="macro", zero_division=0))
    assert by_class(truth, said)["b"].recall == pytest.approx(2 / 3)


def test_wilson_interval_is_the_published_one():
    found = share(8, 10)  # 0.49 to 0.943, Brown, Cai and DasGupta 2001
    assert (round(found.low, 2), round(found.high, 2)) == (0.49, 0.94)
    assert share(0, 0).high == 1.0


def test_bootstrap_holds_the_value_and_repeats_itself():
    items = [1, 0] * 50
    found = bootstrap(items, lambda drawn: sum(drawn) / len(drawn))
    assert found.low < found.value == 0.5 < found.high
    assert found == bootstrap(items, lambda drawn: sum(drawn) / len(drawn))


def test_report_is_kept_only_when_every_floor_is():
    report = Report("x")
    report.add("recall", share(99, 100), floor=0.9)
    assert report.kept
    report.add("false alarms", 0.2, floor=0.1, at_most=True)
    assert not report.kept
