"""Delivery: once each, again after a failure, nobody kept from the answer by somebody else's bad number."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from huying.channels import delivery, senders
from huying.channels.models import Notice
from huying.clocks.present import now
from huying.people.persons import SYSTEM
from huying.people.sealed import vault
from huying.tickets import life
from huying.tickets.states import State
from tests.cast import Cast
from tests.tickets.world import ANSWER, World


class Gateway:
    """A gateway at the wire: refuses some addresses, remembers what it took."""

    def __init__(self) -> None:
        self.bad: set[str] = set()
        self.sent: list[tuple[str, str, bool]] = []

    def send(self, address: str, title: str, text: str, *, key: str, now: object, again: bool = False, **_more: object) -> None:
        if address in self.bad:
            raise OSError(f"{address}\x00 refused")
        self.sent.append((address, key, again))


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    made = Gateway()
    monkeypatch.setitem(senders.SENDERS, "sms", made)
    monkeypatch.setattr("huying.channels.telling.put_off", lambda at: at)
    return made


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast, now())


def answered(world: World) -> tuple[int, list[str]]:
    """A completed ticket that two others had joined: the event, and the callers' phones."""
    main = world.ticket(State.HANDLING)
    joined = [world.ticket(State.RECEIVED) for _ in range(2)]
    for each in joined:
        life.merge(each.number, by=world.cast.dispatcher, now=world.now, main=main.number, reason="同一工地")
    life.reply(main.number, by=world.cast.liaison, now=world.now, text=ANSWER)
    event = life.check(main.number, by=world.cast.followup, now=world.now, passed=True).event
    from huying.people.sealed import caller_of

    return event.pk, [caller_of(each.number, each.caller_sealed)[1] for each in [main, *joined]]


def test_one_answer_reaches_every_caller_once(world: World, gateway: Gateway):
    event, phones = answered(world)
    for _ in range(3):
        delivery.tell(event)
    assert sorted(address for address, _, _ in gateway.sent) == sorted(phones)
    assert len({key for _, key, _ in gateway.sent}) == 3 and not any(again for _, _, again in gateway.sent)


def test_a_bad_number_keeps_nobody_else_from_the_answer(world: World, gateway: Gateway):
    event, phones = answered(world)
    gateway.bad = {phones[0]}
    for _ in range(delivery.MOST_TRIES):
        with pytest.raises(OSError):
            delivery.tell(event)
    assert sorted(address for address, _, _ in gateway.sent) == sorted(phones[1:])
    failed = Notice.objects.get(event=event, state=Notice.FAILED)
    assert failed.tries == delivery.MOST_TRIES and failed.error == f"OSError: {phones[0]} refused"
    delivery.tell(event)
    assert len(gateway.sent) == 2, "it is not tried for ever"


def test_after_a_death_in_the_middle_the_gateway_is_asked_first(world: World, gateway: Gateway):
    event, phones = answered(world)
    gateway.bad = set(phones)
    with pytest.raises(OSError):
        delivery.tell(event)
    gateway.bad = set()
    delivery.tell(event)
    assert [again for _, _, again in gateway.sent] == [True] * 3


def test_the_console_writes_a_message_once_however_often_it_is_tried(settings, tmp_path: Path):
    settings.VAR = tmp_path
    for again in (False, True, True):
        senders.ConsoleSender().send("13800138000", "题", "文", key="notice:7", now=now(), again=again)
    senders.ConsoleSender().send("13800138000", "题", "文", key="notice:77", now=now(), again=True)
    lines = [json.loads(line) for line in (tmp_path / "outbox.jsonl").read_text("utf-8").splitlines()]
    assert [line["key"] for line in lines] == ["notice:7", "notice:77"]


def test_at_night_the_citizen_is_not_woken_but_gets_the_number_at_once(cast: Cast):
    from huying.channels.telling import notices_of
    from tests.tickets.seen import city

    night = city("2026-03-02 23:30")
    ticket = cast.ticket(night)
    number = notices_of(ticket.events.get(), night)
    assert [notice.not_before for notice in number if notice.door == "sms"] == [None]
    event = life.dispatch(ticket.number, by=cast.dispatcher, now=night, lead=cast.lead_unit).event
    later = [notice.not_before for notice in notices_of(event, night) if notice.door == "sms"]
    assert later == [city("2026-03-03 08:00")] and night + timedelta(hours=8.5) == later[0]


def test_a_late_answer_is_told_to_those_who_know_that_we_have_their_request(world: World, gateway: Gateway):
    from huying.tickets.sweep import sweep

    silent, known = world.ticket(State.HANDLING), world.ticket(State.HANDLING)
    delivery.tell(known.events.get(verb="register").pk)
    assert silent.due_at
    sweep(silent.due_at)
    for ticket in (silent, known):
        for event in ticket.events.filter(verb="miss", public=True):
            delivery.tell(event.pk)
    told = [Notice.objects.filter(ticket=ticket, event__verb="miss").exclude(door="desk").count() for ticket in (silent, known)]
    assert told == [0, 1]


def test_what_was_taken_in_silently_is_closed_silently(world: World, gateway: Gateway):
    silent, known = world.ticket(State.INCOMPLETE), world.ticket(State.INCOMPLETE)
    delivery.tell(known.events.get(verb="register").pk)
    for ticket in (silent, known):
        delivery.tell(life.expire(ticket.number, by=SYSTEM, now=world.now + timedelta(days=4)).event.pk)
    told = [Notice.objects.filter(ticket=ticket, event__verb="expire").exclude(door="desk").count() for ticket in (silent, known)]
    assert told == [0, 1]


def test_when_a_door_opens_all_that_waits_goes_out_and_what_is_not_taken_gets_its_own_try(world: World, gateway: Gateway):
    from django.db import connection

    from huying.channels.base import health

    health.switch("sms", "sending", False, None)
    event, phones = answered(world)
    delivery.tell(event)
    assert gateway.sent == []
    health.switch("sms", "sending", True, None)
    gateway.bad = {phones[1]}
    delivery.resume("sms")
    assert {phones[0], phones[2]} <= {address for address, _, _ in gateway.sent}
    waiting = Notice.objects.get(event=event, state=Notice.QUEUED, door="sms")
    assert waiting.tries == 1 and "refused" in waiting.error
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'channels.send' AND (args->>'notice')::bigint = %s",
                       [waiting.pk])
        assert cursor.fetchone() == (1,)
    before = len(gateway.sent)
    assert delivery.resume("sms") == 0 and len(gateway.sent) == before, "nothing goes out twice"


def test_a_long_queue_is_sent_in_rounds_and_shares(world: World, gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    for name, value in (("ROUND", 4), ("BATCH", 3)):
        monkeypatch.setattr(delivery, name, value)
    row = Notice(door="sms", recipient="answer:", title="题", text="文", at=now())
    for number in range(15):
        row.pk, row.key, row.address_sealed = None, f"long:{number}", None
        row.address_sealed = vault().seal(f"138{number:08d}", row.sealing)
        row.save(force_insert=True)
    rounds = 0
    for part in (0, 1):
        after = 0
        while (after := delivery.resume("sms", part, 2, after)) or not rounds:
            rounds += 1
        rounds += 1
    assert len({address for address, _, _ in gateway.sent}) == len(gateway.sent) == 15 and rounds == 4
