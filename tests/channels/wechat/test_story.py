"""By WeChat alone, against the simulated platform over real HTTP: from the first contact to the grade."""

from __future__ import annotations

import re
import time

import httpx
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing

from huying.channels.models import Correspondent, DoorChange, Notice
from huying.channels.wechat import receiving
from huying.clocks.present import now
from huying.demo.wechat import acts
from huying.demo.wechat.platform import SimulatedPlatform
from huying.people import citizens
from huying.people.entry import CITIZEN_KEY
from huying.tickets import life
from huying.tickets.models import Attachment, Contact, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.wechat.conftest import LIN, heard, picture, work

pytestmark = pytest.mark.django_db(transaction=True)


def finish(ticket: Ticket, cast: Cast) -> None:
    for verb, by, more in (("dispatch", cast.dispatcher, {"lead": cast.lead_unit}), ("sign", cast.liaison, {}),
                           ("reply", cast.liaison, {"text": "已到现场修复，今晚亮灯。"}), ("check", cast.followup, {"passed": True})):
        getattr(life, verb)(ticket.number, by=by, now=now(), **more)
        work()


def test_from_the_greeting_to_the_grade_by_one_tap(phone: SimulatedPlatform, cast: Cast):
    assert "欢迎" in acts.come(phone, LIN).said
    assert "什么时间" in acts.tap(phone, LIN, "BEGIN").said
    acts.photo(phone, LIN, picture())
    work()
    assert "再用文字或语音" in heard(phone)[-1]["text"] and not Ticket.objects.exists()
    first = acts.write(phone, LIN, "路灯不亮，周围很黑𠮷")
    ticket = Ticket.objects.get()
    assert ticket.state == State.INCOMPLETE and "还需要您补充" in first.said and ticket.number[:6] in first.said
    assert Attachment.objects.get().ticket == ticket, "the photo that came before the words is part of it"
    placed = acts.place(phone, LIN, 23.1317, 113.3262, "天河区体育东路118号")
    ticket.refresh_from_db()
    assert ticket.state == State.INCOMPLETE and "还差" in placed.said
    acts.speak(phone, LIN, "上周五晚上开始的")
    work()
    done = acts.write(phone, LIN, "我是附近居民，希望尽快维修")
    ticket.refresh_from_db()
    assert ticket.state == State.RECEIVED and "继续办理" in done.said and "上周五" in ticket.detail and "𠮷" in ticket.detail
    assert ticket.place == "天河区体育东路118号" and ticket.lon is not None and abs(ticket.lon - 113.3208) < 0.001, "shifted back to WGS 84"
    assert "已提交" in acts.write(phone, LIN, "进度").said
    assert ticket.number[:6] in acts.tap(phone, LIN, "MINE").said

    finish(ticket, cast)
    cards = [each for each in heard(phone) if each["kind"] == "card"]
    assert [card["fields"]["thing5"] for card in cards] == ["已转承办单位"] and cards[0]["fields"]["character_string1"] == ticket.number
    asked = heard(phone)[-1]
    assert asked["kind"] == "menu" and "今晚亮灯" in asked["text"] and len(asked["entries"]) == 5
    thanks = acts.write(phone, LIN, asked["entries"][0]["content"], tapped=asked["entries"][0]["id"])
    ticket.refresh_from_db()
    assert ticket.state == State.ARCHIVED and Rating.objects.get().matter_grade == "very_satisfied"
    assert "评价已记录" in thanks.said and Ticket.objects.count() == 1
    shown = [str(each) for each in heard(phone)]
    assert len(shown) == len(set(shown)), "nothing was said twice"
    time.sleep(0.5)
    assert Notice.objects.filter(state=Notice.ARRIVED).count() == 1, "the platform told that the card arrived"


def test_a_card_opens_the_page_logged_in_and_the_grade_is_given_there(phone: SimulatedPlatform, cast: Cast, settings):
    settings.WECHAT_SIMULATOR = phone.url.rpartition(":")[2]  # type: ignore[attr-defined]
    acts.come(phone, LIN)
    acts.write(phone, LIN, "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩。我是附近住户，希望查处。")
    ticket = Ticket.objects.get()
    finish(ticket, cast)
    card = next(each for each in heard(phone) if each["kind"] == "card")
    with httpx.Client(follow_redirects=True, trust_env=False) as stranger:
        assert "/progress/" in str(stranger.get(f"{phone.web}{card['url']}").url), "who is not on the platform is asked for the code"
    with httpx.Client(follow_redirects=True, trust_env=False, cookies={"wechat_visitor": LIN}) as browser:
        page = browser.get(f"{phone.web}{card['url']}")
        assert page.url.path == f"/t/{ticket.number}/" and "今晚亮灯" in page.text
        secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert secret is not None
        rated = browser.post(f"{phone.web}/t/{ticket.number}/ratings/", data={"csrfmiddlewaretoken": secret[1], "matter": "satisfied"})
        assert rated.status_code == 200 and Rating.objects.get().matter_grade == "satisfied"
        assert ticket.number[:6] in browser.get(f"{phone.web}/mine/").text.replace(" ", "")


