"""Names of divisions to one code."""

import pytest

from huying.understanding.place.gazetteer import national_gazetteer, stem_of
from huying.understanding.place.resolve import resolve


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ([("prov", "浙江省"), ("city", "杭州市"), ("district", "西湖区")], "330106"),
        ([("city", "南昌"), ("district", "西湖区")], "360103"),
        ([("district", "西湖区")], ""),
        ([("city", "义乌市")], "330782"),
        ([("district", "江干区")], "330102"),
        ([("district", "富阳市")], "330111"),
        ([("prov", "吉林")], "220000"),
        ([("prov", "吉林省"), ("city", "吉林市")], "220200"),
        ([("prov", "浙江省"), ("district", "天河区")], "330000"),
        ([("city", "无此市")], ""),
        ([], ""),
    ],
)
def test_names_agree_on_the_narrowest(named: list[tuple[str, str]], code: str) -> None:
    assert resolve(named, national_gazetteer()) == code


def test_a_hint_decides_between_places_of_one_name() -> None:
    assert resolve([("district", "西湖区")], national_gazetteer(), "330100") == "330106"


@pytest.mark.parametrize(("name", "stem"), [("鹿城区", "鹿城"), ("广西壮族自治区", "广西"), ("横县", "横县"), ("石牌街道", "石牌"),
                                            ("延边朝鲜族自治州", "延边")])  # fmt: skip
def test_stems(name: str, stem: str) -> None:
    assert stem_of(name) == stem
