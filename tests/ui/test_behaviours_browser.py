"""The scripts of the pages against a real server, under the site's content policy."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

pytestmark = pytest.mark.browser
FRONTEND = Path(__file__).parents[2] / "frontend"


@pytest.fixture
def page(browser: Any, address: str) -> Any:
    page = browser.new_context().new_page()
    page.problems = []
    page.on("console", lambda message: message.type == "error" and page.problems.append(message.text))
    page.goto(f"{address}/lab")
    page.wait_for_selector("[data-check-ready]")
    return page


def test_asks_before_sending_and_sends_once(page: Any, posts: list[str]) -> None:
    page.click("#slow button")
    assert "真的要发吗" in page.inner_text("dialog[open]")
    page.click("dialog[open] button[value=no]")
    assert posts == []
    page.click("#slow button")
    page.dblclick("dialog[open] button[value=yes]", no_wait_after=True)
    page.wait_for_url("**/sent")
    assert len(posts) == 1
    assert re.search(r"idempotency_key=[0-9a-f]{32}", posts[0])


def test_background_form_is_sent_once_a_press_and_each_act_has_its_key(page: Any, posts: list[str]) -> None:
    page.dblclick("#fast button")
    page.wait_for_selector("#echo:text-is('sent')")
    page.wait_for_timeout(400)
    assert len(posts) == 1
    page.click("#fast button")
    page.wait_for_timeout(600)
    keys = [parse_qs(post.split()[1])["idempotency_key"][0] for post in posts]
    assert len(set(keys)) == 2


def test_danger_words_bring_the_banner_that_the_server_chose(page: Any, posts: list[str]) -> None:
    page.fill("textarea", "楼道着火了")
    page.wait_for_selector("#alarm .emergency")
    assert "着火" in posts[0]
    page.fill("textarea", "")
    page.wait_for_selector("#alarm .emergency", state="detached")


def test_news_refreshes_the_part_that_listens_and_shows_the_connection(page: Any) -> None:
    page.wait_for_selector("#news:text-is('新')")
    page.wait_for_selector('.live-state[data-state="on"]')
    assert page.problems == []


def test_a_complete_code_is_sent_by_itself(page: Any, posts: list[str]) -> None:
    page.type("[data-otp]", "48 29-15")
    page.wait_for_url("**/sent")
    assert "otp=482915" in posts[0]


def test_modules_pass_their_own_tests() -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node on this machine")
    files = sorted(str(file) for file in (FRONTEND / "tests").glob("*.test.js"))
    ran = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout[-3000:]
