"""The measure of addresses, and what the built-in reader reaches on the labelled files where they are there."""

from pathlib import Path

import pytest

from huying.understanding.evaluation.place import Labelled, measure, read_labelled
from huying.understanding.place.builtin import builtin_tagger
from huying.understanding.place.gazetteer import national_gazetteer
from huying.understanding.place.tagger import Part

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "address" / "ncap_dev.txt"


def test_lines_become_addresses() -> None:
    lines = ["东 B-road", "路 I-road", "12 B-roadNo", "号 I-roadno", "", "旁 O", "村 B-community"]
    assert read_labelled(lines) == [
        Labelled("东路12号", [Part("road", 0, 2), Part("roadno", 2, 5)]),
        Labelled("旁村", [Part("community", 1, 2)]),
    ]


def test_a_line_without_a_label_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_labelled(["东 B-road", "路"])


class Fixed:
    """A reader that always says the same."""

    def __init__(self, parts: list[Part]) -> None:
        self.said = parts

    def parts(self, text: str, gazetteer: object, *, whole: bool = False) -> list[Part]:
        return self.said


def test_a_part_counts_when_kind_and_both_ends_are_right() -> None:
    right = [Part("city", 0, 3), Part("district", 3, 6), Part("road", 6, 9)]
    row = Labelled("杭州市西湖区文三路", right)
    report = measure([row], Fixed([*right[:2], Part("road", 6, 8)]), national_gazetteer(), name="x")  # type: ignore[arg-type]
    values = {figure.name.split(" · ")[1]: figure.value for figure in report.figures}
    assert values["parts, exact F1"] == pytest.approx(2 / 3)
    assert values["divisions resolved"] == 1 and values["addresses wholly right"] == 0
    assert report.mistakes[0].right == "road=文三路" and report.mistakes[0].said == "road=文三"
    wrong = measure([row], Fixed(right[:1]), national_gazetteer(), name="x")  # type: ignore[arg-type]
    assert next(f.value for f in wrong.figures if "divisions" in f.name) == 0


def test_nothing_to_measure_is_said() -> None:
    assert measure([], builtin_tagger(), national_gazetteer(), name="x").skipped


def test_the_built_in_reader_on_a_part_of_the_labelled_file() -> None:
    if not DATA.is_file():
        pytest.skip(f"no labelled addresses at {DATA}")
    rows = read_labelled(DATA.read_text("utf-8").splitlines())[::6]
    report = measure(rows, builtin_tagger(), national_gazetteer(), name="x")
    values = {figure.name.split(" · ")[1]: figure.value for figure in report.figures}
    assert values["parts, exact F1"] > 0.85
    assert values["divisions resolved"] >= 0.95
