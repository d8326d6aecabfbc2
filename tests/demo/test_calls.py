"""The demo city's telephone: the same seed gives the same calls, every fate is there, and it goes on ringing."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction

from huying.channels.phone import book, figures, recordings, seats
from huying.channels.phone.models import Call, CallBack, CallRecording, Seat, SeatSpan
from huying.channels.phone.signals import Signal, What
from huying.demo import accounts, calls
from huying.demo.switchboard import Switchboard
from huying.insight import half_hours
from huying.insight.models import HalfHour
from huying.people.persons import Role
from huying.tickets import life
from huying.tickets.incoming import Incoming
from huying.tickets.models import Ticket

pytestmark = pytest.mark.django_db
END = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday, 11:00 in the city


@pytest.fixture
def staff(db: None) -> accounts.Staff:
    return accounts.make_staff()


@pytest.fixture
def ticket(staff: accounts.Staff) -> Ticket:
    at = END - timedelta(hours=2)
    return life.register(Incoming(door="phone", key="k", received_at=at, title="路灯不亮", detail="体育东路的路灯不亮", phone="19900000001",
                                  name="陈嘉欣"), by=staff.by_role[Role.AGENT][0], now=at).ticket


def written(staff: accounts.Staff, seed: int) -> list[tuple[object, ...]]:
    """The calls of this seed, which are then undone."""
    with transaction.atomic():
        calls.write(staff, END, 2, 30, seed)
        rows = list(Call.objects.order_by("key").values_list("key", "began_at", "ended_at", "outcome", "agent__username", "rating",
                                                             "number_key"))
        transaction.set_rollback(True)
    return rows


def test_every_fate_is_there_and_the_day_has_figures(staff: accounts.Staff, ticket: Ticket):
    assert calls.write(staff, END, 5, 40, 7) == Call.objects.count() > 100
    assert set(Call.objects.values_list("outcome", flat=True)) == set(calls.FATES)
    behind = Call.objects.get(ticket=ticket.pk)
    assert behind.began_at < ticket.registered_at < behind.ended_at <= END and behind.agent_id == ticket.registered_by_id
    assert not Call.objects.filter(ended_at__gt=END).exists() and not Call.objects.filter(events__at__gt=END).exists()
    today = figures.today(END)
    assert today.last_day.offered > 20 and 60 < (today.last_day.connected or 0) < 100
    states = set(CallBack.objects.values_list("state", flat=True))
    assert states == {"open", "done"}
    owed = [bytes(key) for key in CallBack.objects.filter(state="open").values_list("number_key", flat=True)]
    assert len(owed) == len(set(owed))
    sound = CallRecording.objects.get()
    assert sound.state == "kept" and len(sound.peaks) == 2 and len(b"".join(recordings.sound(sound))) == sound.size


def test_agents_sat_at_their_seats_and_never_twice_at_once(staff: accounts.Staff, ticket: Ticket):
    calls.write(staff, END, 5, 40, 7)
    spans = list(SeatSpan.objects.order_by("account", "began_at"))
    assert {"ready", "ringing", "talking", "wrapping"} <= {each.state for each in spans} and all(each.ended_at <= END for each in spans)
    assert all(one.ended_at <= other.began_at for one, other in pairwise(spans) if one.account_id == other.account_id)
    half_hours.roll(END, anew=True)
    rows = HalfHour.objects.filter(answered__gt=2)
    assert rows and all(row.staffed_seconds > row.wrap_seconds > 0 for row in rows), "on duty is not nobody"
    count = len(spans)
    calls.write(staff, END, 5, 40, 7)
    assert SeatSpan.objects.count() == count


def test_the_same_seed_gives_the_same_calls(staff: accounts.Staff):
    first = written(staff, 7)
    assert written(staff, 7) == first and not Call.objects.exists()
    assert written(staff, 8) != first


def test_the_telephone_goes_on_and_leaves_visitors_seats_alone(staff: accounts.Staff):
    calls.give_seats(staff, END)
    board, rng, now = Switchboard(), random.Random(3), END
    visitor = staff.by_role[Role.AGENT][0].id
    for _ in range(400):
        now += timedelta(seconds=4)
        board.turn(rng, now, {visitor} if visitor else set())
    assert {"answered"} <= set(Call.objects.exclude(outcome="").values_list("outcome", flat=True))
    assert Call.objects.filter(state="talking").exists() and Seat.objects.get(account=visitor).state == "off"
    assert Call.objects.filter(answered_at__isnull=False).count() > 10
    assert not Call.objects.filter(agent=visitor).exists()


def test_it_keeps_still_where_a_real_exchange_carries_calls(staff: accounts.Staff):
    calls.give_seats(staff, END)
    board, rng = Switchboard(), random.Random(3)
    for place in range(100):
        board.turn(rng, END + timedelta(seconds=4 * place), set())
    later = END + timedelta(seconds=500)
    book.hear(Signal(exchange="asterisk", call="real", what=What.ARRIVED, key="1", at=later, number="13812345678"))
    board.turn(rng, later, set())
    assert not Call.objects.filter(exchange="demo").exclude(state="ended").exists()
    assert set(Seat.objects.values_list("state", flat=True)) == {"off"}
    agent = Seat.objects.select_related("account").first()
    assert agent is not None
    seats.ready(agent.account, later)
    assert board.turn(rng, later + timedelta(seconds=4), set()) == 0
    agent.refresh_from_db()
    assert agent.state == "ready"  # who works there now is not sent home
