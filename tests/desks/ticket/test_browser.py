"""The page in a real browser: a dialog by one key, a file in pieces, a refusal that keeps all, and news for others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from huying.tickets.models import Attachment, Reply
from huying.ui import assets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def browser() -> Iterator[Any]:
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
def open_as(browser: Any, live_server: Any, staff: Callable[[str], Client]) -> Callable[..., Any]:
    """A page of one of the cast at an address; complaints of the console fail the test."""

    def visit(name: str, path: str, width: int = 1440) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce")
        key = staff(name).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(live_server.url + path)
        return page

    return visit


def faults(page: Any) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations.map(v => v.id + ' ' + v.nodes[0].target))")
    return list(found)


def test_an_answer_with_a_photo_from_a_dialog(at_state, open_as, tmp_path: Path):
    ticket = at_state("handling")
    page = open_as("liaison", f"/staff/t/{ticket.number}/")
    Image.effect_noise((900, 700), 90).convert("RGB").save(tmp_path / "现场.jpg", quality=95)
    page.wait_for_timeout(300)
    page.keyboard.press("a")
    page.fill("dialog textarea[name=text]", "好的")
    page.fill("dialog textarea[name=internal]", "内部说明要留下")
    page.set_input_files("dialog input[name=files_scene]", tmp_path / "现场.jpg")
    page.wait_for_selector("dialog input[name=uploads]", state="attached")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("dialog .error-summary")
    assert page.input_value("dialog textarea[name=internal]") == "内部说明要留下"
    page.fill("dialog textarea[name=text]", "经现场检查，工地已停止夜间施工。")
    page.locator("dialog[open] .dialog-foot .btn-primary").click()
    page.wait_for_url("**?done=replies")
    assert "答复" in page.inner_text(".toast")
    assert Reply.objects.get().internal == "内部说明要留下" and Attachment.objects.get().reply == Reply.objects.get()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_and_its_forms_fit_and_are_accessible(at_state, open_as, width: int):
    ticket = at_state("handing_back")
    page = open_as("supervisor", f"/staff/t/{ticket.number}/", width)
    for path in ("", "acts/", "acts/rulings/", "acts/redispatches/", "history/", "print/"):
        page.goto(f"{page.url.split('/staff/')[0]}/staff/t/{ticket.number}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        if AXE.exists():
            assert faults(page) == [], path


def test_a_picker_finds_as_one_types_and_keeps_the_choice(at_state, open_as):
    ticket = at_state("received")
    page = open_as("agent", f"/staff/t/{ticket.number}/acts/classifications/")
    page.locator("input[name=category_q]").press_sequentially("井盖", delay=30)
    page.wait_for_selector("#id_category_options label:has-text('井盖缺失')")
    page.click("#id_category_options label:has-text('井盖缺失')")
    page.click(".dialog-foot .btn-primary")
    page.wait_for_url("**?done=classifications")
    ticket.refresh_from_db()
    assert ticket.category == "010504"
