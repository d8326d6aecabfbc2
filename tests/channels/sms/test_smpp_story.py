"""By SMS alone over SMPP, against a message centre that is not ours: from the first words to the rating."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from huying.channels import delivery
from huying.channels.base import health
from huying.channels.models import Notice, ReceivedPart, SentPart
from huying.channels.sms import gateways, incoming
from huying.channels.sms.links import LinkRefused
from huying.clocks.present import now
from huying.tickets import life
from huying.tickets.models import Contact, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.sms.conftest import Centre
from tests.channels.sms.driving import Driver

CHEN, OTHER = "13900001111", "13700002222"
LONG = ("昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩，老人无法休息，𠮷祥小区的住户都听得见。"
        "我是附近住户，希望有关部门到现场查处，夜间停止施工。")


@pytest.fixture
def door(settings: Any, centre: Centre, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Iterator[Driver]:
    settings.SMS = {**settings.SMS, "gateway": f"smpp://huying:secret@127.0.0.1:{centre.port}", "number": "12345"}
    settings.SMS_DOUBT = 1
    monkeypatch.setattr("huying.channels.telling.put_off", lambda at: at)
    monkeypatch.setattr("huying.channels.sms.running.EVERY", 0.3)
    driver = Driver(gateways.made())
    yield driver
    driver.close()
    gateways._made.cache_clear()


def finish(number: str, cast: Cast) -> None:
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    life.sign(number, by=cast.liaison, now=now())
    life.reply(number, by=cast.liaison, now=now(), text="已到现场处理完毕，工地承诺不再夜间施工。")
    life.check(number, by=cast.followup, now=now(), passed=True)


def test_from_the_first_words_to_the_rating(door: Driver, centre: Centre, cast: Cast):
    door.turn()
    centre.texted(CHEN, "体育东路的路灯不亮，周围很黑")
    door.until(lambda: centre.read(CHEN))
    ticket = Ticket.objects.get()
    assert ticket.door == "sms" and ticket.state == State.INCOMPLETE and "还需补充" in centre.read(CHEN)[0]

    centre.texted(CHEN, "上周五晚上开始，")
    door.until(lambda: Contact.objects.filter(purpose="partial").exists())
    centre.texted(CHEN, "我是附近居民，希望尽快维修。" + "路口很黑，老人和孩子都不敢走，" * 8 + "𠮷")
    door.until(lambda: Ticket.objects.get().state == State.RECEIVED)
    ticket.refresh_from_db()
    assert "上周五" in ticket.detail and ticket.detail.endswith("𠮷") and "缺第" not in ticket.detail

    centre.texted(OTHER, ticket.number)
    door.until(lambda: centre.read(OTHER))
    assert "提取码" in centre.read(OTHER)[-1] and "已提交" not in centre.read(OTHER)[-1]
    before = len(centre.read(CHEN))
    centre.texted(CHEN, ticket.number)
    door.until(lambda: len(centre.read(CHEN)) > before)
    assert "已提交" in centre.read(CHEN)[-1]

    finish(ticket.number, cast)
    door.until(lambda: any("已答复" in each for each in centre.read(CHEN)))
    centre.texted(CHEN, "1")
    door.until(lambda: Rating.objects.exists())
    assert Ticket.objects.get().state == State.ARCHIVED and Rating.objects.get().matter_grade == "very_satisfied"
    door.until(lambda: not SentPart.objects.exclude(state="arrived").exists())
    assert set(Notice.objects.filter(door="sms").values_list("state", flat=True)) == {Notice.ARRIVED}
    assert len(centre.read(CHEN)) == len(set(centre.read(CHEN))), centre.read(CHEN)
    assert not ReceivedPart.objects.filter(contact=None).exists() and not ReceivedPart.objects.filter(acked=False).exists()


def test_parts_in_any_order_twice_and_one_that_never_comes(door: Driver, centre: Centre, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    door.turn()
    text = LONG * 2
    parts = centre.parts(text, ref=9)
    for part in (parts[2], parts[0], parts[2], parts[1], *parts[3:], parts[0]):
        centre.tell(mo={"from": CHEN, "to": "12345", "hex": part.hex(), "coding": 8, "esm": 0x40})
    door.until(lambda: Ticket.objects.exists() and not ReceivedPart.objects.filter(acked=False).exists())
    assert Ticket.objects.get().detail == text
    for part in centre.parts("黄埔区大沙地的井盖没了。" * 20, ref=10)[1:]:
        centre.tell(mo={"from": OTHER, "to": "12345", "hex": part.hex(), "coding": 8, "esm": 0x40})
    door.until(lambda: ReceivedPart.objects.filter(ref=10).count() == 3)
    incoming.gather_late(now())
    assert Contact.objects.count() == 1, "the others may still come"
    incoming.gather_late(now() + incoming.WAIT * 1.1)
    door.settle()
    late = Ticket.objects.latest("id")
    assert late.detail.startswith("[缺第1段]") and not ReceivedPart.objects.filter(contact=None).exists()


def test_what_was_not_acknowledged_is_brought_again_and_known(door: Driver, centre: Centre, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    door.turn()
    real, link = door.runner.link.ack, door.runner.link
    monkeypatch.setattr(link, "ack", lambda told, kept: (_ for _ in ()).throw(KeyboardInterrupt))
    centre.texted(CHEN, LONG[:60])
    with pytest.raises(KeyboardInterrupt):
        door.until(lambda: Ticket.objects.count())
    monkeypatch.setattr(link, "ack", real)
    link.close()
    door.open = False
    door.until(lambda: any("acked" in each for each in centre.heard))
    door.settle()
    assert Contact.objects.count() == 1 == Ticket.objects.count()
    assert ReceivedPart.objects.get().acked


def test_what_may_have_gone_out_is_sent_again_only_when_no_receipt_tells_of_it(door: Driver, centre: Centre, cast: Cast):
    door.turn()
    centre.tell(lose=1)
    centre.texted(CHEN, "体育东路的路灯不亮，周围很黑")
    door.until(lambda: Notice.objects.filter(state=Notice.ARRIVED).exists(), why="the receipt settles it")
    assert len(centre.sent(CHEN)) == len(centre.read(CHEN)) == 1
    centre.tell(lose=1, receipts=False)
    centre.texted(CHEN, "进度")
    door.until(lambda: len(centre.sent(CHEN)) == 3, why="without a receipt it is sent once more")
    door.until(lambda: not SentPart.objects.exclude(state__in=("taken", "arrived")).exists())


def test_a_gateway_that_puts_off_is_given_time_and_one_that_refuses_is_believed(door: Driver, centre: Centre, cast: Cast,
                                                                             monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huying.channels.sms.spool.PAUSES", (0.1,))
    door.turn()
    centre.tell(throttle=2)
    centre.texted(CHEN, "体育东路的路灯不亮，周围很黑")
    door.until(lambda: Notice.objects.filter(state=Notice.ARRIVED).exists())
    assert SentPart.objects.get().tries == 3 and "0x58" in health.of("sms").error
    centre.tell(refuse=OTHER)
    centre.texted(OTHER, "黄埔区大沙地的井盖没了。")
    door.until(lambda: Notice.objects.filter(state=Notice.FAILED).exists())
    failed = Notice.objects.get(state=Notice.FAILED)
    assert "0xb" in failed.error and len(centre.sent(OTHER)) == 0
    delivery.send_again(failed, now())
    door.until(lambda: SentPart.objects.filter(notice=failed, state="failed").exists())
    assert SentPart.objects.filter(notice=failed).count() == 1


def test_a_wrong_secret_is_told_and_nothing_is_lost(door: Driver, centre: Centre, cast: Cast, settings: Any):
    settings.SMS = {**settings.SMS, "gateway": f"smpp://huying:wrong@127.0.0.1:{centre.port}"}
    with pytest.raises(LinkRefused):
        gateways.made().open()
    notice = cast.ticket(now())
    delivery.tell(notice.events.get().pk)
    assert SentPart.objects.get().state == "waiting" and Notice.objects.get(door="sms").state == Notice.QUEUED
    door.until(lambda: centre.sent())


def test_what_was_laid_down_is_one_whatever_is_tried(door: Driver, centre: Centre, cast: Cast):
    ticket = cast.ticket(now())
    for _ in range(3):
        delivery.tell(ticket.events.get().pk)
    notice = Notice.objects.get(door="sms")
    for _ in range(3):
        delivery.send(notice.pk)
    door.until(lambda: Notice.objects.filter(state=Notice.ARRIVED).exists())
    delivery.send(notice.pk)
    door.settle()
    assert len(centre.sent()) == 1
