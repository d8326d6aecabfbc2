"""Keys are few, stable and shared by requests about one matter; the index finds the likeliest first."""

import os
import subprocess
import sys

from huying.understanding.profile import profile
from huying.understanding.rarity import Rarity
from huying.understanding.retrieval import Index, keys

HERE = ("昌岗中路路灯不亮", "昌岗中路靠近小学那一段，整排路灯灭了快十天。")
AGAIN = ("晚上没有灯", "昌岗中路晚上没有路灯，孩子放学要打手电。")
ELSEWHERE = ("咨询退休手续", "母亲明年退休，请问要准备什么。")


def test_keys_are_few_and_fit_a_bigint() -> None:
    for title, detail in (HERE, AGAIN, ELSEWHERE, ("", ""), ("？", "！"), ("甲乙丙丁小区" * 30, "路灯" * 5000)):
        found = keys(title, detail)
        assert len(found) == len(set(found)) <= 15
        assert all(-(2**63) <= key < 2**63 for key in found)


def test_requests_about_one_matter_share_keys() -> None:
    assert set(keys(*HERE)) & set(keys(*AGAIN))
    assert not set(keys(*HERE)) & set(keys(*ELSEWHERE))


def test_copies_share_keys_even_when_they_name_nothing() -> None:
    text = "每天夜里都吵得睡不着，反映多次没有结果，请尽快解决。"
    assert len(set(keys("", text)) & set(keys("", "您好！" + text))) >= 2


def test_keys_never_change() -> None:
    assert keys(*HERE) == keys(*HERE)
    assert keys("昌岗中路", "")[0] == keys("昌岗中路", "")[0]


def test_the_nearest_comes_first() -> None:
    texts = {"again": AGAIN, "other": ELSEWHERE, "signal": ("红绿灯时间短", "昌岗中路的红绿灯时间太短。")}
    index: Index[str] = Index(Rarity(f"{title} {detail}" for title, detail in texts.values()))
    for id, (title, detail) in texts.items():
        index.add(id, profile(title, detail, rarity=index.rarity))
    assert next(found.id for found in index.nearest(profile(*HERE, rarity=index.rarity))) == "again"


def test_rarity_grows_with_rareness() -> None:
    rarity = Rarity(["路灯不亮", "路灯坏了", "停水"])
    assert rarity.of("停水") > rarity.of("路灯") > 0
    assert rarity.most >= rarity.of("没有")
    assert rarity.of_name("翠湖花园") >= rarity.of("停水")


def test_every_process_finds_the_same_keys():
    text = "垃圾、噪声、停水、停电、油烟、路灯不亮、井盖破损、违停、积水"
    told = f"from huying.understanding.retrieval import keys; print(keys({text!r}, {text!r}, '天河区体育东路1号'))"
    seeds = ("0", "1", "2", "3")
    found = {subprocess.run([sys.executable, "-c", told], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True,
                            check=True).stdout for seed in seeds}
    assert len(found) == 1
