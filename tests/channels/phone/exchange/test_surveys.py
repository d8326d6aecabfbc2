"""A recorded survey by real calls: as many as there are lines, keys that become the rating, a key for a person and one for never
again; busy and silent telephones are tried another time."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from huying.channels.phone import campaigning
from huying.channels.phone.campaign import CampaignCall
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import Call, CallRecording, Seat
from huying.clocks.present import now
from huying.clocks.zone import SHANGHAI
from huying.demo.phone.softphone import Softphone
from huying.tickets import life
from huying.tickets.models import Event, Rating, Ticket
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, POLICY, Exchange, until
from tests.channels.phone.exchange.test_story import ordered, ready, seat_of, the_call
from tests.channels.phone.exchange.trunk import AWAY, Trunk

pytestmark = pytest.mark.django_db(transaction=True)
SHORT = POLICY.replace("again_minutes: 1", "again_minutes: 1, lines: 2") + """
words: {survey: {zh: "您好，请评价。", en: "Please rate."}, unheard: {zh: "没有听清。", en: "Again."}, surveyed: {zh: "谢谢。", en: "Bye."}}
surveys:
  - id: follow_up
    name: 满意度
    en: Satisfaction
    seconds: 2
    patience: 3
    questions:
      - {id: solved, says: {zh: "解决了吗？", en: "Solved?"}, keys: {"1": "yes", "2": "no"}}
      - {id: matter, says: {zh: "满意吗？", en: "Satisfied?"}, keys: {"5": very_satisfied, "2": dissatisfied}}
