"""Topics grow as requests come in, keep their ids, and are named by place and thing."""

import csv
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from huying.understanding.evaluation.hot import Message, measure
from huying.understanding.hot import Topics
from huying.understanding.profile import profile
from huying.understanding.rarity import Rarity

START = datetime(2026, 3, 2)
FUMES = [
    ("丽晴花园楼下烧烤店油烟扰民", "丽晴花园一楼的烧烤店没有烟道，油烟直接排到楼上住户家里。"),
    ("投诉丽晴花园烧烤油烟", "丽晴花园住户每晚都被烧烤店的油烟熏得不敢开窗。"),
    ("丽晴花园临街餐馆油烟太大", "丽晴花园楼下餐馆炒菜油烟呛人，没有排烟管道。"),
    ("再次反映丽晴花园油烟问题", "丽晴花园烧烤店油烟依旧，希望尽快处理。"),
]
LAMPS = [
    ("榕荫大道路灯不亮", "榕荫大道小学门口一段路灯坏了十天。"),
    ("榕荫大道整排路灯不亮请检修", "榕荫大道晚上没有路灯，一片漆黑。"),
    ("榕荫大道路灯坏了没人修", "榕荫大道的路灯坏了很久没有人修。"),
]
OTHERS = [("咨询居住证办理材料", "请问办理居住证需要哪些材料？"), ("公司拖欠工资三个月", "在黄埔一家厂里上班，三个月没有发工资。"),
          ("金轮大厦电梯困人", "金轮大厦电梯一个月内三次困人。"), ("咨询新生儿入户", "孩子刚出生，怎样办理入户？")]


BIKES = ("共享单车堵路", "地铁口单车堵路。")


@lru_cache(maxsize=1)
def city() -> list[Message]:
    """Four hundred other requests, which tell what is rare."""
    with (Path(__file__).parent / "samples" / "duplicates_messages.csv").open(encoding="utf-8", newline="") as file:
        return [Message(row["id"], row["title"], row["detail"], START - timedelta(days=9)) for row in csv.DictReader(file)]


def grown() -> tuple[Topics[str], list[Message]]:
    trios = zip(FUMES, [*LAMPS, OTHERS[3]], [*OTHERS[:3], BIKES], strict=True)
    texts = [pair for trio in trios for pair in trio]
    messages = [Message(f"m{number}", title, detail, START + timedelta(days=number))
                for number, (title, detail) in enumerate(texts)]
    topics: Topics[str] = Topics(Rarity(f"{each.title} {each.detail}" for each in [*city(), *messages]))
    for each in messages:
        topics.add(each.id, profile(each.title, each.detail, rarity=topics.index.rarity), each.at)
    return topics, messages


def test_requests_about_one_matter_become_one_topic() -> None:
    topics, _ = grown()
    assert list(topics.find("m0").members) == ["m0", "m3", "m6", "m9"]
    assert list(topics.find("m1").members) == ["m1", "m4", "m7"]
    assert all(topics.find(id).size == 1 for id in ("m2", "m5", "m8"))
    assert topics.find("m9").id == "m0"


def test_a_topic_knows_its_times_and_its_growth() -> None:
    topics, messages = grown()
    topic = topics.find("m0")
    assert (topic.first_at, topic.last_at) == (messages[0].at, messages[9].at)
    assert topic.between(START, START + timedelta(days=7)) == 3
    assert topic.growth(START + timedelta(days=7), timedelta(days=4)) == 1
    assert [each.id for each in topics.largest(START, START + timedelta(days=30))] == ["m0", "m1"]
    assert topics.largest(START + timedelta(days=8), START + timedelta(days=30)) == []


def test_a_topic_is_named_by_place_and_thing_with_a_typical_member() -> None:
    topics, _ = grown()
    topic = topics.find("m0")
    assert topics.name(topic).startswith("丽晴花园")
    assert "油烟" in topics.name(topic)
    assert topics.typical(topic) in topic.members


def test_the_same_order_gives_the_same_groups() -> None:
    assert [(each.id, list(each.members)) for each in grown()[0]] == [(each.id, list(each.members)) for each in grown()[0]]


def test_two_topics_that_prove_one_keep_the_older_id() -> None:
    topics, _ = grown()
    first, second = topics.find("m0"), topics.find("m1")
    united = topics._united([second, first])
    assert united.id == "m0"
    assert topics.find("m1") is united
    assert set(united.members) == {"m0", "m3", "m6", "m9", "m1", "m4", "m7"}


def test_a_perfect_and_a_wrong_reference_are_told_apart() -> None:
    _, messages = grown()
    right = measure([*city(), *messages], {"fumes": ["m0", "m3", "m6", "m9"], "lamps": ["m1", "m4", "m7"]})
    assert [figure.value for figure in right.figures] == pytest.approx([1.0, 1.0])
    wrong = measure([*city(), *messages], {"mixed": ["m0", "m1", "m2"]})
    assert not wrong.kept
    assert wrong.mistakes
