"""Tickets in every state, staff with a browser, the shortest way to post an act, and a real Chromium."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from huying.tickets import life
from huying.tickets.models import Ticket
from huying.ui import assets
from tests.cast import Cast

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_keys = itertools.count(1)


@pytest.fixture
def now() -> datetime:
    from huying.clocks.present import now as present

    return present()


@pytest.fixture
def staff(cast: Cast) -> Callable[[str], Client]:
    """A logged-in browser of one of the cast."""

    def login(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, f"{name}_account"), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return login


@pytest.fixture
def at_state(cast: Cast, now: datetime) -> Callable[..., Ticket]:
    """A ticket brought to a state by its verbs, at the present time."""

    def bring(state: str, **values: Any) -> Ticket:
        ticket = cast.ticket(now, **values)
        number = ticket.number
        for name in PATHS[state]:
            STEPS[name](number, cast, now)
        ticket.refresh_from_db()
        return ticket

    return bring


STEPS: dict[str, Callable[[str, Cast, datetime], Any]] = {
    "triage": lambda n, c, now: life.triage(n, by=c.agent, now=now, category=Ticket.objects.get(number=n).category),
    "dispatch": lambda n, c, now: life.dispatch(n, by=c.dispatcher, now=now, lead=c.lead_unit, assisting=[c.other_unit]),
    "sign": lambda n, c, now: life.sign(n, by=c.liaison, now=now),
    "reply": lambda n, c, now: life.reply(n, by=c.liaison, now=now, text="经现场检查，工地已停止夜间施工。"),
    "check": lambda n, c, now: life.check(n, by=c.followup, now=now, passed=True),
    "review": lambda n, c, now: life.open_review(n, by=c.supervisor, now=now, reason="诉求人来电表示未解决"),
    "rework": lambda n, c, now: life.decide_review(n, by=c.other_followup, now=now, outcome="rework", opinion="请重办"),
    "incomplete": lambda n, c, now: life.ask_completion(n, by=c.agent, now=now, missing=["place"], words="请补充门牌号"),
    "rate": lambda n, c, now: life.rate(n, by=c.owner(Ticket.objects.get(number=n)), now=now, matter="satisfied"),
    "suspend": lambda n, c, now: life.suspend(n, by=c.supervisor, now=now, reason="等待开工",
                                              until=now.replace(year=now.year + 1, day=1)),
    "supervise": lambda n, c, now: life.supervise(n, by=c.supervisor, now=now, text="请立即办理"),
    "ask_hand_back": lambda n, c, now: life.hand_back(n, by=c.liaison, now=now, reason="不属职责", basis="三定方案"),
    "ask_extension": lambda n, c, now: life.ask_extension(n, by=c.liaison, now=now, reason="需要会商"),
    "call": lambda n, c, now: life.ask_rating(n, by=c.followup, now=now, outcome="reached"),
}
HANDLING = ["triage", "dispatch", "sign"]
DONE = [*HANDLING, "reply", "check"]
PATHS: dict[str, list[str]] = {
    "received": [], "pending": ["triage"], "incomplete": ["incomplete"], "dispatched": ["triage", "dispatch"],
    "handling": HANDLING, "supervised": [*HANDLING, "supervise"], "handing_back": ["triage", "dispatch", "ask_hand_back"],
    "extending": [*HANDLING, "ask_extension"], "replied": [*HANDLING, "reply"], "completed": DONE, "called": [*DONE, "call"],
    "reviewing": [*DONE, "review"], "rework": [*DONE, "review", "rework"], "archived": [*DONE, "rate"],
    "suspended": [*HANDLING, "suspend"],
}


@pytest.fixture
def post() -> Callable[..., Any]:
    """Post an act as the page would: the version seen and a fresh key go along."""

    def send(client: Client, ticket: Ticket, noun: str, *, htmx: bool = False, **values: Any) -> Any:
        ticket.refresh_from_db()
        data = {"version": ticket.version, "idempotency_key": f"key-{next(_keys)}", **values}
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(f"/staff/t/{ticket.number}/acts/{noun}/", data, headers=headers)

    return send


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the tests of a file; each opens a context of its own, which shares nothing with others."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium or not (assets.DIST / "manifest.json").exists():
        pytest.skip("no Chromium or no built front end")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        running = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"])
        yield running
        running.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_as(browser: Any, live_server: Any, staff: Callable[[str], Client]) -> Iterator[Callable[..., Any]]:
    """A page of one of the cast at an address; complaints of the console fail the test."""
    opened: list[Any] = []

    def visit(name: str, path: str, width: int = 1440) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        key = staff(name).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(live_server.url + path)
        return page

    yield visit
    for context in opened:
        context.close()


def faults(page: Any) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id + ' ' + v.nodes[0].target))")
    return list(found)
