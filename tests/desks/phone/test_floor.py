"""The floor: who waits, who does what, the day's figures; a squad leader's acts; the seats; calls that we owe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying import policy
from huying.channels.phone import figures, owing, places, seats
from huying.channels.phone.models import CallBack, PhoneOrder, Seat
from huying.channels.phone.signals import What
from tests.cast import Cast
from tests.desks.phone.conftest import PHONE, Ring

pytestmark = pytest.mark.django_db
FLOOR, WALL, SEATS, BACKS = "/staff/phone/floor/", "/staff/phone/wall/", "/staff/phone/seats/", "/staff/phone/backs/"
Staff = Callable[[str], Client]


def waits(say: Ring, key: str, begin: float = -30, number: str = PHONE, **given: Any) -> Any:
    say(What.ARRIVED, begin - 2, key, number=number)
    return say(What.QUEUED, begin, key, **given)


def test_the_floor_shows_line_seats_and_calls_masked(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast):
    ring("talking", "c1")
    waits(say, "c2", -75, "13900001111", skills=("english",))
    waits(say, "c3", -20, "anonymous", priority=20)
    page = staff("squad_leader").get(FLOOR).content.decode()
    for words in ("138****5678", "139****1111", "1:1", "英语", "未显示号码", cast.agent_account.name, "6001", "监听", "强插", "强制签出"):
        assert words in page, words
    assert PHONE not in page and "13900001111" not in page
    assert page.index("未显示号码") < page.index("139****1111")  # served first
    page = staff("leader").get(FLOOR).content.decode()
    assert "监听" not in page and "139****1111" in page
    assert staff("agent").get(FLOOR).status_code == 403


def test_the_wall_shows_figures_and_nobody_s_number(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast):
    ring("talking")
    waits(say, "c2", -75, "13900001111")
    page = staff("squad_leader").get(WALL).content.decode()
    assert "正在等候" in page and "1:1" in page and "****" not in page and cast.agent_account.name not in page


def test_the_floor_costs_the_same_however_many_wait(staff: Staff, seat: Seat, ring: Ring, say: Ring, cast: Cast, now: datetime):
    client = staff("squad_leader")
    client.get(FLOOR)
    waits(say, "w0")
    with CaptureQueriesContext(connection) as few:
        client.get(FLOOR)
    for place, name in enumerate(("other_agent", "squad_leader", "followup")):
        places.give(getattr(cast, f"{name}_account"), f"700{place}", ["english"], now)
        seats.ready(getattr(cast, f"{name}_account"), now)
    for place in range(1, 12):
        waits(say, f"w{place}", number=f"1390000{place:04}")
    ring("talking")
    with CaptureQueriesContext(connection) as many:
        client.get(FLOOR)
    ours = [each["sql"] for each in many if "channels_" in each["sql"]]
    assert len(few) == len(many) and len(ours) == 4, [each[:90] for each in ours]


def test_the_day_s_figures_count_each_call_once(say: Ring, seat: Seat, ring: Ring, cast: Cast, now: datetime):
    ring("over", "quick", begin=-300)
    ring("talking", "now", begin=-200)
    slow = policy.current().phone.line.service_seconds + 5
    say(What.ARRIVED, -170, "slow", number=PHONE)
    say(What.QUEUED, -160, "slow")
    say(What.ANSWERED, -160 + slow, "slow", agent=cast.other_agent_account.pk)
    waits(say, "gone", -100)
    say(What.ENDED, -90, "gone", reason="abandoned")
    waits(say, "still", -50, "13900002222")
    say(What.ARRIVED, -80, "self", number=PHONE)
    say(What.SERVED, -70, "self")
    say(What.ENDED, -60, "self")
    say(What.ARRIVED, -50, "out", direction="out", purpose="callback", number=PHONE)
    whole = figures.today(now).last_day
    assert (whole.offered, whole.answered, whole.in_time, whole.lost, whole.served) == (4, 3, 2, 1, 1)
    assert (whole.level, whole.connected, whole.mean_wait) == (50.0, 75.0, round((9 + 9 + slow) / 3))


def test_a_day_without_calls_has_no_share(staff: Staff, now: datetime):
    today = figures.today(now)
    assert today.whole.level is None and today.last_day.connected is None and len(today.slots) in range(1, 49)
    assert staff("squad_leader").get(FLOOR).status_code == staff("squad_leader").get(WALL).status_code == 200


@pytest.mark.parametrize("what", ["listen", "whisper", "barge"])
def test_a_squad_leader_joins_a_call_from_their_own_seat(staff: Staff, seat: Seat, ring: Ring, cast: Cast, now: datetime, what: str):
    call, client = ring("talking"), staff("squad_leader")
    send = f"/staff/phone/calls/{call.pk}/orders/"
    client.post(send, {"what": what})
    assert not PhoneOrder.objects.exists() and "先给自己设置坐席" in client.get(FLOOR).content.decode()
    places.give(cast.squad_leader_account, "6100", [], now)
    client.post(send, {"what": what})
    assert (PhoneOrder.objects.get().what, PhoneOrder.objects.get().call_id) == (what, call.pk)
    assert staff("agent").post(send, {"what": what}).status_code == 403
    assert client.post(send, {"what": "hang_up"}).status_code == 404


def test_a_ringing_call_can_be_given_to_somebody_else_a_finished_one_not(staff: Staff, seat: Seat, ring: Ring, say: Ring):
    call, client = ring(), staff("squad_leader")
    send = f"/staff/phone/calls/{call.pk}/orders/"
    client.post(send, {"what": "redistribute"})
    assert PhoneOrder.objects.get().what == "redistribute"
    say(What.ENDED)
    client.post(send, {"what": "redistribute", "idempotency_key": "2"})
    assert PhoneOrder.objects.count() == 1 and "状态已经变了" in client.get(FLOOR).content.decode()


def test_a_squad_leader_makes_ready_and_logs_out(staff: Staff, seat: Seat):
    client = staff("squad_leader")
    client.post(f"{SEATS}{seat.pk}/states/", {"to": "off"})
    seat.refresh_from_db()
    assert seat.state == "off"
    client.post(f"{SEATS}{seat.pk}/states/", {"to": "ready"})
    seat.refresh_from_db()
    assert seat.state == "ready" and client.post(f"{SEATS}{seat.pk}/states/", {"to": "talking"}).status_code == 404
    assert staff("agent").post(f"{SEATS}{seat.pk}/states/", {"to": "off"}).status_code == 403


def test_seats_are_given_changed_and_taken_back(staff: Staff, cast: Cast, now: datetime):
    client, one, other = staff("squad_leader"), cast.agent_account, cast.other_agent_account
    client.post(f"{SEATS}{one.pk}/", {"extension": "6001", "skills": ["mandarin", "cantonese", "juggling"], "browser": "1"})
    seat = Seat.objects.get()
    assert (seat.extension, seat.skills, seat.browser) == ("6001", ["mandarin", "cantonese"], True)
    secret = places.secret_of(seat)
    client.post(f"{SEATS}{one.pk}/", {"extension": "6001", "skills": []})
    seat.refresh_from_db()
    assert places.secret_of(seat) == secret and not seat.browser  # the telephone keeps working
    assert "已经分给别人" in client.post(f"{SEATS}{other.pk}/", {"extension": "6001"}).content.decode()
    for number in ("12", "9110", "", "6001'; --"):
        answer = client.post(f"{SEATS}{other.pk}/", {"extension": number})
        assert answer.status_code == 422 and "3 至 6 位" in answer.content.decode(), number
    seats.ready(one, now)
    assert "签出后才能换分机" in client.post(f"{SEATS}{one.pk}/", {"extension": "6002"}).content.decode()
    assert "签出后才能收回" in client.post(f"{SEATS}{one.pk}/", {"act": "take_back"}).content.decode()
    seats.log_out(one, now)
    client.post(f"{SEATS}{one.pk}/", {"act": "take_back"})
    assert not Seat.objects.exists()
    assert client.post(f"{SEATS}{cast.liaison_account.pk}/", {"extension": "6009"}).status_code == 404


@pytest.fixture
def owed(say: Ring) -> CallBack:
    waits(say, "gone", -400)
    say(What.ENDED, -300, "gone", reason="abandoned")
    return CallBack.objects.get()


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Whether it is an hour at which we call people; the tests run at any."""
    def at(may: bool) -> None:
        monkeypatch.setattr(owing, "may_dial", lambda now: may)

    at(True)
    return at


