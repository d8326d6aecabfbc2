"""A cloud call centre that is made up: plays calls against the webhook, as rough as networks are. For trying out and tests."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

Event = dict[str, Any]
TRIES = 6


@dataclass(slots=True)
class Cloud:
    """`url`: the webhook with its secret. What could not be delivered is sent again, as a real centre does."""

    url: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10))
    pause: Callable[[float], None] = time.sleep
    sent: int = 0

    def tell(self, event: str, call: str, **given: Any) -> Mapping[str, Any]:
        """Send one event until it is kept; the answer. Raises RuntimeError when it is refused or never arrives."""
        body = {"event": event, "callId": call, "direction": "in", **given}
        for attempt in range(TRIES):
            try:
                answer = self.client.post(self.url, json=body)
            except httpx.TransportError:
                self.pause(0.2 * 2**attempt)
                continue
            if answer.status_code in (429, 502, 503, 504):
                self.pause(0.2 * 2**attempt)
                continue
            if answer.status_code != 200:
                raise RuntimeError(f"{answer.status_code}: {answer.text[:200]}")
            self.sent += 1
            found: Mapping[str, Any] = answer.json()
            return found
        raise RuntimeError(f"{event} of {call} did not arrive in {TRIES} tries")

    def seat(self, number: str, state: str, at: datetime, **given: Any) -> Mapping[str, Any]:
        """Tell what a seat's agent does since `at`."""
        return self.tell("agentState", "", answeringNumber=number, state=state, at=at.isoformat(), **given)


def story(call: str, number: str, seats: Sequence[str], began: datetime, dice: random.Random) -> list[Event]:
    """The events of one call in their order; every chance is taken from `dice`, so a seed tells the same calls again."""
    at, events = began, []

    def add(event: str, after: float, **given: Any) -> None:
        nonlocal at
        at += timedelta(seconds=after)
        events.append({"event": event, "callId": call, "direction": "in", "from": number, "to": "12345", "at": at.isoformat(), **given})

    add("newCall", 0)
    add("queued", dice.uniform(2, 6), queue=dice.choice(["普通话", "普通话", "English", ""]))
    if not seats or dice.random() < 0.1:
        add("hangup", dice.expovariate(1 / 40), cause="cancel")
        return events
    seat = dice.choice(seats)
    if dice.random() < 0.08:
        add("offered", dice.expovariate(1 / 8), answeringNumber=seat)
        add("declined", 15, answeringNumber=seat)
        seat = dice.choice(seats)
    add("offered", dice.expovariate(1 / 8), answeringNumber=seat)
    add("answer", dice.uniform(1, 6), answeringNumber=seat)
    if dice.random() < 0.2:
        add("held", dice.uniform(20, 60), answeringNumber=seat)
        add("retrieved", dice.uniform(5, 40), answeringNumber=seat)
    add("hangup", dice.expovariate(1 / 110), answeringNumber=seat, cause="normalClearing")
    if dice.random() < 0.6:
        add("rated", dice.uniform(3, 20), score=dice.choices([5, 4, 3, 2, 1], [60, 20, 12, 5, 3])[0])
    return events


def rough(events: list[Event], dice: random.Random) -> Iterator[Event]:
    """The same events as a bad network brings them: some twice, some late, some before those that they follow."""
    timed = [(place + dice.expovariate(2), event) for place, event in enumerate(events)]
    timed += [(place + dice.expovariate(0.5), event) for place, event in timed if dice.random() < 0.25]
    for _place, event in sorted(timed, key=lambda each: each[0]):
        yield event


def play(cloud: Cloud, calls: int, seats: Sequence[str], now: datetime, *, seed: int = 1, roughly: bool = False,
         every: float = 0.0) -> int:
    """Tell `calls` calls, one after another, `every` seconds; they happened in the hour before `now`. The events sent."""
    dice, network, crew = random.Random(seed), random.Random(seed + 1), random.Random(seed + 2)
    for seat in seats:
        cloud.seat(seat, "ready", now - timedelta(hours=1))
    for place in range(calls):
        began = now - timedelta(hours=1) + timedelta(seconds=3000 * place / max(1, calls))
        for seat in [each for each in seats if crew.random() < 0.1]:
            cloud.seat(seat, "paused", began, reason=crew.choice(["meal", "小休", "Training"]))
            cloud.seat(seat, "ready", began)
        number = f"13{dice.randrange(10**9):09d}"
        events = story(f"sim-{seed}-{place}", number, seats, began, dice)
        for event in rough(events, network) if roughly else events:
            cloud.tell(**{"call" if name == "callId" else name: value for name, value in event.items()})
        cloud.pause(every)
    return cloud.sent
