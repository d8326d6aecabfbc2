"""The page: who sees what, in how many queries, and what is told."""

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.people.models import Look
from huying.tickets import life
from tests.desks.conftest import PATHS

READERS = ["agent", "squad_leader", "dispatcher", "followup", "quality", "supervisor", "leader", "auditor", "administrator"]


@pytest.mark.parametrize("state", sorted(PATHS))
def test_the_page_shows_every_state(at_state, staff, state: str):
    ticket = at_state(state)
    for name in ("dispatcher", "supervisor"):
        body = staff(name).get(f"/staff/t/{ticket.number}/").content.decode()
        assert ticket.title in body and "陈" in body and "小雨" not in body, "contact data are masked"
    assert "办理记录" in body


@pytest.mark.parametrize("name", READERS)
def test_every_role_of_the_centre_may_read(at_state, staff, name: str):
    ticket = at_state("handling")
    assert staff(name).get(f"/staff/t/{ticket.number}/").status_code == 200


def test_who_has_no_part_in_it_does_not_learn_that_it_exists(at_state, staff, client: Client):
    ticket = at_state("received")
    for name in ("liaison", "street_liaison", "knowledge_editor"):
        assert staff(name).get(f"/staff/t/{ticket.number}/").status_code == 404
    assert staff("agent").get("/staff/t/2611230000000/").status_code == 404
    assert staff("agent").get("/staff/t/nonsense/").status_code == 404


def test_units_do_not_see_who_asked_in_confidence(at_state, staff, cast, now):
    ticket = at_state("handling")
    seen = staff("liaison").get(f"/staff/t/{ticket.number}/").content.decode()
    assert "陈" in seen and "138****" in seen
    life.protect(ticket.number, by=cast.agent, now=now)
    body = staff("liaison").get(f"/staff/t/{ticket.number}/").content.decode()
    assert "陈" not in body and "138****" not in body and "保密" in body
    answer = staff("liaison").post(f"/staff/t/{ticket.number}/caller/", {"reason": "现场联系"})
    assert answer.status_code == 422 and "小雨" not in answer.content.decode()


def test_a_look_at_contact_data_needs_a_reason_and_leaves_a_row(at_state, staff, cast):
    ticket = at_state("handling")
    agent = staff("agent")
    address = f"/staff/t/{ticket.number}/caller/"
    assert agent.get(address).status_code == 405
    refused = agent.post(address, {"reason": " "}, headers={"HX-Request": "true"})
    assert refused.status_code == 422 and "陈小雨" not in refused.content.decode() and not Look.objects.exists()
    shown = agent.post(address, {"reason": "回访核实地址"}, headers={"HX-Request": "true"})
    assert "陈小雨" in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert Look.objects.get().reason == "回访核实地址"
    whole = agent.post(address, {"standard": "现场联系诉求人"})
    assert "陈小雨" in whole.content.decode() and "<html" in whole.content.decode()
    assert "回访核实地址" in staff("auditor").get(f"/staff/t/{ticket.number}/").content.decode()
    assert "回访核实地址" not in agent.get(f"/staff/t/{ticket.number}/").content.decode()


def test_the_page_costs_the_same_with_a_long_history(at_state, staff, cast, now, django_assert_max_num_queries):
    ticket = at_state("handling")
    supervisor = staff("supervisor")
    supervisor.get(f"/staff/t/{ticket.number}/")

    def count() -> int:
        from django.db import connection

        with CaptureQueriesContext(connection) as queries:
            assert supervisor.get(f"/staff/t/{ticket.number}/").status_code == 200
        return len(queries)

    before = count()
    others = [unit for unit in list(cast.units.values())[:8] if unit.pk not in (cast.lead_unit.pk, cast.other_unit.pk)]
    for unit in others[:4]:
        life.add_unit(ticket.number, by=cast.supervisor, now=now, unit=unit, reason="协办")
    for number in range(12):
        life.note(ticket.number, by=cast.agent, now=now, words=f"备注{number}")
    life.supervise(ticket.number, by=cast.supervisor, now=now, text="请抓紧")
    life.supervise(ticket.number, by=cast.supervisor, now=now, text="请抓紧")
    assert count() == before <= 26


def test_history_goes_back_page_by_page(at_state, staff, cast, now):
    ticket = at_state("received")
    for number in range(70):
        life.note(ticket.number, by=cast.agent, now=now, words=f"第{number:03}条")
    agent = staff("agent")
    first = agent.get(f"/staff/t/{ticket.number}/")
    body = first.content.decode()
    assert "第069条" in body and "第005条" not in body
    older = agent.get(f"/staff/t/{ticket.number}/history/?before={first.context['before']}").content.decode()
    assert "第005条" in older and "登记来件" in older and "第069条" not in older


def test_why_it_is_due_then_is_told_in_both_languages(at_state, staff):
    ticket = at_state("handling")
    agent = staff("agent")
    body = agent.get(f"/staff/t/{ticket.number}/").content.decode()
    assert "为什么是这个时限" in body and "起算" in body and "个工作日" in body
    english = agent.get(f"/staff/t/{ticket.number}/", headers={"Accept-Language": "en"}).content.decode()
    assert "working day" in english


def test_the_action_bar_offers_what_is_useful_first(at_state, staff):
    first = {
        ("dispatcher", "pending"): "dispatches", ("liaison", "dispatched"): "signatures", ("liaison", "handling"): "replies",
        ("followup", "replied"): "checks", ("supervisor", "handing_back"): "rulings", ("dispatcher", "extending"): "extension-rulings",
        ("liaison", "supervised"): "supervision-answers", ("other_followup", "reviewing"): "review-rulings",
        ("followup", "called"): "ratings",
    }
    for (name, state), noun in first.items():
        ticket = at_state(state)
        page = staff(name).get(f"/staff/t/{ticket.number}/")
        assert page.context["buttons"][0].noun == noun, (name, state)
    assert staff("auditor").get(f"/staff/t/{ticket.number}/").context["buttons"] == []


def test_changes_are_told_to_open_pages_only_when_there_are_any(at_state, staff, cast, now):
    ticket = at_state("handling")
    agent = staff("agent")
    address = f"/staff/t/{ticket.number}/changes/?version="
    assert agent.get(f"{address}{ticket.version}").status_code == 204
    life.note(ticket.number, by=cast.supervisor, now=now, words="请看")
    told = agent.get(f"{address}{ticket.version}")
    assert "supervisor" in told.content.decode() and told.content.decode().count("内部备注") == 1
    assert agent.get(f"{address}x").status_code == 204


def test_paper_and_its_code(at_state, staff):
    ticket = at_state("completed")
    agent = staff("agent")
    paper = agent.get(f"/staff/t/{ticket.number}/print/").content.decode()
    assert ticket.title in paper and "qr.svg" in paper and "登记来件" in paper and "小雨" not in paper
    code = agent.get(f"/staff/t/{ticket.number}/qr.svg")
    assert code["Content-Type"] == "image/svg+xml" and b"<svg" in code.content
    assert staff("street_liaison").get(f"/staff/t/{ticket.number}/print/").status_code == 404