def test_an_owed_call_is_taken_once_and_dialled(staff: Staff, seat: Seat, owed: CallBack, hours: Any, cast: Cast, now: datetime):
    client = staff("agent")
    page = client.get(BACKS).content.decode()
    assert "138****5678" in page and "排队中挂断" in page and PHONE not in page
    client.post(f"{BACKS}{owed.pk}/takes/")
    order = PhoneOrder.objects.get()
    assert (order.what, order.args) == ("dial", {"which": f"callback:{owed.pk}", "purpose": "callback"})
    seat.refresh_from_db()
    owed.refresh_from_db()
    assert (seat.state, seat.reason, owed.state, owed.by_id) == ("paused", "outbound", "claimed", seat.account_id)
    places.give(cast.other_agent_account, "6002", [], now)
    seats.ready(cast.other_agent_account, now)
    other = staff("other_agent")
    other.post(f"{BACKS}{owed.pk}/takes/")
    assert PhoneOrder.objects.count() == 1 and "已经有人在回拨" in other.get(BACKS).content.decode()


def test_outside_the_hours_the_page_says_when(staff: Staff, seat: Seat, owed: CallBack, hours: Any):
    hours(False)
    client = staff("agent")
    page = client.get(BACKS).content.decode()
    assert "现在不能外呼" in page and "09:00–12:00" in page and f"{BACKS}{owed.pk}/takes/" not in page
    client.post(f"{BACKS}{owed.pk}/takes/")
    assert not PhoneOrder.objects.exists() and "不在外呼时段" in client.get(BACKS).content.decode()


