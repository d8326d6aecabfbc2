"""One matter at one place is told from the same place with another trouble and from the same trouble elsewhere."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from huying.cli.evaluate.duplicates import gists_of, read_pairs, read_texts
from huying.understanding.alike.gist import Gist, gist
from huying.understanding.duplicates import MERGE, SHOW, judge
from huying.understanding.evaluation.duplicates import Pair, measure

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return read_pairs(SAMPLES / "duplicates.csv")


@pytest.fixture(scope="module")
def gists(pairs: list[Pair]) -> dict[str, Gist]:
    return gists_of(read_texts(SAMPLES / "duplicates_messages.csv", {id for pair in pairs for id in (pair.a, pair.b)}))


def test_samples_are_as_many_as_told(pairs: list[Pair]) -> None:
    with (SAMPLES / "duplicates_messages.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["title"] + row["detail"] for row in csv.DictReader(file)]
    assert len(set(texts)) == len(texts) == 400
    assert sum(pair.same for pair in pairs) == 240
    assert len(pairs) == 560


def test_near_misses_are_seldom_proposed(pairs: list[Pair], gists: dict[str, Gist]) -> None:
    judged = {pair: judge(gists[pair.a], gists[pair.b]).probability for pair in pairs}
    for why, most in (("same place, other matter", 0.05), ("same matter, other place", 0.02)):
        values = [value for pair, value in judged.items() if pair.why == why]
        assert sum(value >= MERGE for value in values) <= most * len(values)
    same = [value for pair, value in judged.items() if pair.same]
    assert sum(value >= MERGE for value in same) >= 0.85 * len(same)
    assert sum(value >= SHOW for value in same) >= 0.85 * len(same)


def test_a_judgement_is_symmetric_and_bounded(pairs: list[Pair], gists: dict[str, Gist]) -> None:
    for pair in pairs[::9]:
        there, back = judge(gists[pair.a], gists[pair.b]), judge(gists[pair.b], gists[pair.a])
        assert there.probability == pytest.approx(back.probability)
        assert 0 <= there.probability <= 1


def test_a_copy_is_one_matter_but_not_with_another_name_in_it() -> None:
    text = "{}楼下的店铺装了排烟口，油烟直冲住户，晚上不敢开窗，老人咳嗽不止，请尽快查处。"
    here = gist("油烟扰民", text.format("翠湖花园"))
    copied, swapped = judge(here, gist("请查处油烟", text.format("翠湖花园"))), judge(here, gist("油烟扰民", text.format("锦城大厦")))
    assert copied.probability > 0.9
    assert ("文字相同", "same words") in copied.reasons
    assert swapped.probability < SHOW


def test_nothing_in_common_and_nothing_at_all_are_unlike() -> None:
    empty = gist("")
    assert judge(empty, empty).probability < MERGE
    assert judge(gist("路灯不亮"), gist("咨询医保报销材料")).probability < 0.2


def test_the_threshold_is_chosen_on_one_half_and_measured_on_the_other(gists: dict[str, Gist], pairs: list[Pair]) -> None:
    report = measure(dict.fromkeys(gists, ""), gists, pairs)
    assert [figure.floor for figure in report.figures] == [0.95, 0.95, None, None]
    assert report.rows[0][1] == "240"
    assert all("same" in (mistake.right, mistake.said) or float(mistake.said) >= MERGE for mistake in report.mistakes)
    alone = measure(dict.fromkeys(gists, ""), gists, [pair for pair in pairs if pair.same])
    assert len(alone.figures) == 1 and "precision" in alone.notes[-1]


def test_the_same_place_is_heard_whatever_its_ending_and_another_is_not() -> None:
    told = "{}门口的井盖坏了，车压过去咣当响，很危险"
    here = gist("井盖破损", told.format("翠湖花园12栋"))
    assert ("地点相同", "same place") in judge(here, gist("", "翠湖花园12座的沙井盖裂了，请更换")).reasons
    assert judge(here, gist("", "翠湖花园12座的沙井盖裂了，请更换")).probability >= MERGE
    for other in ("金桂花园12栋", "鹤岗路"):
        assert judge(here, gist("井盖破损", told.format(other))).probability < SHOW


def test_a_text_with_the_same_letters_is_one_whatever_its_marks() -> None:
    assert judge(gist("", "路灯不亮，请修！"), gist("", "路灯不亮 请修")).probability == 1.0


@pytest.mark.parametrize("text", ["", "。", "🙂", "a" * 5000, "路" * 5000, "3栋2单元" * 900, "一二三四五六七八九十百" * 400, "\ud83d"])
def test_any_text_can_be_read(text: str) -> None:
    one = gist(text, text, text)
    assert 0 <= judge(one, one).probability <= 1
    assert 0 <= judge(one, gist("路灯不亮", "昌岗中路路灯灭了")).probability <= 1


@pytest.mark.parametrize(("name", "found", "mixed_up"), [("duplicates_strange", 0.75, 0.12), ("duplicates_third", 0.5, 0.11)])
def test_strange_matters_are_found_and_seldom_mixed_up(name: str, found: float, mixed_up: float) -> None:
    pairs = read_pairs(SAMPLES / f"{name}.csv")
    gists = gists_of(read_texts(SAMPLES / f"{name}_messages.csv", {id for pair in pairs for id in (pair.a, pair.b)}))
    judged = [(pair.same, judge(gists[pair.a], gists[pair.b]).probability >= MERGE) for pair in pairs]
    said = {same: [told for truth, told in judged if truth is same] for same in (True, False)}
    assert sum(said[True]) >= found * len(said[True])
    assert sum(said[False]) <= mixed_up * len(said[False])


def test_the_command_needs_no_settings_of_an_installation() -> None:
    where = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    files = [str(SAMPLES / name) for name in ("duplicates_messages.csv", "duplicates.csv")]
    run = [sys.executable, "-c", "from huying.cli import main; main()", "eval", "duplicates", *files, "--json"]
    said = subprocess.run(run, env=where, capture_output=True, text=True, check=False)
    assert json.loads(said.stdout)["name"] == "duplicates"
