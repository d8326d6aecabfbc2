"""What people meet while writing: the citizen's chips and count, the agent's panel, the dispatcher's reasons."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.utils import CaptureQueriesContext

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
    assert "已读到" in page and "昨晚十一点到凌晨两点" in page and "“体育西”" in page


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
    for piece in ('data-read="category"', 'data-read="division"', 'data-read="happened"', 'data-key="alt+1"', 'data-key="alt+7"'):
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


def test_the_dispatcher_sees_words_and_takes_an_alternative_with_one_key(cast: Cast):
    ticket = cast.ticket(title="工地夜间施工噪声，马路占道停车堵路", detail="工地夜间打桩噪声扰民，门口机动车违法停车占道，路灯也不亮。")
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    client = entered(cast.dispatcher_account)
    page = client.get("/staff/dispatch/").content.decode()
    assert "<mark>" in page and 'data-key="2"' in page
    other = page.split('data-key="2"')[0].rsplit('value="', 1)[1].split('"')[0]
    code = other.partition(":")[2]
    assert code and code != ticket.category
    client.post(f"/staff/dispatch/{ticket.number}/dispatches/", {"version": other})
    ticket.refresh_from_db(fields=["category", "state"])
    assert ticket.state == "dispatched" and ticket.category == code
    learn(Event.objects.get(ticket=ticket, verb="dispatch").pk)
    lesson = Lesson.objects.get(ticket=ticket, element="category", event__verb="dispatch")
    assert lesson.decided == code and lesson.proposed != code
