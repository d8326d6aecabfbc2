"""How many people nearby reported the same: a count, bounded, never for confidential matters or reports."""

import pytest
from django.test.utils import CaptureQueriesContext

from huying.tickets.models import Ticket
from huying.tickets.queries.nearby import nearby
from huying.tickets.reading import Reading
from tests.cast import MONDAY, Cast

STREET = "440106001"


@pytest.fixture
def reading(cast: Cast) -> Reading:
    first = cast.ticket()
    for _ in range(3):
        cast.ticket()
    Ticket.objects.update(division=STREET, kind="complaint", category=first.category)
    return Reading(kind="complaint", category=first.category, division=STREET)


def test_people_are_counted_with_those_who_joined(reading: Reading):
    assert nearby(reading, MONDAY).count == 4
    Ticket.objects.filter(pk=Ticket.objects.latest("id").pk).update(callers=9)
    assert nearby(reading, MONDAY).count == 12


def test_one_statement(reading: Reading):
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        nearby(reading, MONDAY)
    assert len(asked) == 1


def test_too_few_confidential_closed_and_reports_are_never_told(reading: Reading):
    Ticket.objects.filter(pk__in=list(Ticket.objects.values_list("pk", flat=True)[:2])).update(confidential=True)
    assert nearby(reading, MONDAY) is None
    Ticket.objects.update(confidential=False)
    reading.kind = "report"
    assert nearby(reading, MONDAY) is None
    reading.kind = "complaint"
    Ticket.objects.update(kind="report")
    assert nearby(reading, MONDAY) is None


def test_a_whole_district_is_not_near(reading: Reading):
    Ticket.objects.update(division=STREET[:6])
    reading.division = STREET[:6]
    assert nearby(reading, MONDAY) is None
