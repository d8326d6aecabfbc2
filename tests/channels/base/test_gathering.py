"""A chat in short pieces: photos before and after the words, what goes on, thanks that open nothing."""

from __future__ import annotations

from typing import Any

import pytest

from huying.channels.base.message import File
from huying.tickets.models import Attachment, Contact, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.base.conftest import HOUR, Gateway, Talker
from tests.channels.base.test_dialogue import WHOLE


@pytest.fixture
def chat(cast: Cast, box: dict[str, Gateway]) -> Talker:
    return Talker("wechat", "oLin_Citizen", box)


def test_photos_and_a_place_wait_for_words_and_go_with_them(chat: Talker, photo: File):
    chat.write("", files=[photo])
    chat.write("位置：体育东路118号", place="体育东路118号", lat=23.13, lon=113.33)
    assert not Ticket.objects.exists() and all("再用文字" in each for each in chat.heard)
    number = chat.write("昨晚十一点到凌晨两点旁边的建筑工地一直在打桩。我是附近住户，希望查处。").number
    found = Ticket.objects.get(number=number)
    assert (found.place, found.lon) == ("体育东路118号", 113.33) and Attachment.objects.get().ticket == found
    assert Contact.objects.filter(ticket=found).count() == 3


def test_a_photo_after_the_words_joins_them_for_half_an_hour(chat: Talker, photo: File):
    number = chat.write(WHOLE).number
    assert chat.write("", files=[photo]).number == number and "已加入" in chat.fresh()[-1]
    chat.now += HOUR
    later = chat.write("", files=[photo])
    assert later.state == Contact.SETTLED and later.number == "" and Ticket.objects.count() == 1


def test_what_goes_on_is_no_matter_of_its_own(chat: Talker):
    number = chat.write(WHOLE).number
    assert chat.write("而且每天晚上都这样").number == number
    assert chat.write("谢谢").purpose == "thanks" and chat.write("好的").purpose == "thanks"
    assert Ticket.objects.count() == 1


def test_what_is_missing_may_come_in_many_short_pieces(chat: Talker):
    number = chat.write("路灯不亮，周围很黑").number
    for piece in ("体育东路", "118号门口", "上周五晚上开始的"):
        assert chat.write(piece).purpose == "partial"
    assert chat.write("我是附近居民，希望尽快维修").purpose == "complete"
    found = Ticket.objects.get(number=number)
    assert found.state == State.RECEIVED and "118号门口" in found.detail


@pytest.mark.parametrize(("tap", "words"), [("begin", "什么时间"), ("human", "12345"), ("advice", "110"), ("help", "13 位编号"),
                                            ("mine", "没有查到"), ("welcome", "欢迎")])
def test_the_menu_is_answered_at_once(chat: Talker, tap: str, words: str):
    assert chat.write("", act=tap).state == Contact.SETTLED and words in chat.fresh()[-1]


def test_own_requests_are_listed_for_their_owner_only(chat: Talker, box: dict[str, Any]):
    chat.write(WHOLE)
    chat.write("我的诉求")
    assert "已提交" in chat.fresh()[-1]
    other = Talker("wechat", "oLin_citizen", box, keys=iter(range(500, 600)))  # another spelling is another person
    other.write("我的诉求")
    assert "没有查到" in other.fresh()[-1]


def test_words_are_read_in_english_too(chat: Talker):
    chat.write("advice", language="en")
    assert "Call 110" in chat.fresh()[-1]
