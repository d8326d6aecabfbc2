"""Campaigns: who is called, how fast, how often, and that whoever may not be called is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from huying.channels.models import Correspondent
from huying.channels.phone import book, campaigning, orders, seats
from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.channels.phone.models import Call, PhoneOrder, Seat
from huying.channels.phone.signals import Signal, What
from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
NOON = MONDAY + timedelta(hours=4, minutes=30)  # 14:30 in the city
Done = Callable[..., Ticket]


@pytest.fixture
def done(cast: Cast) -> Done:
    def make(**values: Any) -> Ticket:
        ticket = cast.ticket(MONDAY, **values)
        life.close(ticket.number, by=cast.agent, now=MONDAY, text="已电话答复诉求人。", category=ticket.category)
        return Ticket.objects.get(pk=ticket.pk)

    return make


def seat_for(account: Any, extension: str) -> Seat:
    Seat.objects.create(account=account, extension=extension, since=MONDAY, reachable=True)
    return seats.ready(account, MONDAY)


@pytest.fixture
def two_seats(cast: Cast) -> list[Seat]:
    return [seat_for(cast.agent_account, "6001"), seat_for(cast.other_agent_account, "6002")]


def started(cast: Cast) -> Campaign:
    made = campaigning.follow_up("满意度回访", by=cast.squad_leader, now=NOON)
    return campaigning.move(made, "start", by=cast.squad_leader, now=NOON)


def came(order: PhoneOrder, answered: bool, at: datetime) -> Call:
    """What our exchange tells of an order's call."""
    def tell(what: What, seconds: int, **more: Any) -> Call:
        return book.hear(Signal("asterisk", f"out-{order.pk}", what, str(what), at + timedelta(seconds=seconds), direction="out",
                                purpose="follow_up", number="13800000001", **more))

    orders.done(order, at)
    tell(What.ARRIVED, 0)
    tell(What.OFFERED, 1, agent=order.by_id)
    if answered:
        tell(What.ANSWERED, 9, agent=order.by_id)
    return tell(What.ENDED, 60, reason="" if answered else "no_answer")


def states() -> list[str]:
    return list(CampaignCall.objects.order_by("id").values_list("state", flat=True))


def test_everybody_who_may_rate_and_be_called_is_on_the_list(cast: Cast, done: Done):
    called, texts, silent, rated = done(), done(sms_only=True), done(), done()
    Correspondent.objects.create(door="sms", address_key=b"k" * 32, address_sealed=b"x", citizen=silent.citizen, silent_at=MONDAY,
                                 first_at=MONDAY, last_at=MONDAY)
    life.rate(rated.number, by=cast.owner(rated), now=NOON, matter="satisfied")
    cast.ticket(MONDAY)
    nameless = done(phone="13800000009")  # the same telephone, under no account
    Ticket.objects.filter(pk=nameless.pk).update(citizen=None)
    type(called.citizen).objects.filter(phone_key=nameless.phone_key).update(sms_only=True)
    assert texts.sms_only
    made = campaigning.follow_up("回访", by=cast.squad_leader, now=NOON)
    assert [each.ticket for each in made.calls.all()] == [called] and made.state == "draft"
    with pytest.raises(Refused) as refusal:
        campaigning.follow_up("回访", by=cast.squad_leader, now=NOON)
    assert refusal.value.codes == {"nobody"}, "another campaign has them"
    for who, name, code in ((cast.agent, "x", "no_right"), (cast.squad_leader, " ", "needed")):
        with pytest.raises(Refused) as refusal:
            campaigning.follow_up(name, by=who, now=NOON)
        assert refusal.value.codes == {code}


def test_one_call_for_each_ready_seat_and_none_while_callers_wait(cast: Cast, done: Done, two_seats: list[Seat]):
    for _ in range(5):
        done()
    made = campaigning.follow_up("回访", by=cast.squad_leader, now=NOON)
    assert campaigning.run(NOON) == 0, "nothing is dialled before somebody starts it"
    campaigning.move(made, "start", by=cast.squad_leader, now=NOON)
    book.hear(Signal("asterisk", "in-1", What.ARRIVED, "a", NOON, number="13911112222"))
    book.hear(Signal("asterisk", "in-1", What.QUEUED, "q", NOON))
    assert campaigning.run(NOON) == 1, "one seat is for who waits"
    assert campaigning.run(NOON) == 0
    book.hear(Signal("asterisk", "in-1", What.ENDED, "e", NOON + timedelta(seconds=5)))
    assert campaigning.run(NOON) == 0, "two ready seats but one call on its way: the seat that was asked is not free"
    found = orders.open_orders()
    assert [(each.what, each.args["purpose"]) for each in found] == [("dial", "follow_up")] and states().count("dialling") == 1
    assert not any("138" in str(each.args) for each in found)


