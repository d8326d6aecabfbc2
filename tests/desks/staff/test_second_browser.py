"""The second factor in a real browser: an authenticator app, and a security key that Chromium plays (WebAuthn)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huying.people.models import Account
from tests.desks.conftest import faults
from tests.desks.staff.test_entering import PASSWORD, now_code

KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
       "automaticPresenceSimulation": True}


@pytest.fixture
def page(browser: Any, live_server: Any, cast: Any, settings: Any) -> Iterator[Any]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    account = Account.objects.get(username="agent")
    account.set_password(PASSWORD)
    account.save()
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{live_server.url}/staff/login/")
    yield page
    context.close()


def with_key(page: Any, **changed: Any) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, **changed}})
    return session, made["authenticatorId"]


def log_in(page: Any) -> None:
    page.fill('[name="username"]', "agent")
    page.fill('[name="password"]', PASSWORD)
    page.click('main button:has-text("登录")')


def log_out(page: Any, live_server: Any) -> None:
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/staff/login/")


def shot(page: Any, name: str) -> None:
    if os.environ.get("HUYING_SHOTS"):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(Path(os.environ["HUYING_SHOTS"]) / f"{name}-{width}.png"), full_page=True)


def test_a_role_that_needs_one_sets_up_a_key_and_comes_in_by_it(page: Any, live_server: Any, settings: Any):
    settings.SECOND_FACTOR = ["agent"]
    session, key = with_key(page)
    log_in(page)
    page.wait_for_url("**/staff/login/setup/**")
    assert page.context.request.get(f"{live_server.url}/staff/profile/", max_redirects=0).status == 302, "nobody is in before"
    assert faults(page) == []
    shot(page, "setup")
    page.fill("#key-name", "指纹")
    page.click('button:has-text("改用安全密钥")')
    page.wait_for_selector('text=只显示这一次')
    assert page.locator("main li").count() == 10
    page.goto(f"{live_server.url}/staff/profile/")
    assert page.locator("[data-key-row]").count() == 1 and "指纹" in page.inner_text("#second")
    shot(page, "factors")
    log_out(page, live_server)
    log_in(page)
    shot(page, "key-asked")
    page.click('button:has-text("使用安全密钥")')
    page.wait_for_url("**/staff/agent/")
    log_out(page, live_server)
    log_in(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    with_key(page)
    page.click('button:has-text("使用安全密钥")')
    page.wait_for_selector("[data-webauthn-error]:not([hidden])", timeout=20_000)
    assert page.context.request.get(f"{live_server.url}/staff/profile/", max_redirects=0).status == 302


def test_an_app_is_set_up_and_its_code_opens(page: Any, live_server: Any):
    log_in(page)
    page.wait_for_url("**/staff/agent/")
    page.goto(f"{live_server.url}/staff/profile/authenticator/")
    found = re.search(r"[A-Z2-7]{32}", page.inner_text("main"))
    assert found
    page.fill('[name="code"]', now_code(found.group()))
    page.click('main button:has-text("启用")')
    page.wait_for_selector('text=只显示这一次')
    recovery = page.locator("main li").first.inner_text()
    log_out(page, live_server)
    log_in(page)
    assert page.locator('button:has-text("使用安全密钥")').count() == 0
    page.fill('[name="code"]', now_code(found.group()))
    page.click('button:has-text("验证并登录")')
    page.wait_for_url("**/staff/agent/")
    log_out(page, live_server)
    log_in(page)
    page.fill('[name="code"]', recovery)
    page.click('button:has-text("验证并登录")')
    page.wait_for_url("**/staff/agent/")
