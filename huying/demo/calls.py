"""The demo city's telephone: seats for its agents, and the calls behind its requests with those that became no ticket.

Written in bulk from what the city already lived through: nothing rings, nothing is sent. The sound of the few recordings
is made of tones.
"""

from __future__ import annotations

import random
import tempfile
import wave
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from huying.channels.phone import places, recordings
from huying.channels.phone.areas import area_of
from huying.channels.phone.models import OUT, Call, CallBack, CallEvent
from huying.demo import seat_spans
from huying.demo.accounts import Staff
from huying.demo.names import phone
from huying.demo.rhythm import arrivals
from huying.people.models import Account
from huying.people.persons import Role
from huying.people.sealed import caller_of, phone_key, vault
from huying.people.vault import normal_phone
from huying.tickets.models import Ticket

EXCHANGE = "demo"
MORE = 1.6  # calls that became no ticket, for each request of a day
FATES = {"answered": 66, "self_service": 22, "abandoned": 5, "promised": 4, "tagged": 1, "missed": 2}
STARS = {5: 70, 4: 20, 3: 6, 2: 2, 1: 2}
SKILLS = (("mandarin", "cantonese"), ("mandarin",), ("mandarin", "english"), ("mandarin", "elderly", "cantonese"),
          ("mandarin", "enterprise"), ("mandarin", "english", "enterprise"))
STILL_OWED = timedelta(hours=4)
SOUNDS, SOUND_SECONDS, RATE = 3, 24, 8000


@dataclass
class _Day:
    """What is written at the end; events and debts by the call's key, since keys of rows come later."""

    rng: random.Random
    end: datetime
    agents: list[int]
    calls: list[Call] = field(default_factory=list)
    events: dict[str, list[CallEvent]] = field(default_factory=dict)


def give_seats(staff: Staff, now: datetime) -> int:
    """A seat for every agent and the squad leader; those that are there stay."""
    people = [*staff.by_role[Role.AGENT], *staff.by_role[Role.SQUAD_LEADER]]
    accounts = {row.pk: row for row in Account.objects.filter(pk__in=[each.id for each in people], seat=None)}
    for place, person in enumerate(people):
        if person.id in accounts:
            places.give(accounts[person.id], f"{6001 + place}", SKILLS[place % len(SKILLS)], now)
    return len(accounts)


def write(staff: Staff, end: datetime, days: int, per_day: int, seed: int) -> int:
    """The calls of these days; returns how many. The same seed and requests give the same calls."""
    give_seats(staff, end)
    day = _Day(random.Random(f"calls:{seed}"), end, [each.id for each in staff.by_role[Role.AGENT] if each.id])
    _of_tickets(day, end - timedelta(days=days))
    for place, at in enumerate(arrivals(day.rng, end - timedelta(days=days), end, per_day * MORE)):
        fate = day.rng.choices(list(FATES), list(FATES.values()))[0]
        number = f"020-8{day.rng.randrange(10**7):07}" if day.rng.random() < 0.15 else phone(day.rng, day.rng.randrange(4000))
        _call(day, f"x{place}", at, "" if day.rng.random() < 0.02 else number, fate)
    _save(day)
    return len(day.calls)


def _of_tickets(day: _Day, since: datetime) -> None:
    """Behind each request by telephone stands the call in which it was taken."""
    found = (Ticket.objects.filter(door="phone", registered_at__gte=since, registered_at__lte=day.end, registered_by__isnull=False)
             .order_by("registered_at", "number").only("number", "caller_sealed", "registered_at", "registered_by", "citizen"))
    for ticket in found:
        number = caller_of(ticket.number, ticket.caller_sealed)[1]
        begin = ticket.registered_at - timedelta(seconds=day.rng.uniform(90, 240))
        call = _call(day, f"t{ticket.number}", begin, number, "answered", agent=ticket.registered_by_id, least=240)
        call.ticket_id, call.citizen_id = ticket.pk, ticket.citizen_id


def _call(day: _Day, key: str, at: datetime, number: str, fate: str, *, agent: int | None = None, least: float = 40) -> Call:
    rng, spelt = day.rng, normal_phone(number) or ""
    call = Call(exchange=EXCHANGE, key=key, began_at=at, called="12345", skills=["mandarin"], area=area_of(spelt), outcome=fate,
                state="ended", caller="" if spelt else "withheld")
    if spelt:
        call.number_key, call.number_sealed = phone_key(spelt), vault().seal(spelt, call.sealing)
    told: list[tuple[str, datetime, int | None]] = [("arrived", at, None)]
    at += timedelta(seconds=rng.uniform(6, 14))
    if fate == "self_service":
        at += timedelta(seconds=rng.uniform(20, 50))
        told.append(("served", at, None))
    else:
        call.queued_at = at
        told.append(("queued", at, None))
        at = _served(call, told, rng, at, fate, agent or rng.choice(day.agents), least)
    call.ended_at = min(at, day.end)
    told.append(("ended", call.ended_at, None))
    day.calls.append(call)
    day.events[key] = [CallEvent(what=what, at=min(when, day.end), agent_id=who, key=f"{place}:{what}")
                       for place, (what, when, who) in enumerate(told)]
    return call


