"""A citizen at a phone of 390 px files a complaint with a photo, follows it, and rates the answer. Real Chromium."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from huying.clocks.present import now
from huying.tickets import life
from huying.tickets.models import Attachment, Rating, Ticket
from tests.cast import make_cast
from tests.waiting import becomes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def phone(browser: Any, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """A page on a phone; whatever the browser complains about ends up in `page.problems`."""
    settings.VAR, settings.SHOW_CODES = tmp_path, True
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda said: "Content Security Policy" in said.text and page.problems.append(said.text))
    yield page
    context.close()


def sound(page: Any) -> None:
    """Nothing wider than the phone, nothing against the content policy, nothing that a screen reader stumbles over."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.problems == []
    if AXE.exists():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(f"axe.run({{runOnly: {RULES}}})")
        assert [f"{v['id']}: {n['html'][:160]}" for v in found["violations"] for n in v["nodes"]] == []


def photo() -> dict[str, Any]:
    out = io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "工地夜景.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def press(page: Any) -> None:
    page.locator("#ask button.btn-primary").last.click()


def test_a_complaint_with_a_photo_from_the_phone_to_the_rating(phone: Any):
    cast, page = make_cast(), phone
    page.goto("/")
    sound(page)
    page.click("text=我要反映 >> nth=0")
    page.fill("#id_detail", "楼下着火了，有人被困，快来人！")
    page.wait_for_selector("#hints a[href='tel:119']")
    sound(page)
    page.fill("#id_detail", "楼下工地每天夜里打桩到凌晨两点，老人孩子都睡不着。")
    page.wait_for_selector("#hints .emergency", state="detached")
    page.wait_for_selector("#hints input[name=category]")
    page.set_input_files("input[type=file]", [photo()])
    page.wait_for_selector("input[name=uploads]", state="attached")
    page.fill("#id_name", "陈小雨")
    page.fill("#id_phone", "13812340000")
    press(page)
    page.wait_for_selector("#missing")
    assert page.locator(".upload-item").count() == 1 and page.input_value("#id_name") == "陈小雨"
    sound(page)
    rest = {"happened": "最近一周每晚十一点后", "place": "天河区体育东路118号旁", "parties": "我是住户", "wish": "希望夜间停工"}
    for field, words in rest.items():
        page.fill(f"#id_{field}", words)
    press(page)
    page.wait_for_url("**/new/verification/")
    sound(page)
    page.fill("#id_code", page.inner_text("[data-shown-code]"))
    page.click("text=验证并提交")
    page.wait_for_url("**/new/done/**")
    sound(page)
    assert re.fullmatch(r"\d{6}", page.inner_text(".slip-code").replace(" ", ""))
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('huying.draft')).length") == 0
    number = Ticket.objects.get().number
    assert Attachment.objects.get(ticket__number=number).name == "工地夜景.jpg"

    page.click("text=看进度")
    page.locator(".photos img").scroll_into_view_if_needed()
    assert becomes(page, "() => { const image = document.querySelector('.photos img'); return image.complete && image.naturalWidth > 0 }")
    sound(page)
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:ticket', {bubbles: true}))")
    page.wait_for_selector("#news >> text=刚刚有新的进展")
    assert cast.lead_unit.name in page.inner_text("#timeline")
    life.sign(number, by=cast.liaison, now=now())
    life.reply(number, by=cast.liaison, now=now(), text="已到现场查处，工地夜间停止施工。")
    life.check(number, by=cast.followup, now=now(), passed=True)
    page.click("text=刷新整页")
    assert "已到现场查处" in page.inner_text("#news")
    page.locator("#rate label.grade").nth(3).click()
    page.click("#rate button")
    page.wait_for_selector("text=您的评价：")
    sound(page)
    assert Rating.objects.get().matter_grade == "dissatisfied" and Ticket.objects.get().state == "reviewing"


def test_what_was_written_survives_a_lost_session_and_a_reload(phone: Any):
    page = phone
    page.goto("/new/")
    page.fill("#id_detail", "小区门口的路灯坏了三天，晚上很黑。")
    page.fill("#id_place", "越秀区北京路1号")
    page.fill("#id_name", "陈小雨")
    page.wait_for_selector(".map.leaflet-container")
    page.locator(".map").scroll_into_view_if_needed()
    page.click(".map", position={"x": 60, "y": 60})
    point = [page.input_value(f"[data-{name}]") for name in ("lon", "lat")]
    page.wait_for_timeout(600)
    page.context.clear_cookies()
    page.reload()
    assert page.input_value("#id_detail").startswith("小区门口的路灯") and page.input_value("#id_place") == "越秀区北京路1号"
    assert page.input_value("#id_name") == ""
    page.wait_for_selector(".map-pin")
    assert all(point) and [page.input_value(f"[data-{name}]") for name in ("lon", "lat")] == point
    page.click(".draft-note button")
    assert page.input_value("[data-lon]") == "" and page.locator(".map-pin").count() == 0


def test_double_press_sends_once(phone: Any):
    page = phone
    page.goto("/login/")
    page.fill("#id_phone", "13812340001")
    page.click("text=获取验证码")
    page.fill("#id_code", page.inner_text("[data-shown-code]"))
    page.click("form .btn-primary")
    page.wait_for_url("**/mine/")
    page.goto("/new/")
    page.fill("#id_detail", "天河区体育东路118号旁的工地昨晚打桩到凌晨两点，希望夜间停工，我是住户。")
    page.fill("#id_name", "陈小雨")
    page.locator("#ask button.btn-primary").last.dblclick()
    page.wait_for_url("**/new/done/**")
    assert Ticket.objects.count() == 1


@pytest.mark.slow
def test_every_page_fits_and_is_accessible_in_every_look(phone: Any, live_server: Any):
    for look in ("", "huying_size=large", "huying_theme=dark", "huying_lang=en"):
        phone.context.clear_cookies()
        if look:
            name, value = look.split("=")
            phone.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        for path in ("/", "/new/", "/progress/", "/login/", "/about/", "/privacy/", "/accessibility/", "/nowhere/"):
            phone.goto(path)
            sound(phone)
