"""The staffing desk in a real browser: charts are drawn, it fits a phone, and nothing makes a screen reader stumble."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from huying.clocks.present import now
from huying.demo import call_history
from tests.desks.conftest import AXE, faults

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_fits_and_draws_its_charts(cast: Any, open_as: Callable[..., Any], width: int):
    cache.clear()
    call_history.keep(now(), 1500, 1)
    page = open_as("squad_leader", "/staff/staffing/", width)
    for chart in page.locator("figure[data-chart]").all():
        chart.scroll_into_view_if_needed()
        chart.locator("canvas").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.wait_for_timeout(600)
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/staffing-{width}.png", full_page=True)
    assert not (faults(page) if AXE.exists() else [])
