"""Keys follow the words of a ticket, and are filled in where there are none."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from huying.cli import build, setting
from huying.tickets import keys, likely
from huying.tickets.models import Ticket, TicketKey
from tests.cast import MONDAY, Cast


def held(ticket: Ticket) -> set[int]:
    return set(TicketKey.objects.filter(ticket_id=ticket.pk).values_list("key", flat=True))


def test_renewed_keys_are_those_of_the_present_words(cast: Cast):
    ticket = cast.ticket()
    before = held(ticket)
    assert before == set(likely.keys_of_ticket(ticket)) and not keys.renew(ticket)
    ticket.place, ticket.title = "榕荫大道", "榕荫大道路灯不亮"
    assert keys.renew(ticket)
    assert held(ticket) == set(likely.keys_of_ticket(ticket)) != before and not keys.renew(ticket)


def test_another_category_or_division_changes_no_key(cast: Cast):
    ticket = cast.ticket()
    ticket.category, ticket.division = "040101", "440111"
    assert not keys.renew(ticket)


def test_missing_keys_are_filled_page_by_page_and_never_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    tickets = [cast.ticket() for _ in range(5)]
    old = cast.ticket()
    Ticket.objects.filter(pk=old.pk).update(registered_at=MONDAY - timedelta(days=100))
    whole = {each.pk: held(each) for each in tickets}
    TicketKey.objects.exclude(ticket_id=tickets[0].pk).delete()
    monkeypatch.setattr(keys, "PAGE", 2)
    assert keys.waiting(MONDAY) == 5
    first = next(keys.fill(MONDAY))  # interrupted after a page
    assert (first.seen, first.given, first.last) == (2, 1, tickets[1].pk)
    rest = list(keys.fill(MONDAY, after=first.last))
    assert sum(page.given for page in rest) == 3 and {each.pk: held(each) for each in tickets} == whole
    assert held(old) == set() and sum(page.given for page in keys.fill(MONDAY)) == 0


def test_a_page_costs_three_statements(cast: Cast):
    for _ in range(4):
        cast.ticket()
    TicketKey.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        list(keys.fill(MONDAY))
    assert sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in queries) <= 4


def test_the_command_says_what_it_did(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    for name in ("provide_database", "stay_application", "django"):
        monkeypatch.setattr(setting, name, lambda: None)
    monkeypatch.setattr("huying.clocks.present.now", lambda: MONDAY)
    ticket = cast.ticket()
    TicketKey.objects.all().delete()
    done = CliRunner().invoke(build(), ["keys", "--json"])
    assert json.loads(done.stdout) == {"seen": 1, "given": 1, "last": ticket.pk, "ended": True}, done.output
    assert held(ticket)
