"""The platform's moods: stale tokens, busy, over its limits, down, talking garbage; and one token for many processes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from huying.channels import delivery
from huying.channels.models import Notice, PlatformToken
from huying.channels.wechat import account, cards, receiving
from huying.channels.wechat import token as tokens
from huying.channels.wechat.offset import to_wgs
from huying.channels.wechat.platform import Declined, Platform, PlatformDown
from huying.channels.wechat.sending import cut
from huying.clocks.present import now
from huying.demo.wechat import acts
from huying.demo.wechat.platform import SimulatedPlatform
from huying.tickets import life
from huying.tickets.models import Attachment, Contact, Ticket
from tests.cast import Cast
from tests.channels.wechat.conftest import LIN, heard, picture, work

TOKEN, SEND, CARD, MEDIA = "/cgi-bin/stable_token", "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send", "/cgi-bin/media/get"


def there() -> Platform:
    own = account.current()
    assert own is not None
    return Platform(own)


def words(text: str = "您好") -> dict[str, Any]:
    return there().call("message/custom/send", {"touser": LIN, "msgtype": "text", "text": {"content": text}})


@pytest.fixture
def known(wired: SimulatedPlatform, db: None) -> SimulatedPlatform:
    acts.come(wired, LIN)  # nobody answers at the hotline's side, but the platform knows the person
    return wired


def test_one_token_serves_until_it_is_about_to_end(known: SimulatedPlatform):
    for _ in range(3):
        words()
    assert known.calls[TOKEN] == 1
    PlatformToken.objects.update(good_until=datetime.now(UTC) + timedelta(minutes=4))
    words()
    assert known.calls[TOKEN] == 2, "renewed before it ends"


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_stale_token_is_renewed_once_and_the_call_made_again(known: SimulatedPlatform, code: int):
    words()
    known.troubles[SEND] = [code]
    words("再来")
    assert [each["text"] for each in heard(known)][-1] == "再来" and known.calls[TOKEN] >= 2
    known.tokens.clear()
    words("令牌被别处换掉")
    known.troubles[SEND] = [code, code]
    with pytest.raises(Declined):
        words()


def test_a_busy_platform_is_asked_again_and_in_the_end_waited_for(known: SimulatedPlatform):
    known.troubles[SEND] = [-1, -1]
    words("终于")
    assert heard(known)[-1]["text"] == "终于"
    known.troubles[SEND] = [-1] * 5
    with pytest.raises(PlatformDown):
        words()


@pytest.mark.parametrize("trouble", [500, 502, 429, 302, b"", b"<html>", b"[1]", b'{"errcode": "x"}', b"\xff\xfe"])
def test_garbage_and_errors_are_no_answer(known: SimulatedPlatform, trouble: object):
    words()
    known.troubles[SEND] = [trouble] * 4
    with pytest.raises(PlatformDown):
        words()
    known.troubles[SEND] = []
    known.troubles[TOKEN] = [trouble]
    PlatformToken.objects.all().delete()
    with pytest.raises(PlatformDown):
        words()


def test_the_token_is_sealed_and_no_error_tells_it(known: SimulatedPlatform, settings: Any):
    words()
    token = next(iter(known.tokens)).encode()
    assert token not in bytes(PlatformToken.objects.get().sealed)
    settings.WECHAT = {**settings.WECHAT, "api": "http://127.0.0.1:9"}
    with pytest.raises(PlatformDown) as down:
        words()
    assert token.decode() not in str(down.value) and settings.WECHAT["secret"] not in repr(account.current())


@pytest.mark.django_db(transaction=True)
def test_many_at_once_fetch_one_token():
    fetched: list[bool] = []

    def fetch(by_force: bool) -> tuple[str, int]:
        fetched.append(by_force)
        threading.Event().wait(0.3)
        return f"token{len(fetched)}", 7200

    def ask(stale: str, got: list[str]) -> None:
        got.append(tokens.get("wechat:many", fetch, stale=stale))
        connection.close()

    for stale, expected in (("", "token1"), ("token1", "token2")):
        got: list[str] = []
        threads = [threading.Thread(target=ask, args=(stale, got)) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert set(got) == {expected} and len(fetched) == int(expected[-1])
    assert tokens.get("wechat:many", lambda by_force: (("token3" if by_force else "token2"), 7200), stale="token2") == "token3"


WHOLE = "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩。我是附近住户，希望查处。"


@pytest.mark.django_db(transaction=True)
def test_an_hour_without_the_platform_loses_and_doubles_nothing(phone: SimulatedPlatform, cast: Cast):
    acts.come(phone, LIN)
    acts.write(phone, LIN, WHOLE)
    phone.troubles[MEDIA] = [500, 429, b"garbage", -1]
    acts.photo(phone, LIN, picture())
    row = Contact.objects.get(state=Contact.NEW)
    for _ in range(3):
        with pytest.raises(PlatformDown):
            receiving.again(row, now())
    phone.troubles[CARD] = [500, 45009, b"{"]
    life.dispatch(Ticket.objects.get().number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    for _ in range(8):
        try:
            work()
        except (PlatformDown, Declined):
            continue
    notice = Notice.objects.get(event__verb="dispatch", door="wechat")
    assert notice.state in (Notice.SENT, Notice.ARRIVED) and notice.tries > 2
    assert len([each for each in heard(phone) if each["kind"] == "card"]) == 1 and Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_card_handed_over_twice_is_shown_once(phone: SimulatedPlatform, cast: Cast):
    acts.come(phone, LIN)
    acts.write(phone, LIN, WHOLE)
    life.dispatch(Ticket.objects.get().number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    work()
    notice = Notice.objects.get(event__verb="dispatch", door="wechat")
    Notice.objects.filter(pk=notice.pk).update(state=Notice.QUEUED)  # as if we had died before writing it down
    delivery.send(notice.pk)
    assert phone.calls[CARD] == 2 and len([each for each in heard(phone) if each["kind"] == "card"]) == 1


@pytest.mark.django_db(transaction=True)
def test_over_the_limit_of_free_words_the_card_asks_for_the_grade(phone: SimulatedPlatform, cast: Cast):
    acts.come(phone, LIN)
    acts.write(phone, LIN, WHOLE)
    ticket = Ticket.objects.get()
    for verb, by, more in (("dispatch", cast.dispatcher, {"lead": cast.lead_unit}), ("sign", cast.liaison, {}),
                           ("reply", cast.liaison, {"text": "已到现场处理完毕，工地承诺不再夜间施工。" * 3})):
        getattr(life, verb)(ticket.number, by=by, now=now(), **more)
    phone.troubles[SEND] = [45047]
    life.check(ticket.number, by=cast.followup, now=now(), passed=True)
    work()
    card = heard(phone)[-1]
    assert card["card"] == "sim-rating" and card["url"].endswith(f"/channels/wechat/t/{ticket.number}/")
    assert card["fields"]["thing4"].startswith("已到现场") and len(card["fields"]["thing4"]) == 20


@pytest.mark.django_db(transaction=True)
def test_without_templates_words_go_to_who_wrote_lately_and_others_hear_by_sms(phone: SimulatedPlatform, cast: Cast, settings: Any):
    settings.WECHAT = {**settings.WECHAT, "templates": ""}
    acts.come(phone, LIN)
    acts.write(phone, LIN, WHOLE)
    acts.write(phone, LIN, "短信通知 13800138000")
    ticket = Ticket.objects.get()
    life.dispatch(ticket.number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    work()
    assert "已转" in heard(phone)[-1]["text"]
    phone.people.chatters[LIN].wrote_at -= 50 * 3600
    life.urge(ticket.number, by=cast.owner(ticket), now=now(), words="怎么还没来")
    work()
    assert Notice.objects.filter(event__verb="urge", door="wechat").get().state == Notice.FAILED
    assert Notice.objects.filter(event__verb="urge", door="sms").get().state == Notice.SENT


@pytest.mark.django_db(transaction=True)
def test_a_file_that_has_gone_or_is_no_picture_is_told(phone: SimulatedPlatform):
    acts.come(phone, LIN)
    acts.write(phone, LIN, WHOLE)
    acts.photo(phone, LIN, picture())
    phone.people.files.clear()
    work()
    acts.photo(phone, LIN, b"MZ" + b"\0" * 500)
    work()
    assert not Attachment.objects.exists() and Ticket.objects.count() == 1
    assert any("未能收下" in each.get("text", "") for each in heard(phone))


def test_fields_of_a_card_fit_the_platforms_limits():
    assert cards.fitted("thing2", "体育东路\n路灯" + "长" * 40) == ("体育东路 路灯" + "长" * 40)[:19] + "…"
    assert cards.fitted("phrase3", "待承办单位签收 now") == "待承办单位" and cards.fitted("phrase3", "new") == "无"
    assert cards.fitted("character_string1", "260302 482915 7号") == "2603024829157" and cards.fitted("thing5", " ") == "无"
    assert len(cut("𠮷" * 2000).encode()) <= 2040 and cut("短") == "短"


def test_shifted_places_come_back_to_where_they_are():
    lat, lon = to_wgs(39.915599, 116.403694)  # the square's middle, as a shifted map shows it
    assert abs(lat - 39.914195) < 0.0002 and abs(lon - 116.397451) < 0.0002
    assert to_wgs(48.8584, 2.2945) == (48.8584, 2.2945)
