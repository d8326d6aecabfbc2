"""The outside model is asked only where a city names one, in a job or for a draft; whatever it does, the ticket stands."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from huying.config import wiring
from huying.insight.rereading import refine as job
from huying.insight.rereading import reread
from huying.tickets import announce, life, reading, refining
from huying.tickets.incoming import Incoming
from huying.tickets.models import Event, Refinement, Ticket
from huying.understanding.outside import Guard, Refined, Terms
from tests.cast import MONDAY, Cast
from tests.understanding.outside.server import Server, plainly, server, streamed

__all__ = ["server"]
PHONE = "13912345678"


def contact() -> Incoming:
    return Incoming(door="web", key="", received_at=datetime.now(UTC), title="路灯不亮", detail="人民路路灯不亮三天了")


def test_nothing_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refining, "refine", lambda *_, **__: pytest.fail("asked"))
    assert refining.ask_outside(contact(), reading.Reading()) is None


def test_with_a_model_it_is_asked_with_near_categories(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def refine(text: str, **more: object) -> Refined:
        asked.update(more, text=text)
        return Refined(summary="人民路路灯不亮")

    _, guard = refining._outside()
    monkeypatch.setattr(refining, "_outside", lambda: (Terms("http://127.0.0.1:1/v1", "m"), guard))
    monkeypatch.setattr(refining, "refine", refine)
    incoming = contact()
    read = reading.read(incoming)
    assert refining.ask_outside(incoming, read) == Refined(summary="人民路路灯不亮")
    candidates = asked["candidates"]
    assert isinstance(candidates, dict) and 0 < len(candidates) <= refining.MOST_CANDIDATES
    assert next(iter(candidates)) == read.category


@pytest.fixture
def model(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A city that named a model."""
    there = Terms(f"{server.url}", "city-model", "", 3.0), Guard(per_minute=100, per_day=100, tokens_per_day=100_000)
    monkeypatch.setattr(refining, "_outside", lambda: there)
    return server


def says(server: Server, ticket: Ticket, **more: Any) -> None:
    said = {"category": ticket.category, "kind": "complaint", "summary": "体育东路夜间施工噪声", "reply": None,
            "elements": {"time": "昨晚", "place": "体育东路118号", "person": None, "event": "打桩", "wish": None}}
    server.play = streamed(json.dumps(said | more, ensure_ascii=False))


def asked(ticket: Ticket) -> None:
    job(Event.objects.filter(ticket=ticket, verb="register").latest("id").pk, MONDAY)


def test_the_job_keeps_proposals_once_and_changes_no_ticket(cast: Cast, model: Server):
    ticket = cast.ticket(detail=f"昨晚体育东路118号打桩，我的电话{PHONE}")
    before = Ticket.objects.values().get(pk=ticket.pk)
    says(model, ticket)
    asked(ticket)
    asked(ticket)
    row = Refinement.objects.get()
    assert (row.state, row.category, row.kind, row.model) == ("done", ticket.category, "complaint", "city-model")
    assert row.elements == {"time": "昨晚", "place": "体育东路118号", "event": "打桩"}
    assert len(model.asked) == 1 and PHONE not in json.dumps(model.asked, ensure_ascii=False)
    assert Ticket.objects.values().get(pk=ticket.pk) == before and refining.counted(MONDAY) == (1, 0)


@pytest.mark.parametrize("play", [plainly("{oops"), plainly("{}", status=500), lambda handler: None])
def test_a_failure_is_counted_and_nothing_else_happens(cast: Cast, model: Server, play: Any):
    ticket = cast.ticket()
    model.play = play
    asked(ticket)
    assert Refinement.objects.get().state == "failed" and refining.counted(MONDAY) == (0, 1)
    assert refining.proposed(ticket) is None and refining.categories([ticket]) == {}


def test_confidential_tickets_are_not_sent_out(cast: Cast, model: Server):
    ticket = cast.ticket(confidential=True)
    asked(ticket)
    assert refining.draft(ticket) == "" and model.asked == [] and not Refinement.objects.exists()


def test_what_is_taken_out_of_the_text_is_gone_from_the_proposals(cast: Cast, model: Server):
    ticket = cast.ticket()
    says(model, ticket)
    asked(ticket)
    life.correct(ticket.number, by=cast.squad_leader, now=MONDAY, remove="体育东路118号")
    reread(Event.objects.filter(ticket=ticket, verb="correct").latest("id").pk)
    assert not Refinement.objects.exists()


def test_registration_asks_for_the_job_only_where_a_model_is_named(settings: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(announce, "HEARERS", {})
    wiring.connect()
    assert wiring.REFINE not in announce.hearers("register")
    settings.OUTSIDE_MODEL = {"base_url": "http://127.0.0.1:1/v1", "model": "m", "key": "", "seconds": 1}
    wiring.connect()
    assert announce.hearers("register") == (wiring.TELL, wiring.REFINE)


@pytest.fixture
def unit(cast: Cast, client: Client) -> Callable[[str], tuple[Client, str]]:
    """A signed ticket with the unit's browser, and the address of its reply."""

    def handle(**more: Any) -> tuple[Client, str]:
        ticket = cast.ticket(**more)
        life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
        life.sign(ticket.number, by=cast.liaison, now=MONDAY)
        client.force_login(cast.liaison_account, backend="django.contrib.auth.backends.ModelBackend")
        return client, f"/staff/t/{ticket.number}/acts/replies/"
    return handle


def test_a_unit_gets_a_draft_under_what_it_has_typed(cast: Cast, model: Server, unit: Any):
    client, address = unit()
    assert 'value="draft"' in client.get(address).content.decode()
    says(model, Ticket.objects.get(), reply="您好，您反映的夜间施工问题已转现场核查。")
    page = client.post(address, {"find": "draft", "text": "已到现场。"}).content.decode()
    assert "已到现场。" in page and "已转现场核查" in page and "核对改写" in page
    model.play = plainly("", status=503)
    page = client.post(address, {"find": "draft", "text": "已到现场。"}).content.decode()
    assert "没有得到草稿" in page and "已到现场。" in page
    assert Ticket.objects.get().state == "handling", "a draft is no answer"


def test_no_draft_without_a_model_or_of_somebody_elses_ticket(cast: Cast, server: Server, unit: Any):
    client, address = unit()
    assert 'value="draft"' not in client.get(address).content.decode()
    assert client.post(address, {"find": "draft", "text": ""}).status_code == 200 and server.asked == []


def test_the_desks_show_what_the_model_proposes(cast: Cast, model: Server, client: Client):
    from huying import policy

    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    other = next(leaf for leaf in policy.current().leaves if leaf.code != ticket.category)
    Refinement.objects.create(ticket=ticket, state="done", at=MONDAY, category=other.code, summary="夜间施工噪声")
    client.force_login(cast.dispatcher_account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/staff/dispatch/").content.decode()
    assert f":{other.code}" in page and "（外部模型）" in page
    assert "外部模型的建议" in client.get(f"/staff/t/{ticket.number}/").content.decode()
