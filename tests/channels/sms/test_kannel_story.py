"""By SMS alone through a real Kannel and a message centre that is not ours: from the first words to the rating."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from huying.channels.base import health
from huying.channels.models import Notice, ReceivedPart, SentPart
from huying.channels.sms import gateways, probing
from huying.clocks.present import now
from huying.tickets.models import Contact, Rating, Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.channels.sms.conftest import OWN, WORD, Centre, Kannel, free_port, start_kannel, until
from tests.channels.sms.driving import Driver
from tests.channels.sms.test_smpp_story import CHEN, LONG, OTHER, finish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kannel(centre: Centre, live_server: Any) -> Iterator[Kannel]:
    made = start_kannel(centre.port, live_server.url)
    until(lambda: centre.bound, why="kannel did not bind")
    yield made
    made.stop()


@pytest.fixture
def door(settings: Any, kannel: Kannel, live_server: Any, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> Iterator[Driver]:
    settings.SMS = {**settings.SMS, "gateway": kannel.gateway, "number": OWN, "webhook": WORD, "back": live_server.url}
    settings.SMS_DOUBT = 2
    monkeypatch.setattr("huying.channels.telling.put_off", lambda at: at)
    monkeypatch.setattr("huying.channels.sms.running.EVERY", 0.3)
    driver = Driver(gateways.made())
    yield driver
    driver.close()
    gateways._made.cache_clear()


def test_from_the_first_words_to_the_rating(door: Driver, centre: Centre, cast: Cast):
    door.turn()
    centre.texted(CHEN, "体育东路的路灯不亮，周围很黑")
    door.until(lambda: centre.read(CHEN))
    ticket = Ticket.objects.get()
    assert ticket.door == "sms" and ticket.state == State.INCOMPLETE and "还需补充" in centre.read(CHEN)[0]
    centre.texted(CHEN, "上周五晚上开始，我是附近居民，希望尽快维修。" + "路口很黑，老人和孩子都不敢走，" * 8 + "𠮷")
    door.until(lambda: Ticket.objects.get().state == State.RECEIVED)
    ticket.refresh_from_db()
    assert ticket.detail.endswith("𠮷") and "缺第" not in ticket.detail

    centre.texted(OTHER, ticket.number)
    door.until(lambda: centre.read(OTHER))
    assert "提取码" in centre.read(OTHER)[-1] and "已提交" not in centre.read(OTHER)[-1]
    centre.texted(CHEN, ticket.number)
    door.until(lambda: "已提交" in centre.read(CHEN)[-1])
    centre.texted(CHEN, "请尽快处理")
    door.until(lambda: Ticket.objects.get().urges == 1)
    centre.texted(CHEN, f"{ticket.number} 天黑以后没法走路，老人摔了一跤")
    door.until(lambda: Ticket.objects.get().urges == 2)

    finish(ticket.number, cast)
    door.until(lambda: any("已答复" in each for each in centre.read(CHEN)))
    centre.texted(CHEN, "1")
    door.until(lambda: Rating.objects.exists())
    assert Ticket.objects.get().state == State.ARCHIVED and Rating.objects.get().matter_grade == "very_satisfied"
    door.until(lambda: not SentPart.objects.exclude(state="arrived").exists(), why="every receipt comes")
    assert set(Notice.objects.filter(door="sms").values_list("state", flat=True)) == {Notice.ARRIVED}
    assert len(centre.read(CHEN)) == Notice.objects.filter(door="sms", ticket=ticket).count(), "each is said once"


def test_long_words_go_out_in_parts_and_come_in_whole(door: Driver, centre: Centre, cast: Cast):
    door.turn()
    centre.texted(CHEN, LONG * 3)
    door.until(lambda: Ticket.objects.exists() and centre.read(CHEN))
    assert Ticket.objects.get().detail == LONG * 3
    from huying.channels.base.saying import say

    say("sms", CHEN, "not_now", {"reason": "𠮷" + "路" * 200}, key="long", now=now())
    door.until(lambda: any("𠮷" in each for each in centre.read(CHEN)))
    assert "𠮷" + "路" * 200 in centre.read(CHEN)[-1] and len(centre.sent(CHEN)) >= 4


def test_the_web_away_loses_no_message(door: Driver, centre: Centre, cast: Cast, settings: Any):
    door.turn()
    health.switch("sms", "receiving", False, None)
    centre.texted(CHEN, "体育东路的路灯不亮，周围很黑")
    door.settle()
    assert not Contact.objects.exists()
    health.switch("sms", "receiving", True, None)
    door.until(lambda: centre.read(CHEN), 15)
    assert Contact.objects.count() == 1 == Ticket.objects.count()


def test_kannel_away_keeps_everything(door: Driver, centre: Centre, kannel: Kannel, cast: Cast, settings: Any):
    from huying.channels import delivery

    settings.SMS = {**settings.SMS, "gateway": f"kannel+http://huying:secret@127.0.0.1:{free_port()}/"}
    away = Driver(gateways.made())
    delivery.tell(cast.ticket(now(), phone=CHEN).events.get().pk)
    away.settle(2)
    assert SentPart.objects.get().state == "waiting" and Notice.objects.get(door="sms").state == Notice.QUEUED
    door.until(lambda: centre.read(CHEN))
    door.until(lambda: Notice.objects.get(door="sms").state == Notice.ARRIVED)
    assert SentPart.objects.get().tries == 1


def test_the_desks_test_goes_out_and_comes_back(door: Driver, centre: Centre, cast: Cast):
    door.runner.looked = 0
    door.turn()
    probing.probe(now())
    door.until(lambda: centre.sent(OWN))
    assert health.of("sms").probed_at
    centre.texted("13800000000", centre.sent(OWN)[0]["text"])
    door.until(lambda: health.of("sms").echoed_at)
    assert not Contact.objects.exists() and not ReceivedPart.objects.exists()
