"""Short words and what they ask for."""

import pytest

from huying.channels.base import intents
from huying.tickets import numbers

KEY = b"k" * 32
NUMBER = numbers.mint(7, __import__("datetime").date(2026, 3, 2), KEY)


@pytest.mark.parametrize(("text", "what", "grade"), [
    ("1", "grade", "very_satisfied"), ("５", "grade", "very_dissatisfied"), ("4，根本没解决", "grade", "dissatisfied"),
    ("回复2", "grade", "satisfied"), ("不满意", "grade", "dissatisfied"), ("满意。", "grade", "satisfied"),
    ("5星好评", "matter", None), ("3号楼漏水三天了", "matter", None), ("1. 路灯坏了 2. 井盖没了", "matter", None), ("12", "matter", None),
    ("进度", "progress", None), ("查进度。", "progress", None), ("退订", "stop", None), ("TD", "stop", None), ("订阅", "start", None),
    ("？", "help", None), ("催办", "urge", None), ("请尽快处理！", "urge", None),
    ("撤回", "withdraw", None), ("没有了", "enough", None), ("好的，谢谢！", "thanks", None), ("", "nothing", None),
    ("谢谢，但是路灯还是不亮", "matter", None), ("短信通知13800138000", "fallback", None), (" \n ", "nothing", None),
])
def test_short_words_are_understood(text: str, what: str, grade: str | None):
    found = intents.read(text)
    assert (found.what, found.grade) == (what, grade)


@pytest.mark.parametrize("text", [NUMBER, numbers.shown(NUMBER), f"编号：{NUMBER}", f"查 {NUMBER} 进度", f"{NUMBER} 123456"])
def test_a_number_alone_asks_where_it_stands(text: str):
    found = intents.read(text)
    assert (found.what, found.number) == ("progress", NUMBER)
    assert found.code == ("123456" if "123456" in text else "")


def test_a_number_within_words_is_a_matter_and_a_wrong_one_is_none():
    assert intents.read(f"{NUMBER}号诉求说的路灯还是不亮，请再来看看").what == "matter"
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    assert intents.read(wrong).what == "matter"
