"""The measure of tone sets its threshold on texts that neither teach nor measure."""

import random

from huying.understanding.evaluation.tone import Said, measure

DICE = random.Random(5)
RUDE = [f"你这个{a}{b}滚远点" for a in ("蠢猪", "贱货", "废物", "人渣", "白痴") for b in "甲乙丙丁戊己庚辛壬癸"]
FAIR = [f"今天去{a}公园看{b}花开得很好" for a in ("东", "西", "南", "北", "中") for b in "桃李杏梅菊兰荷桂茶梨"]
NORMAL = [f"{a}路{number}号{b}，希望尽快处理" for a in ("东风", "人民", "解放") for number in range(20)
          for b in ("路灯不亮", "井盖松动", "油烟扰民")]


def said(texts: list[str], offensive: bool) -> list[Said]:
    return [Said(text, offensive, "t") for text in texts]


def test_a_learned_model_marks_attacks_and_leaves_complaints() -> None:
    train, test = said(RUDE[::2], True) + said(FAIR[::2], False), said(RUDE[1::2], True) + said(FAIR[1::2], False)
    report = measure(train, test, NORMAL)
    figures = {figure.name: figure for figure in report.figures}
    assert figures["recall, attacks on a person"].value > 0.9 and figures["recall, attacks on a person"].kept
    assert figures["false alarms on ordinary complaints"].value <= 0.05
    assert any("threshold" in note for note in report.notes)


def test_a_model_taught_the_wrong_way_fails() -> None:
    report = measure(said(RUDE[::2], False) + said(FAIR[::2], True), said(RUDE[1::2], True), NORMAL)
    assert not report.kept


def test_without_training_what_is_shipped_is_measured_and_the_finer_label_counts() -> None:
    test = [Said("你这个废物", True, "t", True), Said("那里的天气真好", True, "t", True), Said("那地方的人都坏", True, "t", False)]
    figures = {figure.name: figure for figure in measure([], test, NORMAL[:20]).figures}
    assert figures["recall, attacks on a person"].value == 0.5
    assert figures["recall, attacks on a person"].floor is None
    assert figures["any mark on ordinary complaints"].value == 0.0
