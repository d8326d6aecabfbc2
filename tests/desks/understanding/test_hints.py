"""What people meet while writing: the citizen's chips and count, the agent's panel, the dispatcher's reasons."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying import policy
from huying.insight.learning import learn
from huying.insight.models import Lesson
from huying.tickets import life
from huying.tickets.models import Event, Ticket
from tests.cast import MONDAY, Cast

WORDS = {"title": "小区旁工地夜间施工噪声", "detail": "昨晚十一点到凌晨两点，天河区体育西路街道的工地一直在打桩，老人无法休息。"}
MOMENTS = ("huying.desks.citizen.hints.now", "huying.desks.citizen.asking.now", "huying.desks.agent.views.present")


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    for name in MOMENTS:
        monkeypatch.setattr(name, lambda: MONDAY)


def entered(account: object) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def neighbours(cast: Cast) -> list[Ticket]:
    found = [cast.ticket(**WORDS, place="", name="钱多多", happened="") for _ in range(3)]
    assert all(len(each.division) == 9 for each in found)
    return found


def test_the_citizen_sees_time_and_place_with_their_own_words(cast: Cast, client: Client):
    page = client.post("/new/check/", WORDS).content.decode()
    assert "已读到" in page and "昨晚十一点到凌晨两点" in page and re.search("“天河区体育西[^”]*”", page)


def test_neighbours_are_a_count_without_anybodys_words(cast: Cast, client: Client, neighbours: list[Ticket]):
    page = client.post("/new/check/", {**WORDS, "title": "打桩太吵"}).content.decode()
    assert "附近已有 3 人反映" in page
    assert "钱多多" not in page and neighbours[0].title not in page and neighbours[0].number not in page


def test_neighbours_cost_few_statements_and_none_a_moment_later(cast: Cast, client: Client, neighbours: list[Ticket]):
    from django.db import connection

    with CaptureQueriesContext(connection) as first:
        client.post("/new/check/", WORDS)
    with CaptureQueriesContext(connection) as second:
        client.post("/new/check/", WORDS)
    tables = [sum("tickets_ticket" in each["sql"] for each in asked) for asked in (first, second)]
    assert tables == [1, 0] and len(first) <= 6


def test_the_agents_panel_names_values_words_and_keys(cast: Cast):
    page = entered(cast.agent_account).post("/staff/agent/help/", {**WORDS}).content.decode()
    for piece in ('data-read="category"', 'data-read="division"', 'data-read="happened"', 'data-key="alt+j"', 'data-key="alt+u"'):
        assert piece in page
    assert "<mark>昨晚十一点到凌晨两点</mark>" in page


def test_words_of_the_caller_are_never_markup(cast: Cast):
    page = entered(cast.agent_account).post("/staff/agent/help/", {**WORDS, "title": "<script>alert(1)</script>噪声"}).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(("untouched", "state", "lessons"), [("category,division", "received", 0), ("", "pending_dispatch", 2)])
def test_what_the_machine_filled_is_a_lesson_only_when_accepted(cast: Cast, untouched: str, state: str, lessons: int):
    read = cast.ticket(**WORDS)
    entered(cast.agent_account).post("/staff/agent/requests/", {
        **WORDS, "act": "register", "category": read.category, "division": read.division, "untouched": untouched,
        "idempotency_key": "k1", "separate": "on"})
    ticket = Ticket.objects.latest("id")
    assert ticket.pk != read.pk and ticket.state == state and ticket.category == read.category
    learn(Event.objects.get(ticket=ticket, verb="register").pk)
    assert Lesson.objects.filter(ticket=ticket).count() == lessons


def test_the_dispatcher_sees_the_words_that_spoke(cast: Cast):
    ticket = cast.ticket(**WORDS)
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    assert "<mark>" in entered(cast.dispatcher_account).get("/staff/dispatch/").content.decode()


def test_an_alternative_is_taken_with_one_key_and_is_a_lesson(cast: Cast):
    ticket = cast.ticket(**WORDS)
    wrong = next(leaf.code for leaf in policy.current().leaves if leaf.code[:2] != ticket.category[:2])
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=wrong)
    client = entered(cast.dispatcher_account)
    page = client.get("/staff/dispatch/").content.decode()
    other = page.split('data-key="2"')[0].rsplit('value="', 1)[1].split('"')[0]
    assert other.partition(":")[2] == ticket.category
    client.post(f"/staff/dispatch/{ticket.number}/dispatches/", {"version": other})
    after = Ticket.objects.get(pk=ticket.pk)
    assert after.state == "dispatched" and after.category == ticket.category
    learn(Event.objects.get(ticket=ticket, verb="dispatch").pk)
    assert Lesson.objects.get(ticket=ticket, element="category", event__verb="dispatch").decided == ticket.category


def test_the_keys_of_the_panel_mean_nothing_else_on_the_agents_screen(cast: Cast):
    client = entered(cast.agent_account)
    pages = [client.get("/staff/agent/"), client.post("/staff/agent/help/", WORDS)]
    form, panel = [set(re.findall(r'data-key="(alt\+[^"]+)"', page.content.decode())) for page in pages]
    assert len(panel) == 6 and not form & panel
