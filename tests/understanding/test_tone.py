"""Abuse, threats, noise and advertising are marked; complaint language alone is not."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.tone import KINDS, tone

with (Path(__file__).parent / "samples" / "tone.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("text", [row["text"] for row in ROWS if row["label"] == "normal"])
def test_complaint_language_is_no_abuse(text: str) -> None:
    assert tone(text) == ()


@pytest.mark.parametrize("kind", list(KINDS))
def test_most_samples_of_a_kind_are_marked(kind: str) -> None:
    texts = [row["text"] for row in ROWS if row["label"] == kind]
    assert len(texts) >= 20
    assert sum(kind in {mark.kind for mark in tone(text)} for text in texts) >= 0.9 * len(texts)


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [("你这个废物什么都不会", "abuse", "废物"), ("再不来修我就弄死你们", "threat", "弄死你"), ("。。。", "noise", ""),
     ("无抵押贷款秒批，加微信详谈", "advertising", "无抵押")],
)
def test_marks_carry_their_words(text: str, kind: str, word: str) -> None:
    mark = tone(text)[0]
    assert mark.kind == kind and 0.5 <= mark.confidence <= 1 and mark.zh and mark.en
    assert not word or word in mark.words


@pytest.mark.parametrize(
    "text",
    ["垃圾桶满了没人收，恶心死了", "保安骂我是傻逼，要求物业道歉", "邻居威胁要弄死你们这些投诉的人，我已经报警",
     "请查处贷款小广告，上面写着无抵押加微信",
     "你好", "请问你们几点下班，路上要小心吗", "废物利用的设施坏了", "我妈的手机被偷了", "客服说垃圾分类不归他们管"],
)
def test_those_who_report_it_are_not_marked(text: str) -> None:
    assert tone(text) == () or (text == "你好" and tone(text)[0].kind == "noise")


@given(st.text(max_size=300))
def test_tone_never_fails(text: str) -> None:
    assert all(mark.kind in KINDS for mark in tone(text))
