"""Kannel's calls as anybody might make them: forged, replayed, truncated, oversized, in the wrong charset."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import DatabaseError
from django.test import Client

from huying.channels import delivery
from huying.channels.base import health
from huying.channels.models import Notice, ReceivedPart, SentPart
from huying.channels.sms import incoming, spool
from huying.clocks.present import now
from huying.tickets import contacts
from huying.tickets.models import Contact, Ticket
from tests.cast import Cast
from tests.channels.sms.conftest import WORD
from tests.channels.sms.driving import work

BASE = f"/channels/sms/kannel/{WORD}"
CHEN = "13900001111"


@pytest.fixture(autouse=True)
def door(settings: Any, cast: Cast) -> Any:
    settings.SMS = {**settings.SMS, "gateway": "kannel+http://u:p@127.0.0.1:1/", "webhook": WORD}
    return settings


def call(client: Client, text: bytes, charset: str = "UTF-16BE", coding: str = "2", **more: str) -> Any:
    given = {"from": CHEN, "to": "12345", "coding": coding, "charset": charset, "id": "a1", **more}
    return client.get(f"{BASE}/messages?{urlencode(given)}&text={quote(text)}")


def said() -> str:
    return str(contacts.raw_of(Contact.objects.latest("id"))["detail"]) if Contact.objects.exists() else ""


def test_the_answer_is_empty_so_that_nothing_goes_back_by_itself(client: Client):
    answer = call(client, "体育东路的路灯不亮".encode("utf-16-be"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert Contact.objects.get().state == Contact.NEW, "understood by the worker, not by the web"
    work()
    assert Ticket.objects.get().detail == "体育东路的路灯不亮"


def test_the_same_call_again_changes_nothing(client: Client):
    for _ in range(4):
        assert call(client, "体育东路的路灯不亮".encode("utf-16-be")).status_code == 200
        work()
    assert Contact.objects.count() == 1 == Ticket.objects.count()


def test_without_an_id_the_same_words_at_once_are_one(client: Client):
    for _ in range(2):
        call(client, "体育东路的路灯不亮".encode("utf-16-be"), id="")
    call(client, "黄埔区大沙地的井盖没了".encode("utf-16-be"), id="")
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("word", ["wrong", "", WORD[:-1], f"{WORD}x", "路" * 16])
def test_whoever_does_not_know_the_word_finds_nothing(client: Client, word: str):
    assert client.get(f"/channels/sms/kannel/{quote(word)}/messages?from={CHEN}&text=a").status_code == 404
    assert client.get(f"/channels/sms/kannel/{quote(word)}/receipts?part=1&type=1").status_code == 404


def test_a_short_word_closes_the_door(client: Client, door: Any):
    door.SMS = {**door.SMS, "webhook": "short"}
    assert client.get(f"/channels/sms/kannel/short/messages?from={CHEN}&text=a").status_code == 404


def test_only_from_the_networks_that_are_named(client: Client, door: Any):
    door.SMS_SOURCES = ["10.1.0.0/16"]
    assert call(client, b"a").status_code == 404 and not Contact.objects.exists()
    assert client.get(f"{BASE}/messages?from={CHEN}&text=a", REMOTE_ADDR="10.1.2.3").status_code == 200


@pytest.mark.parametrize(("text", "charset", "coding", "wanted"), [
    ("体育东路".encode(), "UTF-8", "0", "体育东路"), ("体育东路".encode("gbk"), "GBK", "1", "体育东路"),
    ("朱镕基".encode("gb18030"), "gb2312", "", "朱镕基"), ("体育东路".encode("utf-16-be"), "", "2", "体育东路"),
    ("𠮷祥里".encode("utf-16-be"), "UTF-16BE", "2", "𠮷祥里"), ("体育东路".encode("gbk"), "UTF-8", "0", "体育东路"),
    ("caf\xe9".encode("latin-1"), "ISO-8859-1", "0", "café"), (b"hello", "no-such-charset", "0", "hello"),
])
def test_every_charset_a_gateway_may_use(client: Client, text: bytes, charset: str, coding: str, wanted: str):
    assert call(client, text, charset, coding).status_code == 200
    work()
    assert said() == wanted


@pytest.mark.parametrize("text", [
    b"", b"\xd8\x42", b"\x8d\xef\xd8\x42", b"\x8d", b"\xff" * 99, b"\x00" * 10, "\u202e\u200b".encode("utf-16-be"),
])
def test_broken_and_empty_words_are_kept_and_do_no_harm(client: Client, text: bytes):
    assert call(client, text).status_code == 200
    work()
    contact = Contact.objects.get()
    assert contact.state in {Contact.REFUSED, Contact.SETTLED, Contact.REGISTERED} and contact.state != Contact.FAILED


@pytest.mark.parametrize("query", ["", "text=a", "from=&text=a", "from=%00&text=a", "from=%ff%fe&text=%ff", "from=a&from=b&text=c",
                                   "from=139&text=%", "from=%E8%B7%AF&text=a", "from=139%0a0001111&udh=zz&text=a",
                                   f"from={'9' * 5000}&text=a"])
def test_whatever_is_called_breaks_nothing(client: Client, query: str):
    assert client.get(f"{BASE}/messages?{query}").status_code in {200, 400}
    work()
    assert not Contact.objects.filter(state=Contact.FAILED).exists()


def test_what_is_too_long_is_not_read(client: Client):
    assert client.get(f"{BASE}/messages?from={CHEN}&text={'a' * 40_000}").status_code == 413
    assert client.post(f"{BASE}/messages", {"from": CHEN, "text": "a" * 40_000}).status_code == 405


def test_a_machine_is_kept_and_never_answered(client: Client):
    for sender in ("10086", "95588", "BANK", "106900001111"):
        call(client, "您的话费余额为 10.00 元".encode("utf-16-be"), **{"from": sender, "id": sender})
    work()
    assert set(Contact.objects.values_list("state", "purpose")) == {(Contact.SETTLED, "no_phone")} and not Notice.objects.exists()


def test_parts_by_kannel_with_the_header_are_put_together(client: Client):
    raw = ("路" * 66 + "𠮷灯坏了，在体育东路。").encode("utf-16-be")
    for seq, body in ((2, raw[134:]), (1, raw[:134]), (2, raw[134:])):
        call(client, body, udh=bytes([5, 0, 3, 9, 2, seq]).hex(), id=f"p{seq}")
    assert ReceivedPart.objects.filter(contact=None).count() == 0 and Contact.objects.count() == 1
    work()
    assert said() == "路" * 66 + "𠮷灯坏了，在体育东路。"


def test_the_database_away_is_told_so_that_kannel_calls_again(client: Client, monkeypatch: pytest.MonkeyPatch):
    real = incoming.take
    monkeypatch.setattr(incoming, "take", lambda *_: (_ for _ in ()).throw(DatabaseError))
    assert call(client, b"a").status_code == 503
    monkeypatch.setattr(incoming, "take", real)
    assert call(client, b"a").status_code == 200
    health.switch("sms", "receiving", False, None)
    assert call(client, b"b", id="a2").status_code == 503 and Contact.objects.count() == 1


@pytest.fixture
def part(cast: Cast) -> SentPart:
    delivery.tell(cast.ticket(now(), phone=CHEN).events.get().pk)
    SentPart.objects.update(state=SentPart.TRYING, tried_at=now())
    return SentPart.objects.get()


@pytest.mark.parametrize(("types", "state", "notice"), [
    ("8", "taken", "sent"), ("12", "arrived", "arrived"), ("81", "arrived", "arrived"), ("18", "arrived", "arrived"),
    ("88811", "arrived", "arrived"),
    ("82", "failed", "failed"), ("16", "failed", "failed"), ("4", "trying", "queued"), ("9", "trying", "queued"),
])
def test_receipts_in_any_order_tell_what_became_of_it(client: Client, part: SentPart, types: str, state: str, notice: str):
    for each in ["16"] if types == "16" else types:
        assert client.get(f"{BASE}/receipts?part={part.pk}&type={each}&name=m1&to={CHEN}&said=x").status_code == 200
    part.refresh_from_db()
    assert (part.state, Notice.objects.get(door="sms").state) == (state, notice)


@pytest.mark.parametrize("query", ["part=0&type=1", "part=99999&type=1", "part=x&type=1", "part=-1&type=8", "part=" + "9" * 40 + "&type=8",
                                   "type=1", "part=%d&type=%d", "part={pk}&type=1&to=13700002222", "part={pk}&type=%00"])
def test_receipts_of_nothing_change_nothing(client: Client, part: SentPart, query: str):
    assert client.get(f"{BASE}/receipts?{query.replace('{pk}', str(part.pk))}").status_code == 200
    part.refresh_from_db()
    assert part.state == SentPart.TRYING


def test_a_receipt_settles_what_was_in_doubt(client: Client, part: SentPart, settings: Any):
    settings.SMS_DOUBT = 60
    assert spool.doubts(now()) == 0
    client.get(f"{BASE}/receipts?part={part.pk}&type=8&name=m1&to={CHEN}")
    SentPart.objects.filter(state=SentPart.TRYING).update(tried_at=None)
    assert spool.doubts(now()) == 0 and Notice.objects.get(door="sms").state == Notice.SENT


def test_a_one_time_code_is_not_kept_once_it_is_out(client: Client, cast: Cast):
    from huying.channels.senders import SENDERS

    for _ in range(2):
        SENDERS["sms"].send(CHEN, "登录验证码", "验证码482915，5分钟内有效", key="code:1", now=now())
    part = SentPart.objects.get()
    assert "482915" in part.notice.text and part.rank == 0
    client.get(f"{BASE}/receipts?part={part.pk}&type=8&to={CHEN}")
    part.notice.refresh_from_db()
    assert part.notice.text == "" and part.notice.state == Notice.SENT
