"""Invented people: names and numbers made up by rule."""

import random

_FAMILY = "陈李黄张梁林王吴刘何罗郑谢杨邓冯叶苏潘曾卢蔡程关简麦区莫温邱钟余胡徐朱马高郭"
_FIRST = [
    "伟强", "志明", "嘉欣", "慧敏", "俊杰", "美玲", "国华", "秀英", "子轩", "雅婷", "振宇", "佩珊", "晓彤", "家豪", "文静", "浩然",
    "淑芬", "锦华", "丽华", "建国", "少芬", "绮雯", "永康", "婉婷", "梓晴", "思远", "立群", "凤仪", "启明", "若兰", "春燕", "世杰",
    "桂芳", "健文", "惠珍", "泽楷", "静怡", "海峰", "月娥", "小龙",
]  # fmt: skip


def person_name(rng: random.Random) -> str:
    """A name of two or three characters."""
    return rng.choice(_FAMILY) + rng.choice(_FIRST)


def phone(rng: random.Random, place: int) -> str:
    """A number of the form of a mobile number; the same `place` is the same person."""
    return f"1990000{place % 10_000:04d}" if place < 10_000 else f"199000{place % 100_000:05d}"