def _served(call: Call, told: list[tuple[str, datetime, int | None]], rng: random.Random, at: datetime, fate: str, agent: int,
            least: float) -> datetime:
    """What became of who asked for a person; the instant at which the call was over."""
    if fate in ("abandoned", "promised", "tagged"):
        at += timedelta(seconds=rng.uniform(25, 150))
        if fate != "abandoned":
            told.append((fate, at, None))
        return at
    wait = min(rng.expovariate(1 / 4), 110)
    call.offered_at = at + timedelta(seconds=wait)
    told.append(("offered", call.offered_at, agent))
    if fate == "missed":
        told.append(("declined", call.offered_at + timedelta(seconds=15), agent))
        return call.offered_at + timedelta(seconds=18)
    call.answered_at, call.agent_id = call.offered_at + timedelta(seconds=rng.uniform(2, 6)), agent
    told.append(("answered", call.answered_at, agent))
    over = call.answered_at + timedelta(seconds=least + rng.expovariate(1 / 110))
    if rng.random() < 0.6:
        call.rating = rng.choices(list(STARS), list(STARS.values()))[0]
        told += [("asked_rating", over, agent), ("rated", over + timedelta(seconds=5), None)]
        over += timedelta(seconds=6)
    return over


def _save(day: _Day) -> None:
    """Few statements: calls, their events, debts, and the sounds of the last ones."""
    day.calls.sort(key=lambda call: call.began_at)
    Call.objects.bulk_create(day.calls, ignore_conflicts=True, batch_size=1000)
    rows = {call.key: call for call in Call.objects.filter(exchange=EXCHANGE, key__in=list(day.events))}
    events = []
    for key, told in day.events.items():
        for event in told:
            event.call = rows[key]
            events.append(event)
    CallEvent.objects.bulk_create(events, ignore_conflicts=True, batch_size=2000)
    seat_spans.keep(rows.values(), day.end)
    CallBack.objects.bulk_create(_debts(day, list(rows.values())), ignore_conflicts=True)
    spoken = (call for call in sorted(rows.values(), key=lambda call: call.began_at, reverse=True) if call.ticket_id)
    for call in islice(spoken, SOUNDS):
        _sound(call)


def _debts(day: _Day, calls: list[Call]) -> list[CallBack]:
    """Those of the last hours are still open, once for each number; older ones were settled."""
    found: dict[bytes, CallBack] = {}
    done = []
    for call in sorted(calls, key=lambda call: call.began_at):
        if call.outcome not in ("abandoned", "missed", "promised", "tagged") or not call.number_key or call.direction == OUT:
            continue
        number = vault().open_(bytes(call.number_sealed or b""), call.sealing)
        back = CallBack(call=call, why=call.outcome, number_key=call.number_key, skills=call.skills,
                        placed_at=call.queued_at or call.began_at, number_sealed=vault().seal(number, f"callback:{call.pk}"))
        if call.began_at > day.end - STILL_OWED:
            found.setdefault(bytes(call.number_key), back)
        else:
            rng = random.Random(f"back:{call.key}")
            back.state, back.tries, back.by_id = CallBack.DONE, 0, rng.choice(day.agents)
            back.done_at = call.began_at + timedelta(minutes=rng.uniform(10, 90))
            done.append(back)
    return [*done, *found.values()]


def _sound(call: Call) -> None:
    """Tones in turn on both sides, like two people speaking."""
    rng = np.random.default_rng(int.from_bytes(call.key.encode()[-7:]))
    frames = SOUND_SECONDS * RATE
    time = np.arange(frames) / RATE
    turns = (time // 2.5).astype(int) % 2
    swell = (0.4 + 0.6 * np.abs(np.sin(time * 5))) * (0.7 + 0.3 * rng.random(frames))
    sides = [np.where(turns == side, np.sin(2 * np.pi * tone * time) * swell, 0.0) for side, tone in ((0, 210), (1, 165))]
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "call.wav"
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((np.stack(sides, axis=1) * 9000).astype("<i2").tobytes())
        marks = [{"at": 0.5, "what": "answered"}, {"at": 12.0, "what": "held"}, {"at": 15.5, "what": "retrieved"}]
        recordings.keep(call, f"demo-{call.key}", wav, began_at=call.answered_at or call.began_at, marks=marks, muted=[(18.0, 20.0)])