def test_a_forged_return_logs_nobody_in(phone: SimulatedPlatform):
    acts.write(phone, LIN, "路灯不亮，周围很黑")
    phone.codes["caught"] = LIN
    for state in ("", "x", signing.dumps(["/mine/", "n"], salt="wechat.oauth"), signing.dumps(["/mine/", "n"], salt="other")):
        with httpx.Client(base_url=phone.web, follow_redirects=True, trust_env=False) as browser:
            browser.get("/channels/wechat/back/", params={"code": "caught", "state": state})
            assert "/login/" in str(browser.get("/mine/").url)
    for outside in ("https://evil.example/", "//evil.example", "\\\\evil", "javascript:alert(1)"):
        answer = httpx.get(f"{phone.web}/channels/wechat/enter/", params={"next": outside}, trust_env=False)
        assert answer.headers["Location"] == "/mine/"


def test_the_same_message_brought_thrice_is_one_and_gets_the_same_answer(phone: SimulatedPlatform):
    said = {acts.write(phone, LIN, "路灯不亮，周围很黑", MsgId="771").said for _ in range(3)}
    assert len(said) == 1 and Ticket.objects.count() == 1 == Contact.objects.count()
    work()
    assert not [each for each in heard(phone) if each["kind"] == "card"]


def test_danger_is_answered_at_once_and_first(phone: SimulatedPlatform):
    acts.write(phone, LIN, "路灯不亮，周围很黑")
    assert acts.write(phone, LIN, "着火了，有人被困在楼上！").said.startswith("从您的描述看可能有人身危险")


def test_who_leaves_hears_nothing_and_another_door_is_used(phone: SimulatedPlatform, cast: Cast):
    acts.come(phone, LIN)
    acts.write(phone, LIN, "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩。我是附近住户，希望查处。")
    ticket = Ticket.objects.get()
    acts.write(phone, LIN, "短信通知 13800138000")
    phone.people.of(LIN).follows = False  # type: ignore[union-attr]
    life.dispatch(ticket.number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    work()
    rows = Notice.objects.filter(event__verb="dispatch").exclude(door="desk").order_by("id")
    assert [(row.door, row.state) for row in rows] == [("wechat", "failed"), ("sms", "sent")]
    acts.leave(phone, LIN)
    assert Correspondent.objects.get().silent_at is not None
    time.sleep(1.1)  # events have no other name than their second
    assert "欢迎" in acts.come(phone, LIN).said and Correspondent.objects.get().silent_at is None


def test_nobody_elses_matter_is_shown_by_its_number(phone: SimulatedPlatform):
    acts.write(phone, LIN, "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩。我是附近住户，希望查处。")
    number = Ticket.objects.get().number
    said = acts.write(phone, "oOther", number).said
    assert "提取码" in said and "打桩" not in said
    tapped = acts.write(phone, "oOther", "满意", tapped=f"rate:{number}:1").said
    assert not Rating.objects.exists() and "打桩" not in tapped
    assert "没有查到" in acts.tap(phone, "oOther", "MINE").said


def test_a_voice_without_words_reaches_a_person_who_listens(phone: SimulatedPlatform):
    acts.speak(phone, LIN, "")
    work()
    assert "语音留言" in Ticket.objects.get().detail and Attachment.objects.get().kind == "audio"
    assert Ticket.objects.get().door == receiving.DOOR


def test_a_person_binds_wechat_with_consent_and_finds_what_they_wrote_there(phone: SimulatedPlatform, cast: Cast, settings):
    settings.WECHAT_SIMULATOR = phone.url.rpartition(":")[2]  # type: ignore[attr-defined]
    acts.write(phone, LIN, "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩。我是附近住户，希望查处。")
    number = Ticket.objects.get().number
    citizen = citizens.of_phone("13900007777", now())
    visit = SessionStore()
    visit[CITIZEN_KEY] = citizen.pk
    visit.create()
    cookies = {"wechat_visitor": LIN, settings.SESSION_COOKIE_NAME: str(visit.session_key)}
    with httpx.Client(base_url=phone.web, follow_redirects=True, trust_env=False, cookies=cookies) as browser:
        page = browser.get("/mine/").text
        assert number not in page and "绑定当前微信" in page
        secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert secret is not None
        token = {"csrfmiddlewaretoken": secret[1]}
        assert "请先勾选同意" in browser.post("/mine/doors/wechat/", data=token).text and number not in browser.get("/mine/").text
        page = browser.post("/mine/doors/wechat/", data={**token, "agreed": "on"}).text
        assert "微信已绑定" in page and number in page
    assert Correspondent.objects.get().citizen == citizen and DoorChange.objects.get().what == "joined"
    with httpx.Client(base_url=phone.web, follow_redirects=True, trust_env=False, cookies={"wechat_visitor": LIN}) as later:
        assert number in later.get("/channels/wechat/enter/", params={"next": "/mine/"}).text