def test_who_has_no_seat_or_is_in_a_call_does_not_dial(staff: Staff, seat: Seat, owed: CallBack, hours: Any, ring: Ring):
    squad = staff("squad_leader")
    squad.post(f"{BACKS}{owed.pk}/takes/")
    assert "您还没有坐席" in squad.get(BACKS).content.decode()
    ring("talking", number="13900001111")
    agent = staff("agent")
    agent.post(f"{BACKS}{owed.pk}/takes/")
    assert "通话中或已签出" in agent.get(BACKS).content.decode() and not PhoneOrder.objects.exists()


def test_what_came_of_it(staff: Staff, seat: Seat, owed: CallBack, hours: Any, cast: Cast, now: datetime):
    client = staff("agent")
    for tries in range(1, policy.current().phone.outbound.tries + 1):
        owing.take(owed.pk, cast.agent_account, now)
        assert staff("other_agent").post(f"{BACKS}{owed.pk}/outcomes/", {"outcome": "no_answer"}).status_code == 302
        client.post(f"{BACKS}{owed.pk}/outcomes/", {"outcome": "no_answer"})
        owed.refresh_from_db()
        assert owed.tries == tries
        CallBack.objects.update(not_before=now - timedelta(minutes=1))
    assert owed.state == "given_up" and "138****5678" in client.get(f"{BACKS}?list=given_up").content.decode()
    CallBack.objects.update(state="open")
    owing.take(owed.pk, cast.agent_account, now)
    client.post(f"{BACKS}{owed.pk}/outcomes/", {"outcome": "settled", "note": "已在大厅当面答复"})
    owed.refresh_from_db()
    assert (owed.state, owed.note) == ("done", "已在大厅当面答复")
    assert "已在大厅当面答复" in client.get(f"{BACKS}?list=done").content.decode()


def test_those_to_be_tried_later_are_counted(staff: Staff, seat: Seat, owed: CallBack, hours: Any, now: datetime):
    CallBack.objects.update(not_before=now + timedelta(hours=1))
    page = staff("agent").get(BACKS).content.decode()
    assert "没有要回拨的" in page and "另有 1 件" in page
