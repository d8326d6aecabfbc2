"""A unit's inbox: tabs, own and sub-units, nobody else's."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.tickets import life
from huying.tickets.models import Ticket
from tests.cast import MONDAY, Cast


@pytest.fixture
def enter(client: Client):
    def enter(account) -> Client:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def sent(cast: Cast, unit, **values) -> Ticket:
    ticket = cast.ticket(**values)
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=unit)
    return ticket


def test_the_inbox_begins_with_what_is_to_sign(cast: Cast, enter):
    ticket = sent(cast, cast.lead_unit)
    page = enter(cast.liaison_account).get("/staff/unit/").content.decode()
    assert ticket.title in page and "待签收" in page and "light-" in page
    assert ticket.title not in enter(cast.other_liaison_account).get("/staff/unit/").content.decode()


def test_signing_opens_the_ticket(cast: Cast, enter):
    ticket = sent(cast, cast.lead_unit)
    answer = enter(cast.liaison_account).post(f"/staff/unit/{ticket.number}/signatures/")
    ticket.refresh_from_db()
    assert answer.url == f"/staff/t/{ticket.number}/" and ticket.state == "handling"
    other = enter(cast.other_liaison_account).post(f"/staff/unit/{ticket.number}/signatures/")
    assert other.url == "/staff/unit/"


def test_a_district_narrows_to_one_of_its_streets_only(cast: Cast, enter):
    street = sent(cast, cast.street, title="骑楼街道路积水严重")
    district = sent(cast, cast.district, title="区属公园步道塌陷")
    client = enter(cast.district_liaison_account)
    whole = client.get("/staff/unit/?list=of_unit").content.decode()
    assert street.title in whole and district.title in whole
    part = client.get(f"/staff/unit/?list=of_unit&unit={cast.street.pk}").content.decode()
    assert street.title in part and district.title not in part
    for unit in (cast.other_unit.pk, "x", "999999999999999999999"):
        assert client.get(f"/staff/unit/?list=of_unit&unit={unit}").status_code == 403
    assert enter(cast.street_liaison_account).get(f"/staff/unit/?unit={cast.district.pk}").status_code == 403


def test_below_counts_in_hand_unsigned_and_late_in_one_statement(cast: Cast, enter):
    sent(cast, cast.street)
    sent(cast, cast.street)
    client = enter(cast.district_liaison_account)
    rows = client.get("/staff/unit/below/").context["rows"]
    of_street = next(row for row in rows if row[4].endswith(f"unit={cast.street.pk}"))
    assert of_street[1:4] == (2, 2, 2)
    assert all(str(cast.other_unit.pk) != row[4].split("unit=")[1] for row in rows)


def test_the_inbox_costs_the_same_for_one_and_many(cast: Cast, enter):
    client = enter(cast.liaison_account)
    sent(cast, cast.lead_unit)
    client.get("/staff/unit/")
    with CaptureQueriesContext(connection) as one:
        client.get("/staff/unit/")
    for _ in range(3):
        sent(cast, cast.lead_unit)
    cache.clear()
    client.get("/staff/unit/")
    with CaptureQueriesContext(connection) as many:
        client.get("/staff/unit/")
    assert len(one) == len(many) <= 8


def test_the_centre_has_no_unit_desk(cast: Cast, enter):
    assert enter(cast.dispatcher_account).get("/staff/unit/").status_code == 403
