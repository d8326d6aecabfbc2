"""The desk of understanding: figures, who may enter, and the four acts on the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying import policy
from huying.insight import training
from huying.insight.learning import learn
from huying.insight.models import Lesson, Training
from huying.insight.training import Version
from huying.policy import Understanding
from huying.tickets import life
from huying.tickets.models import Event, Ticket
from tests.cast import MONDAY, Cast

PAGE, ACTS = "/staff/understanding/", "/staff/understanding/trainings/"
MOMENT = "huying.desks.understanding.views.present"


class Shelf:
    """A store in memory with the real one's behaviour: the newest is promoted only when it is better."""

    def __init__(self) -> None:
        self.made = [Version("m1", MONDAY, 10, 0.8, True)]
        self.rows: list[tuple[str, str]] = []

    def versions(self) -> list[Version]:
        return self.made[::-1]

    def train(self, rows: Iterable[tuple[str, str]]) -> Version:
        self.rows = list(rows)
        self.made.append(Version(f"m{len(self.made) + 1}", MONDAY, len(self.rows), 0.9, False))
        return self.made[-1]

    def compare(self, name: str) -> dict[str, Any]:
        return {"m1": 0.8, name: 0.9}

    def promote(self, name: str) -> None:
        if name not in {each.name for each in self.made}:
            raise ValueError(f"no version {name}")
        self.made = [Version(each.name, each.made_at, each.rows, each.score, each.name == name) for each in self.made]

    def roll_back(self) -> str:
        self.promote("m1")
        return "m1"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    before = training.store()
    made = Shelf()
    training.use(made)
    yield made
    training.use(before)


@pytest.fixture
def desk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    monkeypatch.setattr(MOMENT, lambda: MONDAY)

    def enter(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, f"{name}_account"), backend="django.contrib.auth.backends.ModelBackend")
        return client
    return enter