@pytest.mark.parametrize(("hours", "begun"), [(5, 1), (9, 1), (10, 0), (18, 0), (22.9, 0), (23, 1)])
def test_nobody_is_called_at_night(cast: Cast, done: Done, two_seats: list[Seat], hours: float, begun: int):
    """15:00, 19:00, 20:00, 04:00, 08:54, 09:00 in the city; lunch is in test_pacing."""
    done()
    started(cast)
    assert campaigning.run(MONDAY + timedelta(hours=hours)) == begun


def test_answered_is_done_and_unanswered_is_tried_again_until_enough(cast: Cast, done: Done, two_seats: list[Seat]):
    done()
    started(cast)
    now = NOON
    for tries in (1, 2, 3):
        assert campaigning.run(now) == 1 and campaigning.run(now) == 0
        came(orders.open_orders()[0], False, now)
        for seat in Seat.objects.exclude(state="ready"):
            seats.ready(seat.account, now + timedelta(minutes=2))
        assert campaigning.run(now + timedelta(minutes=3)) == 0
        row = CampaignCall.objects.get()
        assert (row.tries, row.state) == (tries, "given_up" if tries == 3 else "open")
        now = row.not_before
    assert PhoneOrder.objects.count() == 3


def test_spoken_with_is_done_and_talking_frees_the_way_for_others(cast: Cast, done: Done, two_seats: list[Seat]):
    for _ in range(3):
        done()
    started(cast)
    assert campaigning.run(NOON) == 2
    first, _second = orders.open_orders()
    came(first, True, NOON)
    campaigning.settle(NOON + timedelta(minutes=2))
    assert sorted(states()) == ["dialling", "done", "open"] and CampaignCall.objects.get(state="done").call.answered_at
    seats.end_wrapping(NOON + timedelta(minutes=3))
    assert campaigning.run(NOON + timedelta(minutes=3)) == 0, "one ready seat, one call on its way"


def test_what_the_exchange_could_not_do_is_no_try(cast: Cast, done: Done, two_seats: list[Seat]):
    done()
    started(cast)
    assert campaigning.run(NOON) == 1
    orders.done(orders.open_orders()[0], NOON, "没有可以拨打的号码")
    campaigning.settle(NOON + timedelta(seconds=30))
    row = CampaignCall.objects.get()
    assert (row.state, row.tries) == ("open", 0)
    assert campaigning.run(NOON + timedelta(minutes=2)) == 1
    campaigning.settle(NOON + timedelta(minutes=5))
    assert states() == ["dialling"]
    campaigning.settle(NOON + timedelta(minutes=15))
    assert states() == ["open"], "an order of which nothing is heard went astray"


def test_whoever_rated_or_asked_for_silence_meanwhile_is_passed_over(cast: Cast, done: Done, two_seats: list[Seat]):
    rated, texts, called, other = done(), done(), done(phone="13800000008"), done(phone="13800000009")
    started(cast)
    type(texts.citizen).objects.filter(phone_key=other.phone_key).update(sms_only=True)
    Ticket.objects.filter(pk=other.pk).update(citizen=None)  # filed with the same number, but under no account
    life.rate(rated.number, by=cast.owner(rated), now=NOON, matter="satisfied")
    type(texts.citizen).objects.filter(pk=texts.citizen_id).update(sms_only=True)
    assert campaigning.run(NOON) == 1 == len(orders.open_orders())
    assert dict(CampaignCall.objects.values_list("ticket", "why")) == {rated.pk: "rated", texts.pk: "no_calls", called.pk: "",
                                                                            other.pk: "no_calls"}
    assert orders.open_orders()[0].args["which"] == f"ticket:{called.number}"


def test_a_campaign_is_paused_and_ended(cast: Cast, done: Done, two_seats: list[Seat]):
    done()
    made = started(cast)
    campaigning.move(made, "pause", by=cast.squad_leader, now=NOON)
    assert campaigning.run(NOON) == 0
    with pytest.raises(Refused):
        campaigning.move(made, "pause", by=cast.squad_leader, now=NOON)
    with pytest.raises(Refused):
        campaigning.move(made, "end", by=cast.agent, now=NOON)
    assert campaigning.move(made, "end", by=cast.supervisor, now=NOON).over_at == NOON
    assert campaigning.follow_up("再来", by=cast.squad_leader, now=NOON).calls.count() == 1, "an ended campaign holds nobody"


def test_without_a_running_campaign_the_minute_costs_two_statements(two_seats: list[Seat], django_assert_num_queries: Any):
    with django_assert_num_queries(2):
        campaigning.run(NOON)
