"""Every page of the desks in a real browser: as wide as its window, and nothing for a screen reader to stumble over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from huying.clocks.present import now as present
from huying.insight.gathering import gather
from huying.insight.models import Mark, Topic
from huying.tickets.models import Ticket
from tests.desks.conftest import AXE, faults

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STATES = ("received", "pending", "incomplete", "dispatched", "handling", "handing_back", "extending", "replied", "completed", "reviewing",
          "suspended", "supervised")
PAGES: dict[str, tuple[str, ...]] = {
    "agent": ("agent/", "agent/mine/", "search/", "search/?q=工地", "notices/", "profile/"),
    "squad_leader": ("agent/overview/", "doors/", "doors/contacts/", "doors/messages/", "doors/words/"),
    "dispatcher": ("dispatch/", "dispatch/?list=objections", "dispatch/?list=incomplete", "contacts/"),
    "liaison": ("unit/", "unit/?list=handling", "unit/?list=of_unit", "unit/below/"),
    "followup": ("check/", "check/?list=to_call", "check/?list=to_review", "check/ratings/"),
    "supervisor": ("supervision/", "supervision/units/", "supervision/notices/", "supervision/finals/", "list/all/", "export/"),
    "quality": ("supervision/samples/",),
    "leader": ("leader/", "leader/?days=30", "topics/", "topics/?days=30&order=size"),
    "knowledge_editor": ("understanding/", "understanding/?element=unit&days=90"),
}


@pytest.mark.parametrize("name", list(PAGES))
def test_pages_fit_and_are_accessible(at_state: Callable[..., Ticket], open_as: Callable[..., Any], name: str):
    for place, state in enumerate(STATES):
        at_state(state, place=f"天河区体育东路{place}号")
    Mark.objects.all().delete()
    for _ in range(20):  # other tests' transactions on the same server may hold it up
        if gather(present()):
            break
    topics = [f"topics/{pk}/" for pk in Topic.objects.values_list("pk", flat=True)[:1]] if name == "leader" else []
    page = open_as(name, "/staff/")
    base = page.url.split("/staff/")[0]
    found: dict[tuple[str, int], object] = {}
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (*PAGES[name], *topics):
            answer = page.goto(f"{base}/staff/{path}")
            page.wait_for_load_state()
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong = faults(page) if AXE.exists() else []
            if answer.status != 200 or wide > 0 or wrong:
                found[path, width] = (answer.status, wide, wrong)
    assert found == {}


@pytest.mark.parametrize("width", [390, 1440])
def test_what_is_understood_while_writing_fits_and_is_accessible(at_state: Callable[..., Ticket], open_as: Callable[..., Any], width: int):
    at_state("handling")
    page = open_as("agent", "/staff/agent/", width)
    page.fill("#id_detail", "昨晚十一点到凌晨两点，天河区体育东路118号旁的工地一直打桩，噪声很大，老人睡不着。")
    page.dispatch_event("#id_detail", "input")
    page.wait_for_selector("#help mark")
    assert "昨晚十一点到凌晨两点" in page.inner_text("#help")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not AXE.exists() or faults(page) == []


def test_what_an_agent_had_begun_comes_back_in_its_place_and_keys_lead_into_folded_parts(open_as: Callable[..., Any]):
    page = open_as("agent", "/staff/agent/")
    form = page.locator("#id_detail").bounding_box()
    page.fill("#id_detail", "请问居住证怎么办")
    page.keyboard.press("Alt+a")
    page.keyboard.type("带身份证到街道办理")
    assert page.input_value("#id_answer") == "带身份证到街道办理" and page.input_value("#id_detail") == "请问居住证怎么办"
    page.wait_for_timeout(600)
    page.reload()
    page.wait_for_selector(".draft-note")
    assert page.input_value("#id_answer") == "带身份证到街道办理"
    again = page.locator("#id_detail").bounding_box()
    assert (again["x"], again["width"]) == (form["x"], form["width"]), "the note of the draft pushed the form aside"


def test_counts_stay_inside_the_rail_and_names_of_units_speak_english(at_state: Callable[..., Ticket], open_as: Callable[..., Any]):
    ticket = at_state("replied")
    page = open_as("supervisor", "/staff/")
    base = page.url.split("/staff/")[0]
    page.context.add_cookies([{"name": "huying_lang", "value": "en", "url": base}])
    page.goto(f"{base}/staff/t/{ticket.number}/")
    rail = page.locator(".rail-nav").bounding_box()
    boxes = [count.bounding_box() for count in page.locator(".rail-count").all()]
    assert boxes and all(box["x"] + box["width"] <= rail["x"] + rail["width"] for box in boxes)
    assert ticket.lead.name_en in page.inner_text("main") and ticket.lead.short not in page.inner_text("table")
