"""Citizens and staff log in at a real provider with a real Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from huying.people import citizens
from huying.people.models import Account, Citizen
from huying.tickets.models import Ticket
from tests.cast import make_cast
from tests.desks.oidc.conftest import GOOD, Provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Any, live_server: Any, wired: Provider) -> Any:
    wired.start(live_server.url)
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url, locale="zh-CN")
    made = context.new_page()
    made.problems = []
    made.on("console", lambda said: "Content Security Policy" in said.text and live_server.url in made.url
            and made.problems.append(said.text))
    yield made
    assert made.problems == []
    context.close()


def log_in(page: Any, who: str) -> None:
    """At the provider: name and any word, then the consent."""
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", "x")
    page.click("button[type=submit]")
    page.click("button[type=submit]")


def test_a_citizen_logs_in_with_a_real_name_and_files(page: Any, live_server: Any) -> None:
    make_cast()
    page.goto("/login/?next=/new/")
    page.click("text=用穗好办实名登录")
    log_in(page, "lin")
    page.wait_for_url(f"{live_server.url}/new/")
    assert "林**" in page.content() and "13700137001" not in page.content()
    citizen = Citizen.objects.get()
    assert (citizen.assurance, citizen.id_type, citizens.name_of(citizen)) == (citizens.IDENTITY_PROVEN, "id_card", "林小满")
    assert GOOD not in str(list(Citizen.objects.values())) + str([each.get_decoded() for each in Session.objects.all()])
    assert not citizen.account.grants.exists() and not citizen.account.socialaccount_set.exists()
    told = {"detail": "路灯不亮，路人摔倒。", "happened": "最近一周每晚", "place": "天河区体育东路118号", "parties": "附近居民",
            "wish": "希望尽快修复"}
    for field, words in told.items():
        page.fill(f"#id_{field}", words)
    page.locator("#ask button.btn-primary").last.click()
    page.wait_for_selector("text=提取码")
    assert Ticket.objects.get().citizen == citizen


def test_turning_back_at_the_provider_leads_to_the_login_page(page: Any, live_server: Any) -> None:
    make_cast()
    page.goto("/login/")
    page.click("text=用穗好办实名登录")
    page.click("text=Cancel")
    page.wait_for_url(f"{live_server.url}/login/")
    assert "实名登录没有成功" in page.content() and not Citizen.objects.exists()


def test_staff_log_in_by_the_governments_own_sign_on(page: Any, live_server: Any) -> None:
    make_cast()
    page.goto("/staff/login/?next=/staff/dispatch/")
    page.click("text=政务统一登录")
    log_in(page, "u-77")
    page.wait_for_url(f"{live_server.url}/staff/dispatch/")
    assert not Citizen.objects.exists()
    page.context.clear_cookies()
    page.goto("/staff/login/")
    page.click("text=政务统一登录")
    log_in(page, "u-78")
    page.wait_for_url(f"{live_server.url}/staff/login/**")
    assert "这里没有您的账号或角色" in page.content()
    assert not Account.objects.filter(username="nobody-here").exists()
