"""Stories that every demo city has, however small: each state at its end, and incidents with many callers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from huying.demo import city, scenes, talk
from huying.demo.accounts import Staff
from huying.demo.afterwards import rated
from huying.demo.handling import handled
from huying.demo.requests import Request, compose
from huying.demo.story import tell
from huying.demo.taking_in import dispatched, registered
from huying.demo.teller import Teller, Waiting
from huying.people.persons import Role
from huying.tickets import life
from huying.tickets.states import State

FIRST = 10_000_000  # keys of these stories, apart from those that arrive by themselves
# (days before the end, plan, where it rests, matter, door)
RESTING = (
    (0.010, "ordinary", "received", "010301", "web"), (0.03, "ordinary", "received", "040101", "wechat"),
    (0.02, "ordinary", "received", "180201", "app"), (0.05, "ordinary", "pending", "030301", "phone"),
    (0.04, "ordinary", "pending", "010301", "app"), (0.4, "ordinary", "dispatched", "010301", "phone"),
    (1.2, "ordinary", "dispatched", "040101", "web"), (2.2, "ordinary", "handling", "020303", "phone"),
    (3.5, "ordinary", "handling", "040401", "app"), (2.5, "hand_back", "asked", "030301", "phone"),
    (6.5, "suspend", "suspended", "020303", "web"), (4.5, "suspend", "asked", "020103", "phone"),
    (3.0, "ordinary", "replied", "010301", "phone"), (5.0, "ordinary", "replied", "040401", "web"),
    (6.0, "unhappy", "reviewing", "040101", "wechat"), (5.5, "unhappy", "reviewing", "010501", "app"),
    # these are overdue at the end: their limits are short and nobody answers
    (6.2, "ordinary", "handling", "040101", "web"), (9.5, "ordinary", "handling", "020303", "phone"),
    (3.4, "ordinary", "handling", "010504", "phone"), (7.3, "ordinary", "dispatched", "040101", "app"),
    (5.2, "ordinary", "handling", "020308", "web"), (9.0, "unhappy", "", "020101", "phone"), (10.0, "unhappy", "", "040401", "web"),
    (5.0, "silent", "", "010301", "sms"), (5.5, "silent", "", "030301", "sms"), (1.0, "silent", "", "040202", "sms"),
    (2.0, "decline", "", "020301", "email"), (2.5, "transfer", "", "090401", "phone"), (7.0, "withdraw", "", "030301", "app"),
    (3.2, "ordinary", "", "010301", "platform"), (3.1, "ordinary", "", "030101", "open311"), (4.2, "ordinary", "", "020101", "counter"),
)
# (days before the end, matter, district, callers)
INCIDENTS = ((0.9, "100104", "440106", 6), (2.6, "100201", "440111", 5), (6.2, "040101", "440113", 4))


def stories(staff: Staff, seed: int, start: datetime, end: datetime) -> Iterator[Waiting]:
    """All of them that fit between `start` and `end`."""
    for place, (days, plan, until, code, door) in enumerate(RESTING):
        at = end - timedelta(days=days)
        if at > start:
            rng = random.Random(f"{seed}:resting:{place}")
            request = compose(rng, FIRST + place, at, scenes.named(code), crowd=1, door=door, who=60_000 + place, whole=True,
                              prefix=f"demo:{seed}")
            yield tell(Teller(_vague(request) if plan == "silent" else request, staff, rng, plan=plan, until=until))
    for place, (days, code, district, callers) in enumerate(INCIDENTS):
        at = end - timedelta(days=days)
        if at > start:
            yield from _incident(staff, seed, place, at, code, district, callers)


def _vague(request: Request) -> Request:
    """A text message that says next to nothing."""
    request.incoming = replace(request.incoming, title="", detail=f"{request.scene.leaf.name}，没人管", wish="", happened="",
                               place="", parties="", name="", division="", lon=None, lat=None)
    return request


def _incident(staff: Staff, seed: int, place: int, at: datetime, code: str, district: str, callers: int) -> Iterator[Waiting]:
    """One matter, many callers: the first ticket becomes the main one, the others are joined to it."""
    rng = random.Random(f"{seed}:incident:{place}")
    spot, scene = city.within(rng, district), scenes.named(code)
    numbers: list[str] = []
    for caller in range(callers):
        own = random.Random(f"{seed}:incident:{place}:{caller}")
        request = compose(own, FIRST + 1000 * (place + 1) + caller, at + timedelta(minutes=7 * caller * own.random()), scene,
                          crowd=1, spot=spot, who=70_000 + 100 * place + caller, door=own.choice(("phone", "phone", "wechat")),
                          whole=True, prefix=f"demo:{seed}")
        teller = Teller(request, staff, own, plan="ordinary")
        yield _first(teller, numbers) if caller == 0 else _joining(teller, numbers)


def _first(story: Teller, numbers: list[str]) -> Waiting:
    yield from story.at(story.request.at)
    registered(story)
    numbers.append(story.number)
    yield from story.minutes(45, 70)  # until the others have called and are joined
    if story.look().state in {State.RECEIVED, State.PENDING_DISPATCH}:
        agent = story.staff.one(Role.AGENT, story.rng)
        story.do(life.triage, by=agent, category=story.request.scene.code, division=story.request.division)
        yield from dispatched(story)
    if (yield from handled(story)):
        yield from rated(story)


def _joining(story: Teller, numbers: list[str]) -> Waiting:
    yield from story.at(story.request.at)
    if not registered(story) or not numbers:
        return
    yield from story.minutes(4, 30)
    story.do(life.merge, by=story.staff.one(Role.DISPATCHER, story.rng), main=numbers[0], reason=talk.say(story.rng, "merged"))
