"""Error pages, rights of the views, and staff who look at the citizen's pages in the same browser."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client

from huying.desks.citizen import urls
from huying.desks.citizen.views import home
from tests.desks.citizen.conftest import Citizen


def test_every_view_says_who_may_enter():
    assert all(getattr(pattern.callback, "entry", None) for pattern in urls.urlpatterns)


def test_an_unknown_page_leads_back(visitor: Citizen):
    page = visitor.text("/no/such/page/", status=404)
    assert 'href="/progress/"' in page and "12345" in page


def test_an_expired_page_is_told_kindly(visitor: Citizen):
    answer = Client(enforce_csrf_checks=True).post("/new/", visitor.form())
    page = answer.content.decode()
    assert answer.status_code == 403 and "页面放得太久" in page and "main-" in page


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_pages_of_last_resort_need_nothing(name: str):
    page = render_to_string(name)
    assert "12345" in page and 'lang="en"' in page and "<script" not in page.split("</head>")[1]


def test_a_request_that_is_too_large_is_told_kindly(visitor: Citizen, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = visitor.client.post("/new/", visitor.form(detail="路" * 5000), content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)


def test_staff_see_the_citizens_pages_as_a_visitor_would(visitor: Citizen, cast):
    visitor.log_in()
    number = visitor.file()
    staff = Client()
    staff.force_login(cast.supervisor_account, backend="django.contrib.auth.backends.ModelBackend")
    assert staff.get(f"/t/{number}/").status_code == 302
    assert staff.get("/mine/")["Location"].startswith("/login/")
    assert staff.get("/new/").status_code == 200


def test_callers_are_told_of_busy_hours(visitor: Citizen, monkeypatch, at):
    monkeypatch.setattr(home, "now", lambda: at("2026-03-02 10:30"))
    assert "09:00–11:00" in visitor.text("/")
    monkeypatch.setattr(home, "now", lambda: at("2026-03-02 11:00"))
    assert "09:00–11:00" not in visitor.text("/")


def test_own_requests_stand_on_the_first_page(visitor: Citizen):
    visitor.log_in()
    assert f"/t/{visitor.file()}/" in visitor.text("/")
