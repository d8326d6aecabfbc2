"""A cloud call centre and a citizen, through a running server: from the first ring to the rating, and the call back."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huying.channels.phone import book, owing, seats, seeing
from huying.channels.phone.models import Call, CallBack, CallEvent, Seat
from huying.channels.phone.simulated import Cloud, play
from huying.clocks.present import now
from huying.tickets.models import Ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "cloud-secret-0123456789"
CHEN = "13812345678"


@pytest.fixture
def cloud(live_server: Any, settings: Any, cast: Cast) -> Cloud:
    settings.PHONE_CTI, settings.PHONE_CTI_RATE = [f"cloud:{SECRET}"], 0
    return Cloud(f"{live_server.url}/channels/phone/cti/{SECRET}", pause=lambda seconds: None)


@pytest.fixture
def ready(cast: Cast) -> Seat:
    seat = Seat.objects.create(account=cast.agent_account, extension="6001", skills=["mandarin"], since=now())
    seats.ready(cast.agent_account, now())
    return seat


def test_from_the_first_ring_to_the_call_back(cloud: Cloud, ready: Seat, cast: Cast, client: Client):
    caller = {"from": CHEN, "to": "12345"}
    cloud.seat("6001", "paused", now(), reason="用餐")
    assert "number" not in cloud.tell("newCall", "c1", **caller), "nobody is ready"
    cloud.seat("6001", "ready", now())
    extension = cloud.tell("newCall", "c1", **caller)["number"]
    cloud.tell("offered", "c1", answeringNumber=extension, **caller)
    ready.refresh_from_db()
    assert ready.state == "ringing" and ready.call.key == "c1"
    cloud.tell("answer", "c1", answeringNumber=extension, **caller)

    client.force_login(cast.agent_account)
    answer = client.post("/staff/agent/requests/", {
        "act": "register", "idempotency_key": "call-c1", "detail": "昨晚十一点起，体育东路118号旁的工地一直在打桩，老人无法休息。",
        "wish": "希望到现场查处", "happened": "昨晚十一点", "place": "天河区体育东路118号", "parties": "某建筑工地", "name": "陈小雨",
        "phone": CHEN, "title": "工地夜间施工", "kind": "complaint", "urgency": "normal"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    ticket = Ticket.objects.get()
    book.link(seeing.visible(cast.agent).get(), ticket)
    cloud.tell("hangup", "c1", answeringNumber=extension, cause="normalClearing", **caller)
    cloud.tell("rated", "c1", score=5)
    call = Call.objects.get()
    assert (call.outcome, call.rating, call.ticket, call.citizen_id, call.agent) == (
        "answered", 5, ticket, ticket.citizen_id, cast.agent_account)
    assert ticket.registered_by == cast.agent_account and ticket.door == "phone"

    cloud.tell("newCall", "c2", **caller)
    assert Call.objects.get(key="c2").citizen_id == ticket.citizen_id, "known by their number"
    cloud.tell("hangup", "c2", cause="cancel", **caller)
    back = owing.take(owing.waiting(now()).get().pk, cast.agent_account, now())
    assert back is not None and owing.number_of(back) == CHEN
    out = {"from": "12345", "to": CHEN, "direction": "out", "answeringNumber": extension}
    cloud.tell("newCall", "c3", **out)
    cloud.tell("answer", "c3", **out)
    cloud.tell("hangup", "c3", cause="normalClearing", **out)
    assert CallBack.objects.get().state == "done" and not owing.waiting(now()).exists()
    seats.end_wrapping(now() + timedelta(minutes=5))
    ready.refresh_from_db()
    assert ready.state == "ready"


def test_rough_calls_end_as_smooth_ones_would(cloud: Cloud, ready: Seat, settings: Any):
    """The same calls twice: by a good network at one exchange, repeated and out of order at another."""
    settings.PHONE_CTI = [*settings.PHONE_CTI, "rough:rough-secret-0123456789"]
    at = now()
    sent = play(cloud, 25, ["6001"], at, seed=7)
    other = Cloud(cloud.url.replace(SECRET, "rough-secret-0123456789"), pause=cloud.pause)
    assert play(other, 25, ["6001"], at, seed=7, roughly=True) > sent * 1.1
    assert _outcomes("rough") == _outcomes("cloud") and len(_outcomes("cloud")) == 25
    events = [sorted(CallEvent.objects.filter(call__exchange=name).values_list("call__key", "key")) for name in ("cloud", "rough")]
    assert events[0] == events[1]


def _outcomes(exchange: str) -> list[tuple[Any, ...]]:
    found = Call.objects.filter(exchange=exchange)
    return sorted(found.values_list("key", "state", "outcome", "rating", "began_at", "answered_at", "ended_at", "agent"), key=str)


def test_the_same_call_told_at_once_by_many_is_one(cloud: Cloud, ready: Seat):
    threads = [threading.Thread(target=Cloud(cloud.url).tell, args=("newCall", "c1"), kwargs={"from": CHEN}) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Call.objects.count() == 1 and CallEvent.objects.count() == 2
