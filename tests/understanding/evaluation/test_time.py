"""The measure of times: the case format, the conventions, and the public files."""

import json
from pathlib import Path

import pytest

from huying.understanding.evaluation import elements as of_elements
from huying.understanding.evaluation import time as of_time
from huying.understanding.evaluation.recognizers import answers, cases

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT.parent / "shared" / "data" / "time" / "recognizers_zh").glob("*.json"))


def case(file: str, text: str, results: list[dict], at: str = "2016-11-07T14:07:00") -> dict:
    return next(iter(cases(file, [{"Input": text, "Context": {"ReferenceDateTime": at}, "Results": results}])))


PARSED = {"Text": "后天", "Start": 0, "Length": 2, "Type": "date", "Value": {
    "Timex": "2016-11-09", "FutureResolution": {"date": "2016-11-09"}, "PastResolution": {"date": "2016-11-09"}}}
MODEL = {"Text": "八点", "Start": 1, "End": 2, "TypeName": "datetimeV2.time", "Resolution": {
    "values": [{"timex": "T08", "type": "time", "value": "08:00:00"}, {"timex": "T20", "type": "time", "value": "20:00:00"}]}}


def figures(report) -> dict[str, float]:
    return {figure.name: figure.value for figure in report.figures}


def test_right_answers_score_and_wrong_ones_do_not() -> None:
    good = [case("DateParser", "后天", [PARSED]), case("DateTimeModel", "在八点见", [MODEL])]
    assert figures(of_time.evaluate(good)) == pytest.approx(
        {"span F1": 1.0, "cases with all spans right": 1.0, "resolved value": 1.0})
    other = json.loads(json.dumps(PARSED).replace("11-09", "11-10"))
    wrong = of_time.evaluate([case("DateParser", "后天", [other]), case("DateParser", "没有", [PARSED])])
    assert figures(wrong)["resolved value"] == 0.0
    assert figures(wrong)["span F1"] == pytest.approx(2 / 3)
    assert not wrong.kept
    assert len(wrong.mistakes) == 2


def test_a_file_tests_its_kind_only() -> None:
    assert [each.kind for each in answers(case("TimeExtractor", "今天晚上9:30见", []))] == ["time"]
    assert [each.kind for each in answers(case("DateTimeModel", "今天晚上9:30见", []))] == ["datetime"]


def test_texts_without_times_count() -> None:
    report = of_time.evaluate([], ["拨打12345", "昨天来过"])
    assert figures(report)["texts without a time in which one was found"] == 0.5


@pytest.mark.skipif(not FILES, reason="../shared/data is not there")
def test_the_public_cases_reach_the_aim() -> None:
    tests = [one for file in FILES for one in cases(file.stem, json.loads(file.read_text("utf-8-sig")))]
    report = of_time.evaluate(tests)
    assert figures(report)["span F1"] >= of_time.SPAN_AIM
    assert figures(report)["resolved value"] >= of_time.VALUE_AIM


def test_the_labelled_messages_reach_the_floor() -> None:
    rows = json.loads((ROOT / "tests/understanding/samples/elements.json").read_text("utf-8"))
    assert len(rows) >= 120
    assert of_elements.evaluate(rows).kept
    assert not of_elements.evaluate([{"text": "你好", "pieces": [["time", "昨天"]]}]).kept
