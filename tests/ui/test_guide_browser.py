"""The style guide in a real Chromium: no accessibility violation, no broken layout, nothing against the content policy.

HUYING_SHOTS=folder keeps the pictures.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from huying.ui import assets

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = {
    "light": "", "dark": "huying_theme=dark", "large": "huying_size=large", "dark-large": "huying_theme=dark; huying_size=large",
}  # fmt: skip


def open_page(browser: Any, url: str, width: int, cookies: str = "", **more: Any) -> tuple[Any, list[str]]:
    page = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False, **more).new_page()
    problems: list[str] = []
    page.on("console", lambda message: message.type in ("error", "warning") and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    if cookies:
        pairs = (pair.split("=") for pair in cookies.split("; "))
        page.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in pairs])
    page.goto(url, wait_until="networkidle")
    return page, problems


def shoot(page: Any, name: str) -> None:
    folder = os.environ.get("HUYING_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["guide", "desk"])
def test_guide_fits_and_is_accessible(browser: Any, address: str, name: str, look: str, width: int) -> None:
    page, problems = open_page(browser, f"{address}/{name}", width, LOOKS[look])
    page.evaluate("for (const d of document.querySelectorAll('[data-chart]')) d.scrollIntoView()")
    page.wait_for_selector(".chart canvas")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(500)
    shoot(page, f"{name}-{look}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert problems == []
    if not AXE.exists():
        pytest.skip("axe-core is not installed")
    page.evaluate(AXE.read_text(encoding="utf-8"))  # evaluated by the debugger: the content policy stays in force
    found = page.evaluate("axe.run({runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})")
    report = [f"{v['id']}: {n['html'][:120]} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]
    assert report == []


@pytest.mark.parametrize("width", [320, 768, 1024])
@pytest.mark.parametrize("name", ["guide", "desk"])
def test_guide_does_not_scroll_sideways_at_other_widths(browser: Any, address: str, name: str, width: int) -> None:
    page, _ = open_page(browser, f"{address}/{name}", width)
    shoot(page, f"{name}-light-{width}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


def test_english_guide_has_no_chinese_left(browser: Any, address: str) -> None:
    page, _ = open_page(browser, f"{address}/guide?en", 1440)
    shoot(page, "guide-en-1440")
    assert page.evaluate("document.documentElement.lang") == "en"
    chinese = [line for line in page.inner_text("body").splitlines() if any("\u4e00" <= letter <= "\u9fff" for letter in line)]
    assert chinese == ["中文"]  # the way back


def test_theme_and_size_buttons_act_at_once_and_are_kept(browser: Any, address: str) -> None:
    page, _ = open_page(browser, f"{address}/guide", 1440)
    page.click("button[name=theme]")
    page.click("button[name=size]")
    assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.size]") == ["dark", "large"]
    page.reload()
    assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.size]") == ["dark", "large"]
    page.click("button[name=size]")
    assert page.evaluate("document.documentElement.dataset.size") is None


def test_draft_survives_a_reload_and_can_be_discarded(browser: Any, address: str) -> None:
    page, _ = open_page(browser, f"{address}/guide", 1440)
    page.fill("#id_when", "每晚 23 点以后")
    page.wait_for_timeout(600)
    page.reload()
    assert page.input_value("#id_when") == "每晚 23 点以后"
    page.click(".draft-note button")
    page.reload()
    assert page.input_value("#id_when") == ""


def test_map_takes_a_point_by_mouse_and_by_keyboard_without_tiles(browser: Any, address: str) -> None:
    page, _ = open_page(browser, f"{address}/guide", 1440)
    page.wait_for_selector(".map.leaflet-container")
    before = page.input_value("[data-lon]")
    page.locator(".map").scroll_into_view_if_needed()
    page.click(".map", position={"x": 60, "y": 60})
    by_mouse = page.input_value("[data-lon]")
    assert by_mouse != before
    page.focus(".map")
    page.keyboard.press("Enter")
    assert page.input_value("[data-lon]") != by_mouse


def test_worklist_keys_select_rows_and_show_the_bulk_bar(browser: Any, address: str) -> None:
    page, _ = open_page(browser, f"{address}/desk", 1440)
    page.wait_for_selector("[data-rows-ready]")
    for key in "jxjx":
        page.keyboard.press(key)
    assert page.inner_text("[data-bulk-count]") == "已选 2 件"
    page.locator("tbody input[type=checkbox]").nth(5).click(modifiers=["Shift"])
    assert page.locator("tr.is-selected").count() >= 3
    page.click("[data-pick-all]")
    page.click("[data-pick-all]")
    assert page.locator("tr.is-selected").count() in (0, 6)


def test_question_mark_lists_the_shortcuts(browser: Any, address: str) -> None:
    page, _ = open_page(browser, f"{address}/desk", 1440)
    page.wait_for_timeout(200)
    page.keyboard.press("?")
    assert "查找" in page.inner_text("dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


def test_photos_are_previewed_and_can_be_removed_before_sending(browser: Any, address: str) -> None:
    page, _ = open_page(browser, f"{address}/guide", 390)
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
    page.wait_for_selector("[data-upload-ready]", state="attached")
    page.set_input_files("input[type=file]", [
        {"name": "路口.png", "mimeType": "image/png", "buffer": pixel}, {"name": "说明.txt", "mimeType": "text/plain", "buffer": b"x"},
    ])  # fmt: skip
    assert page.locator(".upload-item").count() == 2
    page.click(".upload-item >> nth=0 >> button")
    assert page.evaluate("document.querySelector('input[type=file]').files.length") == 1


def test_light_pages_stay_within_their_budget() -> None:
    built = assets.manifest()
    main = built["src/main.js"]
    files = [main["file"], *main["css"], *(built[name]["file"] for name in main["imports"])]
    first = sum(len(gzip.compress((assets.DIST / file).read_bytes())) for file in files)
    form = first + sum(
        len(gzip.compress((assets.DIST / file).read_bytes()))
        for part in ("mapfield", "upload", "danger")
        for file in [built[f"src/modules/{part}.js"]["file"], *built[f"src/modules/{part}.js"].get("css", ())]
    )
    assert first < 60_000
    assert form < 120_000
