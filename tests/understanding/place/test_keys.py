"""Keys of places."""

import pytest

from huying.understanding.place.keys import keys_of, same_place
from huying.understanding.place.reader import PlacePart


def key(**parts: str) -> tuple[str, ...]:
    return keys_of([PlacePart(kind, text, 0, len(text)) for kind, text in parts.items()])


@pytest.mark.parametrize(("number", "plain"), [("100号", "100"), ("一百二十号", "120"), ("12号之3", "12-3"), ("十五号", "15"),
                                               ("３０号", "30"),
                                               ("一二〇号", "120"), ("自编8号", "8"), ("号", "")])  # fmt: skip
def test_numbers_are_written_one_way(number: str, plain: str) -> None:
    assert key(road="体育东路", roadno=number)[0] == f"体育东路{plain}"


def test_stations_and_villages_have_short_keys() -> None:
    assert key(poi="地铁三号线石牌桥站") == key(poi="石牌桥地铁站") == ("石牌桥站",)
    assert key(community="大源村") == key(community="大源村委会") == ("大源村",)


def test_a_road_alone_does_not_make_two_places_the_same() -> None:
    assert not same_place(key(road="体育东路"), key(road="体育东路"))
    assert same_place(key(road="江燕路", poi="某某花园"), key(poi="某某花园"))
    assert not same_place((), ())
