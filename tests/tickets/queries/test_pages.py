"""Paging by key: every row once, forwards and backwards, while rows come and go."""

from datetime import timedelta

import pytest

from huying.tickets.models import Ticket
from huying.tickets.queries import worklists
from huying.tickets.queries.pages import Lane, page
from tests.cast import MONDAY, Cast

SIZE = 3


def walk(lanes, *, between=lambda: None):
    """Every row from the first page to the last, and the cursors to go back by."""
    seen, cursor, last = [], "", None
    while True:
        last = page(lanes(), cursor, SIZE)
        seen += [row.pk for row in last.rows]
        between()
        if not last.next:
            return seen, last
        cursor = last.next


@pytest.fixture
def tickets(cast: Cast):
    """Ten: urgent ones, several of one deadline, some without any."""
    made = [cast.ticket(title=f"第{i}件路灯不亮请维修", detail=f"第{i}件") for i in range(10)]
    for i, ticket in enumerate(made):
        due = None if i % 5 == 4 else MONDAY + timedelta(hours=i // 3)
        Ticket.objects.filter(pk=ticket.pk).update(
            due_at=due, state="received", urgency="urgent" if i in (6, 8, 9) else "normal")
    return made


@pytest.mark.parametrize("order", [worklists.URGENT, worklists.DUE, worklists.NEWEST, worklists.OLDEST])
def test_all_pages_together_hold_every_ticket_once(cast, tickets, order):
    def lanes():
        return worklists.lanes(Ticket.objects.all(), order)

    seen, last = walk(lanes)
    assert sorted(seen) == sorted(ticket.pk for ticket in tickets) and len(seen) == 10
    back, cursor = [row.pk for row in last.rows], last.previous
    while cursor:
        found = page(lanes(), cursor, SIZE)
        back = [row.pk for row in found.rows] + back
        cursor = found.previous
    assert back == seen


def test_urgent_tickets_stand_before_all_others_then_deadlines_then_those_without_one(cast, tickets):
    seen, _ = walk(lambda: worklists.lanes(Ticket.objects.all(), worklists.URGENT))
    rows = [Ticket.objects.get(pk=pk) for pk in seen]
    dated = [row for row in rows if row.due_at]
    assert [row.urgency for row in dated] == ["urgent"] * 2 + ["normal"] * 6
    assert all(row.due_at is None for row in rows[len(dated):])
    assert [row.due_at for row in dated[2:]] == sorted(row.due_at for row in dated[2:])


def test_rows_that_arrive_between_pages_neither_hide_nor_double_others(cast, tickets):
    before = {ticket.pk for ticket in tickets}

    def arrive() -> None:
        new = cast.ticket(title="新来的一件", detail="新来的")
        Ticket.objects.filter(pk=new.pk).update(due_at=MONDAY - timedelta(days=1), state="received")

    lanes = Lane(Ticket.objects.filter(due_at__isnull=False), ("due_at", "id")), Lane(
        Ticket.objects.filter(due_at__isnull=True), ("id",))
    seen, _ = walk(lambda: lanes, between=arrive)
    assert before <= set(seen) and len(seen) == len(set(seen))


def test_rows_that_leave_between_pages_skip_nothing(cast, tickets):
    first = page(worklists.lanes(Ticket.objects.all(), worklists.DUE), "", SIZE)
    Ticket.objects.filter(pk=first.rows[-1].pk).update(state="archived", due_at=None)
    rest, cursor = [], first.next
    while cursor:
        found = page(worklists.lanes(Ticket.objects.exclude(state="archived"), worklists.DUE), cursor, SIZE)
        rest += [row.pk for row in found.rows]
        cursor = found.next
    assert sorted([*(row.pk for row in first.rows), *rest]) == sorted(ticket.pk for ticket in tickets)


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U", "WyJuIiwwLFsibm93IiwxXV0", "WyJuIiw5OSxbMV1d", "\u4f60", "WyJuIiwtMSxbMV1d",
                                    "WyJuIiwwLFsxZTQwMF1d", "W" * 5000])
def test_a_cursor_that_makes_no_sense_is_the_first_page(cast, tickets, cursor):
    lanes = worklists.lanes(Ticket.objects.all(), worklists.NEWEST)
    assert [row.pk for row in page(lanes, cursor, SIZE).rows] == [row.pk for row in page(lanes, "", SIZE).rows]


def test_a_page_is_one_statement(cast, tickets, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = page(worklists.lanes(Ticket.objects.all(), worklists.URGENT))
        assert all(row.title and row.lead is None for row in found.rows)
