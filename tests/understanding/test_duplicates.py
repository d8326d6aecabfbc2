"""One matter at one place is told from the same place with another trouble and from the same trouble elsewhere."""

import csv
from pathlib import Path

import pytest

from huying.cli.evaluate.duplicates import _profiles, read_pairs, read_texts
from huying.understanding.duplicates import MERGE, SHOW, judge
from huying.understanding.evaluation.duplicates import Pair, measure
from huying.understanding.profile import Profile, profile

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return read_pairs(SAMPLES / "duplicates.csv")


@pytest.fixture(scope="module")
def profiles(pairs: list[Pair]) -> dict[str, Profile]:
    return _profiles(read_texts(SAMPLES / "duplicates_messages.csv", {id for pair in pairs for id in (pair.a, pair.b)}))


def test_samples_are_as_many_as_told(pairs: list[Pair]) -> None:
    with (SAMPLES / "duplicates_messages.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["title"] + row["detail"] for row in csv.DictReader(file)]
    assert len(set(texts)) == len(texts) == 400
    assert sum(pair.same for pair in pairs) == 240
    assert len(pairs) == 560


def test_near_misses_are_seldom_proposed(pairs: list[Pair], profiles: dict[str, Profile]) -> None:
    judged = {pair: judge(profiles[pair.a], profiles[pair.b]).probability for pair in pairs}
    for why, most in (("same place, other matter", 0.08), ("same matter, other place", 0.05)):
        values = [value for pair, value in judged.items() if pair.why == why]
        assert sum(value >= MERGE for value in values) <= most * len(values)
    same = [value for pair, value in judged.items() if pair.same]
    assert sum(value >= MERGE for value in same) >= 0.62 * len(same)
    assert sum(value >= SHOW for value in same) >= 0.82 * len(same)


def test_a_judgement_is_symmetric_and_bounded(pairs: list[Pair], profiles: dict[str, Profile]) -> None:
    for pair in pairs[::9]:
        there, back = judge(profiles[pair.a], profiles[pair.b]), judge(profiles[pair.b], profiles[pair.a])
        assert there.probability == pytest.approx(back.probability)
        assert 0 <= there.probability <= 1


def test_a_copy_is_one_matter_but_not_with_another_name_in_it() -> None:
    text = "{}楼下的店铺装了排烟口，油烟直冲住户，晚上不敢开窗，老人咳嗽不止，请尽快查处。"
    here = profile("油烟扰民", text.format("翠湖花园"))
    copied, swapped = judge(here, profile("请查处油烟", text.format("翠湖花园"))), judge(here, profile("油烟扰民", text.format("锦城大厦")))
    assert copied.probability > 0.9
    assert ("文字相同", "same words") in copied.reasons
    assert swapped.probability < SHOW


def test_nothing_in_common_and_nothing_at_all_are_unlike() -> None:
    empty = profile("")
    assert judge(empty, empty).probability < MERGE
    assert judge(profile("路灯不亮"), profile("咨询医保报销材料")).probability < 0.2


def test_the_threshold_is_chosen_on_one_half_and_measured_on_the_other(profiles: dict[str, Profile], pairs: list[Pair]) -> None:
    report = measure(dict.fromkeys(profiles, ""), profiles, pairs)
    assert [figure.floor for figure in report.figures] == [0.95, 0.95, None, None]
    assert report.rows[0][1] == "240"
    assert all("same" in (mistake.right, mistake.said) or float(mistake.said) >= MERGE for mistake in report.mistakes)
    alone = measure(dict.fromkeys(profiles, ""), profiles, [pair for pair in pairs if pair.same])
    assert len(alone.figures) == 1 and "precision" in alone.notes[-1]