"""


def outside(exchange: Exchange) -> list[Any]:
    return [each for each in exchange.ari("channels") if each["name"].startswith("PJSIP/trunk")]


def using(carrier: Softphone, number: str, what: str, key: str = "") -> None:
    """One of the citizens at this telephone does something."""
    carrier.do("uafind", f"sip:{number}@{carrier.host}:{carrier.sip}")
    carrier.do(what, key)


def taken(carrier: Softphone, exchange: Exchange, ticket: Ticket, number: str) -> None:
    """They are called now, and take the call."""
    until(lambda: not outside(exchange))
    before, been = carrier.seen("CALL_INCOMING"), carrier.seen("CALL_ESTABLISHED")
    CampaignCall.objects.filter(ticket=ticket).update(not_before=now())
    until(lambda: carrier.seen("CALL_INCOMING") > before, 20)
    using(carrier, number, "accept")
    until(lambda: carrier.seen("CALL_ESTABLISHED") > been)


def asked(carrier: Softphone, number: str, key: str, question: str, ticket: Ticket) -> None:
    """They press a key, whenever the question begins."""
    def keyed() -> bool:
        using(carrier, number, "sndcode", key)
        time.sleep(0.8)
        return Call.objects.filter(ticket=ticket, events__key=f"keyed:{question}").exists()

    until(keyed, 40)


def test_out_of_hours_paused_cut_off_and_without_a_carrier(exchange: Exchange, cast: Cast):
    here = now().astimezone(SHANGHAI)
    closed = [f"{here + timedelta(hours=hours):%H:%M}" for hours in (1, 2)]
    written, numbers = exchange.home / "policy" / "phone.yaml", (PHONE, "13800000001", "13800000002")
    night = SHORT.replace("lines: 2", "lines: 1").replace('[["00:00", "23:59"]]', str([closed]).replace("'", '"'))
    written.write_text(night)
    tickets = [cast.ticket(now(), phone=each) for each in numbers]
    for each in tickets:
        life.close(each.number, by=cast.agent, now=now(), text="已电话答复诉求人。", category=each.category)
    exchange.open()
    carrier = exchange.phone(PHONE, also=numbers[1:])
    made = campaigning.follow_up("录音回访", by=cast.squad_leader, now=now(), survey="follow_up")
    campaigning.move(made, "start", by=cast.squad_leader, now=now())
    time.sleep(5)
    assert not carrier.seen("CALL_ESTABLISHED") and not Call.objects.exists(), "nobody is called at this hour"

    exchange.kill_application()
    written.write_text(SHORT.replace("lines: 2", "lines: 1"))
    exchange.start_application()
    until(lambda: carrier.seen("CALL_ESTABLISHED") == 1, 60)
    first, second, third = CampaignCall.objects.order_by("pk")
    asked(carrier, numbers[0], "1", "solved", first.ticket)
    campaigning.move(made, "pause", by=cast.squad_leader, now=now())
    asked(carrier, numbers[0], "5", "matter", first.ticket)
    until(lambda: CampaignCall.objects.filter(pk=first.pk, state="done").exists(), 20)
    assert Rating.objects.get().matter_grade == "very_satisfied", "who speaks already is heard to the end"
    time.sleep(5)
    assert carrier.seen("CALL_ESTABLISHED") == 1, "and nobody else is called"

    campaigning.move(made, "start", by=cast.squad_leader, now=now())
    until(lambda: carrier.seen("CALL_ESTABLISHED") == 2, 20)
    asked(carrier, numbers[1], "1", "solved", second.ticket)
    campaigning.move(made, "pause", by=cast.squad_leader, now=now())
    exchange.kill_application()
    exchange.start_application()
    until(lambda: Call.objects.get(ticket=second.ticket).state == "ended", 60)
    until(lambda: not outside(exchange))
    campaigning.settle(now())
    row = CampaignCall.objects.get(pk=second.pk)
    assert (row.state, row.answers) == ("done", {"solved": "yes"})
    rating = Rating.objects.get(ticket=second.ticket)
    assert (rating.matter_grade, rating.solved) == ("not_rated", True), "what was answered before the cut is kept, silence is no grade"

    carrier.stop()
    with Trunk(exchange.carrier, exchange.carrier_sip, dict.fromkeys(numbers, AWAY)) as trunk:
        campaigning.move(made, "start", by=cast.squad_leader, now=now())
        for tries in (1, 2, 3):
            until(partial(CampaignCall.objects.filter(pk=third.pk, state="open", tries=tries, call__outcome="failed").exists), 30)
            CampaignCall.objects.filter(pk=third.pk).update(not_before=now())
        time.sleep(6)
        assert len(trunk.rung) == 3, "not given up; but three failures in a row, and the carrier is left alone for a minute"
    assert "Traceback" not in exchange.log


def test_the_exchange_asks_by_itself(exchange: Exchange, cast: Cast):
    (exchange.home / "policy" / "phone.yaml").write_text(SHORT)
    numbers = (PHONE, "13800000001", "13800000002", "13800000003")
    tickets = [cast.ticket(now(), phone=each) for each in numbers]
    for each in tickets:
        life.close(each.number, by=cast.agent, now=now(), text="已电话答复诉求人。", category=each.category)
    seat_of(cast.agent_account, "6001")
    exchange.open()
    carrier = exchange.phone(PHONE, answers=False, also=numbers[1:])
    made = campaigning.follow_up("录音回访", by=cast.squad_leader, now=now(), survey="follow_up")
    time.sleep(2)
    assert not carrier.seen("CALL_INCOMING"), "nothing is dialled before somebody starts it"
    campaigning.move(made, "start", by=cast.squad_leader, now=now())
    until(lambda: carrier.seen("CALL_INCOMING") == 2, 20)
    time.sleep(3)
    assert carrier.seen("CALL_INCOMING") == 2 == len(outside(exchange)), "two lines, two calls"
    for rings, ticket, number in zip((2, 2, 3), tickets, numbers, strict=False):
        until(partial(CampaignCall.objects.filter(ticket=ticket, state="dialling").exists))
        until(lambda rings=rings: carrier.seen("CALL_INCOMING") >= rings)  # taken in hand before it rings
        using(carrier, number, "hangup")
        until(partial(CampaignCall.objects.filter(ticket=ticket, state="open", tries=1, call__outcome="busy").exists), 20)
    assert CampaignCall.objects.filter(state="open", not_before__gt=now() + timedelta(seconds=30)).count() == 3, "tried again, later"

    until(lambda: carrier.seen("CALL_INCOMING") == 4)
    using(carrier, numbers[3], "accept")
    until(lambda: carrier.seen("CALL_ESTABLISHED") == 1)
    asked(carrier, numbers[3], "1", "solved", tickets[3])
    carrier.press("7")  # none of the choices: asked again
    time.sleep(1.5)
    carrier.press("2")
    row = until(lambda: CampaignCall.objects.filter(state="done").first(), 30)
    assert row.answers == {"solved": "yes", "matter": "dissatisfied"} and row.call.outcome == "self_service"
    rating = Rating.objects.get()
    assert (rating.ticket, rating.matter_grade, rating.solved, rating.door) == (row.ticket, "dissatisfied", True, "phone")
    assert rating.asked_by is None and Ticket.objects.get(pk=row.ticket_id).state == "reviewing", "不满意 opens the review"

    machine, never, person = tickets[:3]
    taken(carrier, exchange, machine, numbers[0])  # and nobody says or presses anything
    until(lambda: CampaignCall.objects.filter(ticket=machine, tries=2, state="open", call__outcome="silent").exists(), 40)
    assert not Rating.objects.filter(ticket=machine).exists()
    outcomes = Event.objects.filter(ticket=machine, verb="ask_rating").values_list("data", flat=True)
    assert [each["outcome"] for each in outcomes] == ["not_reached", "not_reached"]

    taken(carrier, exchange, never, numbers[1])
    carrier.press("9")
    until(lambda: CampaignCall.objects.filter(ticket=never, state="skipped", why="asked").exists(), 30)
    assert Ticket.objects.get(pk=never.pk).citizen.sms_only, "never again, by any campaign"

    phone = exchange.phone("6001", configuring.secret_of(Seat.objects.get()))
    ready(cast.agent_account)
    taken(carrier, exchange, person, numbers[2])
    carrier.press("0")
    until(lambda: the_call().state == "talking", 40)
    until(lambda: CallRecording.objects.filter(call=the_call()).exists() and phone.in_call)
    assert (the_call().ticket, the_call().agent) == (person, cast.agent_account)
    assert ordered(cast.agent_account, "hang_up", the_call()) == ""
    until(lambda: CampaignCall.objects.filter(ticket=person, state="done").exists(), 30)
    assert the_call().outcome == "answered" and not outside(exchange)
