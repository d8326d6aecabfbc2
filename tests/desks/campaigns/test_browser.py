"""The desk of campaigns in a real browser: it fits a phone, and nothing makes a screen reader stumble."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from huying.channels.phone.campaign import Campaign, CampaignCall
from tests.desks.campaigns.test_campaigns import done  # noqa: F401 - a fixture
from tests.desks.conftest import AXE, faults

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_fit_and_are_accessible(done: None, open_as: Callable[..., Any], width: int):  # noqa: F811
    page = open_as("squad_leader", "/staff/campaigns/", width)
    page.fill("#id_name", "十一月满意度回访")
    page.click("form button.btn-primary")
    page.wait_for_url("**/campaigns/*/")
    pk = Campaign.objects.get().pk
    CampaignCall.objects.filter(pk=CampaignCall.objects.earliest("pk").pk).update(state="skipped", why="no_calls")
    for path in (f"/staff/campaigns/{pk}/", "/staff/campaigns/"):
        page.goto(page.url.split("/staff/")[0] + path)
        page.wait_for_load_state()
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/campaign{'s' if path.endswith('ns/') else ''}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert not (faults(page) if AXE.exists() else [])
