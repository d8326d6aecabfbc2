"""The measure of danger counts what is heard, by part, and holds the floor to the part that taught nothing."""

from huying.understanding.evaluation.danger import Sentence, measure

ROWS = [
    Sentence("我家厨房着火了", True, "fire", "kept"), Sentence("求表扬一下公交司机", True, "fire", "kept"),
    Sentence("有人溺水", True, "drowning", "tune"), Sentence("路灯不亮", False, "other", "kept"),
]


def test_measure_counts_by_part_and_fails_below_the_floor() -> None:
    report = measure(ROWS, {"ordinary": ["路灯不亮", "物业乱收费", "我家着火了"]})
    figures = {figure.name: figure for figure in report.figures}
    assert figures["recall kept"].value == 0.5 and figures["recall kept"].kept is False
    assert figures["recall tune"].value == 1.0 and figures["recall tune"].kept is None
    assert figures["false alarms on traps kept"].value == 0.0
    assert round(figures["false alarms, ordinary"].value, 3) == 0.333 and not report.kept
    assert ("kept", "fire", "1", "2", "0.500") in report.rows


def test_measure_shows_mistakes_but_not_those_kept() -> None:
    assert measure(ROWS).mistakes == []
    assert [one.text for one in measure([Sentence("求表扬一下公交司机", True)]).mistakes] == ["求表扬一下公交司机"]
