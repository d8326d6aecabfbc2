"""The staffing desk: charts from the half hours, shifts added and taken out, files, and what a wrong address does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from huying.clocks.present import now
from huying.clocks.zone import SHANGHAI
from huying.demo import call_history
from huying.insight.models import HalfHour, Shift
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOME = "/staff/staffing/"


@pytest.fixture
def leader(client: Client, cast: Cast) -> Client:
    cache.clear()
    client.force_login(cast.squad_leader_account)
    return client


@pytest.fixture(scope="module")
def rows() -> dict[str, bytes]:
    """Two years of half hours and a fortnight of shifts as COPY writes them, by table; empty until the first test has made them."""
    return {}


@pytest.fixture
def past(cast: Cast, rows: dict[str, bytes]) -> None:
    with connection.cursor() as cursor:
        for table, copied in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(copied)
        if not rows:
            call_history.keep(now() - timedelta(days=1), 800, 1)
            for table in (HalfHour._meta.db_table, Shift._meta.db_table):
                with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                    rows[table] = b"".join(copy)


def test_the_page_shows_forecast_and_plan(leader: Client, past: None):
    page = leader.get(HOME)
    text = page.content.decode()
    assert page.status_code == 200 and 'data-chart="band"' in text and 'data-chart="step"' in text and text.count('scope="row"') >= 96
    assert "Erlang C" in text and "人手不足的半小时" in text and Shift.objects.count() == 60
    week = leader.get(HOME, {"days": 7}).content.decode()
    assert week.count('scope="row"') >= 2 * 7 * 48
    assert leader.get(HOME, headers={"accept-language": "en"}).status_code == 200


def test_without_a_history_the_page_says_what_to_do(leader: Client):
    assert not HalfHour.objects.exists()
    assert "huying phone history" in leader.get(HOME).content.decode()
    assert leader.get(f"{HOME}plan.csv").status_code == 404


@pytest.mark.parametrize("query", ["?day=x&days=y", "?day=9999-12-31", "?day=0001-01-01", "?days=400", "?day=2026-02-30&days=-1",
                                   "?day=%00"])
def test_any_address_shows_something(leader: Client, past: None, query: str):
    assert leader.get(HOME + query).status_code == 200
    assert leader.get(f"{HOME}plan.csv{query}").status_code == 200


def test_shifts_are_planned_and_taken_out(leader: Client, past: None, cast: Cast):
    Shift.objects.all().delete()
    day = f"{now().astimezone(SHANGHAI):%Y-%m-%d}"
    assert leader.post(f"{HOME}shifts/", {"day": day, "begins": "20:00", "ends": "08:00", "seats": 7}).status_code == 302
    made = Shift.objects.get()
    assert made.ends_at - made.begins_at == timedelta(hours=12) and made.by == cast.squad_leader_account
    for wrong in ({"seats": 0}, {"begins": "08:10"}, {"day": "never"}, {"seats": "many"}):
        answer = leader.post(f"{HOME}shifts/", {"day": day, "begins": "08:00", "ends": "16:00", "seats": 7, **wrong})
        assert answer.status_code == 422 and "请先改正" in answer.content.decode()
    assert leader.post(f"{HOME}shifts/{made.pk}/removal/", {"day": day}).status_code == 302 and not Shift.objects.exists()


def test_files(leader: Client, past: None):
    answer = leader.get(f"{HOME}plan.csv", {"days": 7})
    assert answer.content.decode().count("\r\n") == 7 * 48 + 1 and "attachment" in answer["Content-Disposition"]
    assert leader.get(f"{HOME}plan.xlsx").content[:2] == b"PK" and leader.get(f"{HOME}plan.pdf").status_code == 404


def test_who_may_enter(client: Client, cast: Cast, past: None):
    for name, status in (("agent", 403), ("liaison", 403), ("supervisor", 200), ("leader", 200)):
        client.force_login(getattr(cast, f"{name}_account"))
        assert client.get(HOME).status_code == status, name
    client.force_login(cast.supervisor_account)
    assert "增加班次" not in client.get(HOME).content.decode()
    day = f"{now().astimezone(SHANGHAI):%Y-%m-%d}"
    answer = client.post(f"{HOME}shifts/", {"day": day, "begins": "08:00", "ends": "16:00", "seats": 7})
    assert answer.status_code == 422 and "没有排班权限" in answer.content.decode()


def test_the_page_costs_few_statements(leader: Client, past: None, django_assert_max_num_queries: object):
    leader.get(HOME)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        leader.get(HOME, {"days": 14})
