"""A call under inspection in a real browser: it fits a phone, and nothing makes a screen reader stumble."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from huying.clocks.present import now
from huying.supervision import appealing, coaching, scoring
from huying.supervision.models import Sample
from tests.cast import Cast
from tests.desks.conftest import AXE, faults
from tests.desks.supervisor.test_calls import call, sample, sheet  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_a_call_fit_and_are_accessible(cast: Cast, open_as: Callable[..., Any], sample: Sample, width: int):  # noqa: F811
    ticket = cast.ticket(now(), title="工地夜间打桩", detail="夜间打桩。", wish="请查处", happened="", place="体育东路118号", parties="")
    Sample.objects.filter(pk=sample.pk).update(ticket=ticket)
    sample.refresh_from_db()
    page = open_as("quality", f"/staff/supervision/samples/{sample.pk}/", width)
    _look(page, f"sample-{width}")
    page.goto(page.url.replace(f"samples/{sample.pk}/", "samples/"))
    _look(page, f"samples-{width}")
    scoring.score(sample, by=cast.quality, scores=sheet(listening=0, leak=0), opinion="没有记下施工单位", now=now())
    sample.refresh_from_db()
    coaching.coach(sample, by=cast.quality, words="先问清施工单位再结束通话", now=now())
    page = open_as("agent", f"/staff/supervision/own/{sample.pk}/", width)
    _look(page, f"own-{width}")
    appealing.appeal(sample, by=cast.agent, words="诉求人说不清楚单位", now=now())
    page = open_as("supervisor", f"/staff/supervision/samples/{sample.pk}/", width)
    _look(page, f"appeal-{width}")


def _look(page: Any, name: str) -> None:
    page.wait_for_load_state()
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not (faults(page) if AXE.exists() else [])
