"""Each kind of mistake in a notice file is named with its line, its holiday and the remedy."""

from pathlib import Path

import pytest

from huying.clocks.notices import Mistake, load_calendar

GOOD = """\
year: 2026
notices:
  - title: a notice
holidays:
  - name: 元旦
    name_en: New Year's Day
    off: 2026-01-01..2026-01-03
    make_up: [2026-01-04]
  - name: 端午节
    name_en: Dragon Boat Festival
    off: 2026-06-19
"""


def write(folder: Path, text: str, name: str = "2026.yaml") -> list[Mistake]:
    (folder / name).write_text(text, encoding="utf-8")
    return load_calendar(folder)[1]


def test_the_citys_own_notices_are_right(notices: Path) -> None:
    loaded, mistakes = load_calendar(str(notices))
    assert mistakes == []
    assert loaded.known_until.isoformat() == "2026-12-31"


def test_a_good_file_makes_a_calendar(tmp_path: Path) -> None:
    assert write(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "about", "what", "remedy"),
    [
        ("year: 2026", "year: 2025", 1, "2026", "differs from the file's name", "year: 2026"),
        ("[2026-01-04]", "[2026-01-05]", 8, "2026/元旦", "no Saturday or Sunday", "2026-01-10 / 2026-01-11"),
        ("[2026-01-04]", "[2026-01-04, 2026-01-04]", 8, "2026/元旦", "is listed twice", "drop 2026-01-04"),
        ("[2026-01-04]", "[2026-01-03]", 8, "2026/元旦", "both off and worked", "drop 2026-01-03"),
        ("[2026-01-04]", "2026-01-04", 8, "2026/元旦", "a list is expected", "[…]"),
        ("[2026-01-04]", "[2026-02-30]", 8, "2026/元旦", "is no date", "2026-01-01"),
        ("off: 2026-06-19", "off: 2026-01-03", 11, "2026/端午节", "is listed twice", "drop 2026-01-03"),
        ("off: 2026-06-19", "off: 20260619", 11, "2026/端午节", "is no date", "2026-01-01"),
        ("off: 2026-06-19", "off: 2025-06-19", 11, "2026/端午节", "is not in 2026", "2026-06-19"),
        ("off: 2026-06-19", "off: 2027-01-01", 11, "2026/端午节", "is not in 2026", "2026-01-01"),
        (
            "off: 2026-06-19",
            "off: [2026-06-19]",
            11,
            "2026/端午节",
            "text or a date is expected",
            "2026-01-01",
        ),
        ("off: 2026-06-19", "off: 2026-06-19..2026-09-19", 11, "2026/端午节", "longer than 20", "2026-06-26"),
        (
            "01-01..2026-01-03",
            "01-03..2026-01-01",
            7,
            "2026/元旦",
            "is after the last",
            "2026-01-01..2026-01-03",
        ),
        ("    off: 2026-06-19\n", "", 9, "2026/端午节", "“off” is missing", "off: …"),
        ("name: 端午节", "names: 端午节", 9, "2026", "unknown key “names”", "name / name_en / off / make_up"),
        ("title: a notice", "number: 1", 3, "2026", "“title” is missing", "title: …"),
        ("off: 2026-06-19", "off: 2026-06-19\n    off: 2026-06-20", 12, "2026/端午节", "is doubled", "once"),
        ("- title: a notice", "- a notice", 3, "2026", "keys and values are expected", "title"),
        ("off: 2026-06-19", "off: '2026-06-19", 12, "", "not YAML", "indentation"),
    ],
)
def test_a_mistake_is_named(
    tmp_path: Path, old: str, new: str, line: int, about: str, what: str, remedy: str
) -> None:
    assert GOOD.count(old) == 1
    mistakes = [one for one in write(tmp_path, GOOD.replace(old, new)) if what in one.what_en]
    assert len(mistakes) == 1
    found = mistakes[0]
    assert (found.file, found.line) == ("2026.yaml", line)
    assert found.id == about
    assert remedy in found.write
    assert found.what == found.what_zh != found.what_en


def test_a_missing_year_is_named_and_ends_the_calendar(tmp_path: Path) -> None:
    for year in (2022, 2023, 2026):
        (tmp_path / f"{year}.yaml").write_text(f"year: {year}\nnotices: []\nholidays: []\n", encoding="utf-8")
    loaded, mistakes = load_calendar(tmp_path)
    assert [(one.file, one.write) for one in mistakes] == [
        ("2024.yaml", "2024.yaml"),
        ("2025.yaml", "2025.yaml"),
    ]
    assert loaded.known_until.isoformat() == "2023-12-31"


def test_a_day_in_two_files_is_named_in_the_later(tmp_path: Path) -> None:
    (tmp_path / "2026.yaml").write_text(GOOD, encoding="utf-8")
    later = GOOD.replace("2026", "2027").replace("2027-01-01..", "2026-12-31..").replace("01-04]", "01-09]")
    (tmp_path / "2027.yaml").write_text(later, encoding="utf-8")
    assert load_calendar(tmp_path)[1] == []
    (tmp_path / "2026.yaml").write_text(GOOD.replace("off: 2026-06-19", "off: 2026-12-31"), encoding="utf-8")
    found = load_calendar(tmp_path)[1]
    assert [(one.file, one.line, one.id) for one in found] == [("2027.yaml", 7, "2027/元旦")]
    assert found[0].what == "2026-12-31 重复列出（另见 2026/端午节）"


def test_other_faults_of_files_are_named(tmp_path: Path) -> None:
    assert [one.what_en for one in load_calendar(tmp_path)[1]] == ["there is no holiday notice"]
    assert [one.what_en for one in load_calendar(tmp_path / "nowhere")[1]] == ["there is no holiday notice"]
    assert [one.what_en for one in write(tmp_path, "")] == ["the file is empty"]
    (tmp_path / "2026.yaml").write_bytes(GOOD.encode("gbk"))
    assert [one.what_en for one in load_calendar(tmp_path)[1]] == ["the file is not UTF-8"]
    (tmp_path / "2026.yaml").unlink()
    assert [one.what_en for one in write(tmp_path, GOOD, "holidays.yml")] == [
        "the file is not named after a year",
        "there is no holiday notice",
    ]


def test_several_mistakes_are_reported_at_once_in_order(tmp_path: Path) -> None:
    text = GOOD.replace("[2026-01-04]", "[2026-01-05]").replace("year: 2026", "year: 2020")
    assert [one.line for one in write(tmp_path, text)] == [1, 8]