@pytest.fixture
def decided(cast: Cast) -> str:
    """Three confirmed and one corrected category; the corrected ticket's number."""
    right = cast.ticket()
    other = next(leaf.code for leaf in policy.current().leaves if leaf.code[:2] != right.category[:2])
    tickets = [right, *(cast.ticket() for _ in range(3))]
    for place, ticket in enumerate(tickets):
        life.triage(ticket.number, by=cast.agent, now=MONDAY, category=other if place == 3 else ticket.category)
        learn(Event.objects.filter(ticket=ticket, verb="triage").latest("id").pk)
    return str(tickets[3].number)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city that trains after two decisions."""
    whole = policy.current()
    given = whole.understanding.model_dump()
    given["lessons"].update(before_retraining=2, least_per_class=1)
    changed = type(whole)(**{name: getattr(whole, name) for name in whole.__slots__ if name != "understanding"},
                          understanding=Understanding.model_validate(given))
    monkeypatch.setattr(policy, "current", lambda: changed)


def test_agreement_overruling_and_confused_pairs_are_shown(desk, decided: str):
    page = desk("quality").get(PAGE).content.decode()
    assert ">75.0<" in page and "3 / 4" in page
    assert f"/staff/t/{decided}/" in page


def test_the_editor_sees_numbers_without_a_way_into_tickets(desk, decided: str):
    page = desk("knowledge_editor").get(PAGE).content.decode()
    assert decided[:6] in page and f"/staff/t/{decided}/" not in page


def test_corrections_are_listed_with_masked_words_for_a_role_without_tickets(desk, decided: str, cast: Cast):
    Ticket.objects.filter(number=decided).update(title="路灯不亮", detail="电话13912345678，三个月没人修")
    page = desk("knowledge_editor").get(PAGE).content.decode()
    assert "三个月没人修" in page and "13912345678" not in page and f"/staff/t/{decided}/" not in page
    assert "还没有更正" in desk("knowledge_editor").get(f"{PAGE}?element=lead").content.decode()
    Ticket.objects.filter(number=decided).update(confidential=True)
    page = desk("knowledge_editor").get(PAGE).content.decode()
    assert "三个月没人修" not in page and "不显示文字" in page


def test_more_corrections_cost_no_more_statements(desk, decided: str, cast: Cast):
    client = desk("knowledge_editor")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    cost()
    before = cost()
    lesson = Lesson.objects.get(ticket__number=decided, element="category")
    for event in Event.objects.exclude(pk=lesson.event_id):
        Lesson.objects.get_or_create(event=event, element="category", defaults={
            "ticket_id": event.ticket_id, "proposed": lesson.proposed, "decided": lesson.decided, "at": MONDAY})
    assert cost() <= before


def test_an_empty_city_and_unknown_parameters_are_no_error(desk):
    client = desk("knowledge_editor")
    for query in ("", "?element=x&days=x", "?element=lead&days=7", "?element=division", "?element=kind"):
        assert client.get(PAGE + query).status_code == 200
    assert "还没有人工判断" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("name", "status"), [("agent", 403), ("liaison", 403), ("dispatcher", 403), ("leader", 200)])
def test_who_may_look(desk, name: str, status: int):
    assert desk(name).get(PAGE).status_code == status


@pytest.mark.parametrize("name", ["quality", "leader", "administrator", "dispatcher"])
def test_only_editors_may_act(desk, shelf: Shelf, name: str):
    assert desk(name).post(ACTS, {"act": "roll_back"}).status_code == 403
    assert Training.objects.count() == 0


def test_a_retraining_waits_for_enough_decisions(desk, shelf: Shelf, decided: str):
    page = desk("knowledge_editor").post(ACTS, {"act": "retrain"}, follow=True).content.decode()
    assert "满 200 条才训练" in page and Training.objects.count() == 0


def test_retrain_compare_promote_roll_back_and_each_is_logged(desk, shelf: Shelf, decided: str, few: None, cast: Cast):
    client = desk("knowledge_editor")
    client.post(ACTS, {"act": "retrain"})
    row = Training.objects.get()
    assert row.state == Training.WAITING and row.by_id == cast.knowledge_editor.id
    assert "已有一次训练" in client.post(ACTS, {"act": "retrain"}, follow=True).content.decode()
    training.run(row.pk, MONDAY)
    row.refresh_from_db()
    assert row.state == Training.DONE and row.version == "m2" and len(shelf.rows) == row.result["rows"] == 4
    assert "m2" in client.get(PAGE).content.decode()
    client.post(ACTS, {"act": "compare", "version": "m2"})
    client.post(ACTS, {"act": "promote", "version": "m2"})
    assert shelf.versions()[0].current
    client.post(ACTS, {"act": "roll_back"})
    assert not shelf.versions()[0].current
    assert "no version m9" in client.post(ACTS, {"act": "promote", "version": "m9"}, follow=True).content.decode()
    assert list(Training.objects.order_by("id").values_list("act", "state")) == [
        ("retrain", "done"), ("compare", "done"), ("promote", "done"), ("roll_back", "done"), ("promote", "failed")]


def test_a_training_that_fails_says_so_and_changes_nothing(desk, shelf: Shelf, decided: str, few: None, monkeypatch):
    def broken(rows: object) -> Version:
        raise MemoryError("too big")

    desk("knowledge_editor").post(ACTS, {"act": "retrain"})
    monkeypatch.setattr(shelf, "train", broken)
    row = Training.objects.get()
    training.run(row.pk, MONDAY)
    row.refresh_from_db()
    assert row.state == Training.FAILED and "too big" in row.error and shelf.versions()[0].current


def test_without_a_store_the_page_says_so(desk, decided: str):
    before = training.store()
    training.use(None)
    try:
        assert "由目录用词给出建议" in desk("knowledge_editor").get(PAGE).content.decode()
        page = desk("knowledge_editor").post(ACTS, {"act": "retrain"}, follow=True).content.decode()
        assert "没有可训练的分类模型" in page
    finally:
        training.use(before)
