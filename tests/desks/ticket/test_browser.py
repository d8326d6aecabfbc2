"""The page in a real browser: a dialog by one key, a file in pieces, a refusal that keeps all, and news for others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from huying.tickets.models import Attachment, Reply
from tests.desks.conftest import AXE, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
