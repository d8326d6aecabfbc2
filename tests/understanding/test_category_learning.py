"""What is learned from confirmed texts: right, calibrated, explained, small, quick, and the same after a journey to disk."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.understanding.category import LeafWords, Proposer
from huying.understanding.category_features import READ, numbers, reaches, read
from huying.understanding.category_model import WarmModel, unpacked
from huying.understanding.category_training import train
from tests.understanding.lessons import lessons

MODEL = train(lessons())


def test_a_new_text_finds_its_label_and_the_words_that_spoke():
    best = MODEL.classify("桥头的路灯又不亮了")[0]
    assert best.label == "010501"
    assert "路灯" in best.words
    assert MODEL.classify("厂里欠薪，工资一分没发")[0].label == "060101"


def test_chances_add_up_and_are_ordered():
    answer = MODEL.classify("物业费和路灯", top=4)
    assert sum(one.chance for one in answer) == pytest.approx(1.0, abs=0.001)
    assert [one.chance for one in answer] == sorted((one.chance for one in answer), reverse=True)


def test_it_is_less_sure_of_two_matters_than_of_one():
    two, one = MODEL.classify("路灯的事，还有停车费")[0].chance, MODEL.classify("路灯不亮")[0].chance
    assert 1 - two > 10 * (1 - one) and two < one


def test_many_at_once_answer_as_one_by_one():
    texts = ["路灯不亮", "", "老板拖欠工资，工地半夜打桩", "abc 123", "物业费" * 300]
    alone = [[(one.label, one.chance) for one in MODEL.classify(text)] for text in texts]
    together = [[(one.label, one.chance) for one in answer] for answer in MODEL.classify_many(texts)]
    assert [[label for label, _ in answer] for answer in together] == [[label for label, _ in answer] for answer in alone]
    for many, one in zip(together, alone, strict=True):
        assert [chance for _, chance in many] == pytest.approx([chance for _, chance in one], abs=0.001)


def test_many_labels_are_learned_in_two_layers():
    rows = [(f"{letter * 2}{other}坏了{where}", f"{ord(letter):05d}{ord(other):05d}")
            for letter in "井路灯树桥" for other in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰" for where in ("东", "西", "南", "北")]
    groups = {label: label[:5] for _, label in rows}
    model = train(rows, groups=groups)
    assert len(model.below) == 5 and len(model.labels) == 75
    said = [model.classify(text)[0].label for text, _ in rows]
    assert np.mean([one == label for one, (_, label) in zip(said, rows, strict=True)]) > 0.9
    again = unpacked(*model.packed())
    assert [again.classify(text) for text, _ in rows[:20]] == [model.classify(text) for text, _ in rows[:20]]


def test_a_model_of_another_shape_is_refused():
    arrays, told = MODEL.packed()
    with pytest.raises(ValueError):
        unpacked(arrays | {"0.weights": arrays["0.weights"][:-1]}, told)
    with pytest.raises(ValueError):
        unpacked(arrays, told | {"format": 99})


def test_too_little_is_said_to_be_too_little():
    with pytest.raises(ValueError, match="two labels"):
        train([("路灯不亮", "a"), ("路灯坏了", "a"), ("没有灯", "a"), ("停水", "b")])


def test_spaces_between_characters_do_not_matter():
    assert (numbers(read("路 灯 不 亮")) == numbers(read("路灯不亮"))).all()
    assert not (numbers(read("路灯不亮"))[:4] == numbers(read("水管漏水"))[:4]).all()


@pytest.mark.parametrize("text", ["", " ", "？！", "\ud800路灯\udfff", "\x00\x01", "😀" * 50, "路" * 10_000, "ﷺ" * READ])
def test_whatever_is_written_is_read(text: str):
    found = read(text)
    begins, ends = reaches(found)
    assert len(begins) == len(ends) == len(numbers(found))
    MODEL.classify(text)
    MODEL.classify_many([text, text])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_the_reach_of_every_feature_lies_within_the_letters(text: str):
    found = read(text)
    begins, ends = reaches(found)
    assert len(begins) == len(numbers(found))
    if len(begins):
        assert begins.min() >= 0 and ends.max() == found.ends[-1] and (begins < ends).all()


def test_a_leaf_never_seen_in_training_is_still_proposed():
    leaves = [LeafWords("010501", "路灯不亮", ("城市管理", "路灯"), "路灯熄灭", ("路灯不亮",)),
              LeafWords("060101", "拖欠工资", ("劳动", "工资"), "不发工资", ("欠薪",)),
              LeafWords("070501", "疫苗接种", ("医疗卫生", "疾控"), "预防接种、疫苗预约", ("打疫苗", "疫苗预约"))]
    proposer = Proposer(leaves, warm=lambda: MODEL)
    assert proposer.propose("孩子打疫苗约不到，疫苗预约网页打不开")[0].code == "070501"
    assert proposer.propose("公司不发工资")[0].code == "060101"


def test_labels_outside_the_catalogue_are_not_proposed():
    proposer = Proposer([LeafWords("010501", "路灯不亮", (), "", ("路灯",))], warm=lambda: MODEL)
    assert {one.code for one in proposer.propose("物业费涨价，路灯")} == {"010501"}


def test_a_long_hostile_text_takes_no_longer_than_a_bounded_one():
    before = time.process_time()
    for _ in range(5):
        MODEL.classify("路灯不亮工资" * 2000)
    assert (time.process_time() - before) / 5 < 0.05


def test_reading_never_imports_the_learning_library():
    program = ("import sys; import huying.understanding.category, huying.understanding.category_lessons; "
               "sys.exit(any(name.split('.')[0] in ('sklearn', 'scipy') for name in sys.modules))")
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_model_is_small():
    assert isinstance(MODEL, WarmModel) and MODEL.size < 2_000_000
