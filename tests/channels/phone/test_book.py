"""The book of calls: every signal counts once, in any order, and nothing that we owe is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from huying.channels.base import correspondents
from huying.channels.models import Notice
from huying.channels.phone import callers, orders, owing, seats, seeing
from huying.channels.phone.models import Call, CallBack, CallEvent, CallParty, Seat, SeatSpan
from huying.channels.phone.signals import STEPS, What
from huying.people import citizens
from huying.people.persons import Person, Role
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
PHONE = "13812345678"
Say = Callable[..., Call]


def test_a_call_from_ring_to_rating(say: Say, seat: Seat, cast: Cast):
    agent = cast.agent_account.pk
    say(What.ARRIVED, number=PHONE, called="12345")
    say(What.QUEUED, 4, skills=("mandarin",))
    say(What.OFFERED, 6, agent=agent)
    seat.refresh_from_db()
    assert (seat.state, seat.call.key) == ("ringing", "c1")
    say(What.ANSWERED, 9, agent=agent)
    seat.refresh_from_db()
    assert seat.state == "talking"
    say(What.ASKED_RATING, 100, agent=agent)
    call = say(What.RATED, 104, score=5)
    call = say(What.ENDED, 105)
    seat.refresh_from_db()
    assert (call.state, call.outcome, call.rating, call.agent_id) == ("ended", "answered", 5, agent)
    assert (seat.state, seat.call, seat.until) == ("wrapping", None, MONDAY + timedelta(seconds=135))
    assert [each.pk for each in seats.end_wrapping(MONDAY + timedelta(seconds=135))] == [seat.pk]
    assert list(SeatSpan.objects.order_by("id").values_list("state", flat=True)) == ["ready", "ringing", "talking", "wrapping", "ready"]
    assert SeatSpan.objects.filter(ended_at=None).count() == 1 and not CallBack.objects.exists()
    assert callers.shown(call) == "138****5678" and PHONE.encode() not in bytes(call.number_sealed)


def test_a_repeated_signal_changes_nothing(say: Say):
    say(What.ARRIVED, key="a", number=PHONE)
    for _ in range(3):
        say(What.QUEUED, 2, key="q")
    assert Call.objects.count() == 1 and CallEvent.objects.count() == 2


def test_signals_out_of_order_lose_no_call(say: Say, seat: Seat, cast: Cast):
    say(What.ENDED, 50, number=PHONE)
    call = say(What.ANSWERED, 10, agent=cast.agent_account.pk)
    assert call.state == "ended" and CallEvent.objects.count() == 2, "kept, but an ended call does not begin again"
    seat.refresh_from_db()
    assert seat.state == "ready", "nobody is busy with a call that is over"


@pytest.mark.parametrize(("heard", "outcome", "why"), [
    ([What.QUEUED], "abandoned", "abandoned"),
    ([What.QUEUED, What.OFFERED, What.DECLINED], "abandoned", "abandoned"),
    ([What.OFFERED], "missed", "missed"),
    ([What.QUEUED, What.PROMISED], "promised", "promised"),
    ([What.TAGGED], "tagged", "tagged"),
    ([What.SERVED], "self_service", None),
    ([], "abandoned", None),
], ids=lambda value: str(value)[:40])
def test_who_was_not_answered_is_owed_a_call(say: Say, seat: Seat, cast: Cast, heard: list[What], outcome: str, why: str | None):
    say(What.ARRIVED, number=PHONE)
    for second, what in enumerate(heard, 1):
        say(what, second, agent=cast.agent_account.pk if what in (What.OFFERED, What.DECLINED) else None)
    call = say(What.ENDED, 60)
    assert call.outcome == outcome
    assert list(CallBack.objects.values_list("why", flat=True)) == ([why] if why else [])
    if why:
        back = owing.waiting(MONDAY + timedelta(minutes=5)).get()
        assert owing.number_of(back) == PHONE and back.placed_at == (call.queued_at or call.began_at)
    told = list(Notice.objects.values_list("door", "text"))
    assert [door for door, _ in told] == (["sms"] if why in owing.SORRY else [])
    assert all("我们将于2026-03-03 24:00前回拨" in text and "/new/" in text for _, text in told)


@pytest.mark.parametrize("number", ["02081234567", "13812345678"])
def test_no_text_message_for_a_landline_nor_for_who_wants_none(say: Say, number: str):
    citizen = citizens.of_phone("13812345678", MONDAY, assurance=0)
    who = correspondents.own("sms", "13812345678", citizen, MONDAY)
    who.silent_at = MONDAY
    who.save()
    say(What.ARRIVED, number=number)
    say(What.QUEUED, 1)
    say(What.ENDED, 30)
    assert CallBack.objects.count() == 1 and not Notice.objects.exists()


def test_one_number_is_owed_one_call_and_speaking_settles_it(say: Say, seat: Seat, cast: Cast):
    for name in ("c1", "c2"):
        say(What.ARRIVED, call=name, number=PHONE)
        say(What.QUEUED, 1, call=name)
        say(What.ENDED, 30, call=name)
    assert owing.waiting(MONDAY).count() == 1
    say(What.ARRIVED, 40, call="c3", number=PHONE)
    say(What.ANSWERED, 42, call="c3", agent=cast.agent_account.pk)
    assert CallBack.objects.get().state == CallBack.DONE


def test_a_withheld_number_is_owed_nothing_but_kept(say: Say):
    say(What.ARRIVED, number="anonymous")
    say(What.QUEUED, 1)
    call = say(What.ENDED, 9)
    assert (call.caller, call.outcome, call.number_sealed) == ("withheld", "abandoned", None) and not CallBack.objects.exists()


def test_a_seat_that_does_not_answer_is_paused(say: Say, seat: Seat, cast: Cast):
    say(What.ARRIVED, number=PHONE)
    say(What.QUEUED, 1)
    say(What.OFFERED, 2, agent=cast.agent_account.pk)
    call = say(What.DECLINED, 17, agent=cast.agent_account.pk)
    seat.refresh_from_db()
    assert (call.state, seat.state, seat.reason) == ("waiting", "paused", "no_answer")


def test_what_the_agent_asks_for_during_a_call_comes_after_it(say: Say, seat: Seat, cast: Cast):
    say(What.ARRIVED, number=PHONE)
    say(What.ANSWERED, 2, agent=cast.agent_account.pk)
    seats.pause(cast.agent_account, "meal", MONDAY + timedelta(seconds=20))
    seat.refresh_from_db()
    assert (seat.state, seat.after) == ("talking", "meal")
    say(What.ENDED, 60)
    seat.refresh_from_db()
    assert (seat.state, seat.reason, seat.after) == ("paused", "meal", "")


def test_an_emergency_stands_with_consent_and_both_times(say: Say, seat: Seat, cast: Cast):
    agent = cast.agent_account.pk
    say(What.ARRIVED, number=PHONE)
    say(What.ANSWERED, 2, agent=agent)
    say(What.PARTY_CALLED, 5, agent=agent, party="emergency", target="police", consent="unable", drill=True, number="9110",
        data={"party_key": "p1"})
    say(What.PARTY_ANSWERED, 8, data={"party_key": "p1"})
    say(What.ENDED, 90)
    party = CallParty.objects.get()
    assert (party.kind, party.target, party.consent, party.drill) == ("emergency", "police", "unable", True)
    assert (party.answered_at - party.began_at).seconds == 3 and party.ended_at == MONDAY + timedelta(seconds=90)
    assert not any("9110" in str(each.data) for each in CallEvent.objects.all())


def test_call_backs_are_taken_once_and_given_up_after_the_tries(say: Say, cast: Cast):
    say(What.ARRIVED, number=PHONE)
    say(What.QUEUED, 1)
    say(What.ENDED, 30)
    now, pk = MONDAY, CallBack.objects.get().pk
    for _ in range(4):  # the carrier was away
        back = owing.tried(CallBack.objects.select_related("call").get(pk=pk), now, failed=True)
        assert (back.tries, back.state) == (0, CallBack.OPEN) and not owing.waiting(now).exists()
    assert owing.take(pk, cast.agent_account, now) and owing.take(pk, cast.other_agent_account, now) is None
    for tries in (1, 2, 3):
        back = owing.tried(CallBack.objects.select_related("call").get(pk=pk), now)
        assert back.tries == tries and not owing.waiting(now).exists()
        now += timedelta(hours=1)
    assert back.state == CallBack.GIVEN_UP and back.done_at


def test_events_of_calls_can_only_be_added(say: Say, as_app: Callable[..., object]):
    say(What.ARRIVED, number=PHONE)
    for statement in ("UPDATE channels_callevent SET what = 'x'", "DELETE FROM channels_callevent"):
        with pytest.raises(Exception, match=r"permission denied|append-only"), as_app(), connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(statement)


def test_agents_see_their_own_calls_and_the_floor_sees_all(say: Say, seat: Seat, cast: Cast):
    say(What.ARRIVED, number=PHONE)
    call = say(What.ANSWERED, 2, agent=cast.agent_account.pk)
    assert seeing.visible(cast.agent).get() == call and not seeing.visible(cast.other_agent).exists()
    assert seeing.visible(cast.squad_leader).get() == call and not seeing.visible(cast.liaison).exists()
    assert seeing.may_listen(cast.agent, call) and not seeing.may_listen(cast.other_agent, call)
    assert not seeing.visible(Person("citizen", 1, "", frozenset({Role.CITIZEN}))).exists()


def test_every_signal_has_its_step():
    assert set(STEPS) == set(What)


def test_an_ended_call_has_its_end(say: Say):
    call = say(What.ARRIVED, number=PHONE)
    call.state = "ended"
    with pytest.raises(IntegrityError):
        call.save()


@pytest.mark.parametrize(("told", "number", "mark"), [
    ("13812345678", "13812345678", ""), ("+8613812345678", "13812345678", ""), ("sip:02081234567@10.0.0.1", "020-81234567", ""),
    ("81234567", "020-81234567", ""), ("", "", "withheld"), ("anonymous", "", "withheld"), ("12345", "12345", "doubtful"),
    ("02012345", "02012345", "doubtful"), ("110", "110", ""),
    ("95588", "95588", ""), ("99999999999999999", "99999999999999999", "doubtful"),
    ("<script>", "<script>", "doubtful"), ("1" * 400, "1" * 32, "doubtful"),
])
def test_a_presented_number_is_a_claim(told: str, number: str, mark: str):
    caller = callers.caller_of(told)
    assert (caller.number, caller.mark) == (number, mark)
    assert (caller.key is None) == (mark == "withheld")


def test_a_seat_is_reserved_once(say: Say, seat: Seat, cast: Cast):
    first, second = say(What.ARRIVED, number=PHONE), say(What.ARRIVED, call="c2", number="13812345679")
    assert seats.reserve(seat.account_id, first, MONDAY) and not seats.reserve(seat.account_id, second, MONDAY)
    say(What.OFFERED, 1, agent=seat.account_id)
    seat.refresh_from_db()
    assert (seat.state, seat.call) == ("ringing", first)


def test_orders_are_taken_once_and_hold_no_number(say: Say, seat: Seat, cast: Cast):
    call, account = say(What.ARRIVED, number=PHONE), cast.agent_account
    args = {"which": "sealed", "number": orders.seal("k1", PHONE), "purpose": "manual"}
    order = orders.ask(account, "dial", MONDAY, call=call, key="k1", **args)
    assert orders.ask(account, "dial", MONDAY, call=call, key="k1", **args) == order and orders.open_orders() == [order]
    assert PHONE not in str(order.args) and orders.number_in(order) == PHONE
    assert orders.done(order, MONDAY) and not orders.done(order, MONDAY) and not orders.open_orders()
    with pytest.raises(ValueError, match="explode"):
        orders.ask(account, "explode", MONDAY)
