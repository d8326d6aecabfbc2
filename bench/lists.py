"""(c) Worklists, search and progress at growing numbers of tickets: the slowest twentieth, and how it grows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from bench import crowd
from bench.ground import Figure, Ground, Sizes, p95, timed
from bench.people import busiest, everyone
from huying import policy
from huying.people.persons import UNIT_ROLES, Person, Role
from huying.tickets import access
from huying.tickets.models import Ticket
from huying.tickets.queries.find import Filters, find
from huying.tickets.queries.worklists import WORKLISTS, Worklist, counts, lists_of, rows

LISTS_MS, SEARCH_MS, GROWTH = 50.0, 150.0, 1.5
# Below this a growing figure is the noise of the machine, not growth.
NOISE_MS = 5.0
COMMON, RARE = ("附近", "请", "路灯"), ("候鸟", "黑飞")
SEARCHES = {
    "common": COMMON[0], "common, two": "附近 噪声", "common, three": "附近 施工 噪声", "middling": "路灯",
    "middling, two": "体育东路 路灯",
    "rare": RARE[0], "rare, two": "无人机 黑飞", "rare and common": "附近 候鸟", "none": "南极冰川",
}
Work = Callable[[], object]


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """One figure for each group and size; the largest size bears the floors."""
    found: dict[int, dict[str, dict[str, float]]] = {}
    for count in sizes.tickets:
        now = datetime.now(UTC)
        crowd.fill(ground, count, now)
        found[count] = {group: {name: p95(_samples(works, sizes.samples)) for name, works in sorted(asked.items())}
                        for group, asked in _groups(ground, count, now).items()}
    small, large = min(found), max(found)
    figures = []
    for group, floor in (("worklists", LISTS_MS), ("lists by filter", LISTS_MS), ("counts", None), ("progress", LISTS_MS),
                         ("search", SEARCH_MS), ("pages through HTTP", None)):
        worst = {count: max(found[count][group].items(), key=lambda item: item[1]) for count in found}
        for count, (name, value) in worst.items():
            figures.append(Figure(f"{group}, p95 at {count:,}", value, "ms", floor if count == large else None, note=f"worst: {name}"))
        if group in ("worklists", "progress") and small != large:
            figures.append(_growth(group, found[small][group], found[large][group]))
    return figures


def _growth(group: str, small: dict[str, float], large: dict[str, float]) -> Figure:
    ratios = {name: large[name] / max(small[name], NOISE_MS / GROWTH) for name in small}
    name = max(ratios, key=lambda each: ratios[each])
    return Figure(f"{group}, growth of p95", ratios[name], "×", GROWTH,
                  note=f"worst: {name}, {small[name]:.1f} → {large[name]:.1f} ms; below {NOISE_MS:.0f} ms is no growth")


def _samples(works: Iterator[Work], count: int) -> list[float]:
    """Milliseconds of `count` calls, after two that warm the caches."""
    for _ in range(2):
        next(works)()
    return [timed(next(works), 1)[0] for _ in range(count)]


def _groups(ground: Ground, count: int, now: datetime) -> dict[str, dict[str, Iterator[Work]]]:
    people = everyone()
    return {"worklists": _worklists(people, now), "lists by filter": _filters(people, now), "counts": _counts(people, now),
            "progress": {"by number": _progress(count)}, "search": _searches(people, now), "pages through HTTP": {}}


def _worklists(people: dict[Role, Person], now: datetime) -> dict[str, Iterator[Work]]:
    """First pages, and pages far down, of every worklist as its own people see it."""
    def pages(worklist: Worklist, person: Person, far: bool) -> Iterator[Work]:
        cursor = _far(lambda at: rows(worklist, person, now, at)) if far else ""
        while True:
            yield lambda: rows(worklist, person, now, cursor)

    asked = {}
    for worklist in WORKLISTS.values():
        role = sorted(worklist.roles, key=lambda each: (each not in UNIT_ROLES, each))[0]
        asked[worklist.name] = pages(worklist, people[role], False)
        asked[f"{worklist.name}, far down"] = pages(worklist, people[role], True)
    return asked


def _far(page: Callable[[str], Any], steps: int = 20) -> str:
    """The cursor of a page some way down the list."""
    cursor = ""
    for _ in range(steps):
        after = page(cursor).next
        if not after:
            break
        cursor = after
    return cursor


def _filters(people: dict[Role, Person], now: datetime) -> dict[str, Iterator[Work]]:
    rules = policy.current()
    leaf = rules.leaves[0].code
    wanted = {"class": Filters(category=leaf), "top class": Filters(category=leaf[:2]), "unit": Filters(unit=busiest().slug),
              "district": Filters(division=list(rules.divisions)[3]), "since": Filters(since=now.date()),
              "urgent": Filters(urgency="critical"),
              "state": Filters(state="declined"), "open": Filters(state="open"), "overdue": Filters(overdue=True),
              "kind and door": Filters(kind="report", door="sms"),
              "class in a district": Filters(category=leaf, division=list(rules.divisions)[3])}

    def asked(filters: Filters) -> Iterator[Work]:
        while True:
            yield lambda: find(people[Role.SUPERVISOR], filters, now)

    return {name: asked(filters) for name, filters in wanted.items()}


def _counts(people: dict[Role, Person], now: datetime) -> dict[str, Iterator[Work]]:
    def asked(person: Person) -> Iterator[Work]:
        names = [each.name for each in lists_of(person)]
        while True:
            yield lambda: counts(names, person, now)

    return {str(role): asked(people[role]) for role in (Role.DISPATCHER, Role.LIAISON, Role.SUPERVISOR, Role.FOLLOWUP)}


def _progress(count: int) -> Iterator[Work]:
    """What the progress page asks for: the ticket by its number, and its public history."""
    dice = random.Random(count)
    while True:
        number = Ticket.objects.values_list("number", flat=True).get(pk=dice.randrange(1, count + 1))
        citizen = Person("citizen", None, "诉求人", frozenset({Role.CITIZEN}), numbers=frozenset({number}))

        def look(number: str = number, citizen: Person = citizen) -> object:
            ticket = access.find(citizen, number)
            return list(ticket.events.filter(public=True).order_by("id")), list(ticket.replies.filter(passed=True))

        yield look


def _searches(people: dict[Role, Person], now: datetime) -> dict[str, Iterator[Work]]:
    def asked(person: Person, said: str) -> Iterator[Work]:
        while True:
            yield lambda: find(person, Filters(q=said), now)

    return {f"{name}, {who}": asked(people[role], said) for name, said in SEARCHES.items()
            for who, role in (("centre", Role.SUPERVISOR), ("unit", Role.LIAISON))}
