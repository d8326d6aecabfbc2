"""Figures: raw counts that add up, and rates that name what they are divided by."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from huying.insight import figures
from huying.people.persons import SYSTEM
from huying.tickets import life
from huying.tickets.models import Rating, Ticket
from huying.tickets.problems import Refused
from tests.cast import MONDAY, Cast

DAY = MONDAY.date()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Figures are kept for a minute; each test begins without."""
    cache.clear()


def whole(cast: Cast, *, grade: str = "", solved: bool | None = None, reached: bool = True, days: int = 1) -> Ticket:
    """One complaint through a unit, completed `days` later."""
    now = MONDAY + timedelta(days=days)
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    life.sign(number, by=cast.liaison, now=MONDAY)
    if reached:
        life.contact(number, by=cast.liaison, now=MONDAY, way="phone", words="已了解情况")
    life.reply(number, by=cast.liaison, now=now, text="已到现场处理完毕并告知诉求人。")
    life.check(number, by=cast.followup, now=now, passed=True)
    ticket = Ticket.objects.get(number=number)
    if grade:
        life.rate(number, by=cast.owner(ticket), now=now, matter=grade, solved=solved)
    return ticket


def test_every_group_adds_up_to_what_was_registered(cast: Cast):
    for door in ("web", "phone", "phone"):
        cast.ticket(door=door)
    found = figures.figures(DAY, DAY, MONDAY, cast.leader)
    assert found.registered == 3 and dict(found.groups["door"]) == {"web": 1, "phone": 2}
    assert all(sum(count for _, count in group) == 3 for group in found.groups.values())
    assert set(found.groups) == {"door", "kind", "state", "district", "class", "urgency"} and found.open_now == 3


def test_rates_name_their_denominators_and_silence_is_never_satisfied(cast: Cast):
    whole(cast, grade="satisfied", solved=True)
    whole(cast, grade="dissatisfied", solved=False)
    whole(cast, reached=False)
    silent = whole(cast)
    Rating.objects.create(ticket=silent, matter_grade="not_reached", at=MONDAY + timedelta(days=1))
    found = figures.figures(DAY, DAY + timedelta(days=1), MONDAY + timedelta(days=1), cast.leader)
    response, solution, satisfaction, on_time = found.rates
    assert (satisfaction.count, satisfaction.whole, satisfaction.percent) == (1, 2, 50.0)
    assert (solution.count, solution.whole) == (1, 2)
    assert (response.count, response.whole) == (3, 4)
    assert (on_time.count, on_time.whole, on_time.percent) == (4, 4, 100.0)
    assert found.grades["not_reached"] == 1 and found.answered == 2
    assert all(rate.of[0] and rate.of[1] for rate in found.rates)


def test_what_was_late_is_not_on_time_and_nothing_divided_is_no_rate(cast: Cast):
    from huying.tickets.sweep import sweep

    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    life.sign(number, by=cast.liaison, now=MONDAY)
    late = MONDAY + timedelta(days=40)
    sweep(late)
    assert figures.figures(DAY, DAY, late, cast.leader).overdue_now == 1
    cache.clear()
    life.reply(number, by=cast.liaison, now=late, text="已到现场处理完毕并告知诉求人。")
    life.check(number, by=cast.followup, now=late, passed=True)
    found = figures.figures(late.date(), late.date(), late, cast.leader)
    assert (found.completed, found.on_time) == (1, 0)
    assert found.rates[2].percent is None


def test_days_belong_to_the_city_not_to_utc(cast: Cast):
    cast.ticket(MONDAY.replace(hour=16, minute=30))  # 00:30 on Tuesday in the city
    tuesday = DAY + timedelta(days=1)
    assert figures.figures(DAY, DAY, MONDAY, cast.leader).registered == 0
    assert figures.figures(tuesday, tuesday, MONDAY, cast.leader).registered == 1
    assert figures.days(DAY, tuesday, cast.leader) == [(DAY, 0, 0), (tuesday, 1, 0)]


def test_contacts_that_became_no_ticket_are_counted(cast: Cast):
    cast.ticket()
    with pytest.raises(Refused):
        life.register(cast.request(title="", detail="", wish=""), by=SYSTEM, now=MONDAY)
    found = figures.figures(DAY, DAY, MONDAY, cast.leader)
    assert (found.contacts, found.contacts_refused, found.registered) == (2, 1, 1)


def test_a_leader_of_a_district_sees_its_figures(cast: Cast):
    from dataclasses import replace

    one, two = cast.ticket(), cast.ticket()
    Ticket.objects.filter(pk=one.pk).update(division="440106003")
    Ticket.objects.filter(pk=two.pk).update(division="440103")
    assert figures.figures(DAY, DAY, MONDAY, replace(cast.leader, divisions=frozenset({"440106"}))).registered == 1
    assert figures.figures(DAY, DAY, MONDAY, cast.leader).registered == 2


def test_the_statements_do_not_grow_and_the_minute_after_costs_none(cast: Cast, django_assert_num_queries):
    for _ in range(2):
        cast.ticket()
    with django_assert_num_queries(6):
        figures.figures(DAY, DAY, MONDAY, cast.leader)
        figures.days(DAY, DAY, cast.leader)
    with django_assert_num_queries(0):
        figures.figures(DAY, DAY, MONDAY, cast.leader)


def test_the_page_is_for_leaders(cast: Cast, client: Client):
    backend = "django.contrib.auth.backends.ModelBackend"
    cast.ticket()
    client.force_login(cast.leader_account, backend=backend)
    for days in ("", "?days=7", "?days=30", "?days=x"):
        page = client.get(f"/staff/leader/{days}")
        assert page.status_code == 200 and "比率与其分母" in page.content.decode()
    client.force_login(cast.liaison_account, backend=backend)
    assert client.get("/staff/leader/").status_code == 403
