"""(c) Worklists, search and progress at growing numbers of tickets: the slowest twentieth, and how it grows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.test import Client

from bench import crowd
from bench.ground import Figure, Ground, Sizes, p95, timed
from bench.people import account_of, busiest, everyone
from huying import policy
from huying.people.persons import UNIT_ROLES, Person, Role
from huying.tickets import access
from huying.tickets.models import Ticket
from huying.tickets.queries.find import Filters, find
from huying.tickets.queries.worklists import WORKLISTS, Worklist, counts, lists_of, rows

LISTS_MS, SEARCH_MS, GROWTH = 50.0, 150.0, 1.5
# (group, floor of its slowest member, floor of its growth)
GROUPS: tuple[tuple[str, float | None, float | None], ...] = (
    ("worklists", LISTS_MS, GROWTH), ("lists by filter", LISTS_MS, GROWTH), ("progress", LISTS_MS, GROWTH),
    ("search", SEARCH_MS, None), ("counts of the tabs", None, None), ("pages through HTTP", None, None),
)
SEARCHES = {
    "common": "附近", "common, two": "附近 噪声", "common, three": "附近 施工 噪声", "middling": "路灯",
    "middling, two": "体育东路 路灯", "rare": "候鸟", "rare, two": "无人机 黑飞", "rare and common": "附近 候鸟",
    "none": "南极冰川",
}
PAGES = {"list of all": "/staff/list/all/", "overdue": "/staff/list/overdue/", "search": "/staff/search/?q=路灯"}
Work = Callable[[], object]
Samples = dict[str, dict[str, list[float]]]


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """For each group its p95 at each size, its slowest member, and how it grows from the smallest to the largest."""
    found: dict[int, Samples] = {}
    for count in sizes.tickets:
        now = datetime.now(UTC)
        crowd.fill(ground, count, now)
        with ground.web():
            found[count] = {group: {name: _samples(works, sizes.samples) for name, works in sorted(asked.items())}
                            for group, asked in _groups(ground, count, now).items()}
    return [figure for group, floor, growth in GROUPS for figure in _told(group, floor, growth, found)]


def _told(group: str, floor: float | None, growth: float | None, found: dict[int, Samples]) -> Iterator[Figure]:
    small, large = min(found), max(found)
    whole = {count: p95([value for values in found[count][group].values() for value in values]) for count in found}
    for count, value in whole.items():
        yield Figure(f"{group}, p95 at {count:,}", value, "ms", floor if count == large else None)
    each = {name: p95(values) for name, values in found[large][group].items()}
    name = max(each, key=lambda one: each[one])
    yield Figure(f"{group}, p95 of the slowest at {large:,}", each[name], "ms", floor, note=name)
    yield Figure(f"{group}, growth of p95", whole[large] / whole[small], "×", growth, note=f"{small:,} → {large:,}")


def _samples(works: Iterator[Work], count: int) -> list[float]:
    """Milliseconds of `count` calls, after two that warm the caches."""
    for _ in range(2):
        next(works)()
    return [timed(next(works), 1)[0] for _ in range(count)]


def _groups(ground: Ground, count: int, now: datetime) -> dict[str, dict[str, Iterator[Work]]]:
    people = everyone()
    return {"worklists": _worklists(people, now), "lists by filter": _filters(people, now),
            "progress": {"by number": _progress(count)}, "search": _searches(people, now),
            "counts of the tabs": _counts(people, now), "pages through HTTP": _pages(ground)}


def _pages(ground: Ground) -> dict[str, Iterator[Work]]:
    """Whole pages as a supervisor's browser asks for them, over one kept connection."""
    browser = Client()
    browser.force_login(account_of(Role.SUPERVISOR), backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    line = HTTPConnection("127.0.0.1", ground.port)

    def asked(path: str) -> Iterator[Work]:
        def get() -> None:
            line.request("GET", quote(path, safe="/?=&"), headers={"Cookie": cookie})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")

        while True:
            yield get

    return {name: asked(path) for name, path in PAGES.items()}


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
