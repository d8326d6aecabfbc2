"""Hot statements: the same rows, errors and counts as through Django's own cursors."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huying.people.models import Citizen
from huying.tickets import prepared
from huying.tickets.models import Event, Ticket

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
outside = pytest.mark.django_db(transaction=True)


@outside
def test_rows_come_back_as_python_values():
    sql = "SELECT $1::int + 1, $2::text || '！', $3::timestamptz, $4::bytea, NULL, $5::boolean"
    for _ in range(3):
        assert prepared.rows(sql, [41, "打桩", NOW, b"\x00\xff", True]) == [(42, "打桩！", NOW, b"\x00\xff", None, True)]


@outside
def test_a_statement_is_kept_by_the_server_and_not_sent_again():
    for _ in range(4):
        prepared.rows("SELECT 'kept'::text || $1", ["x"])
    found = prepared.rows("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE $1", ["SELECT 'kept'%"])
    assert found == [(1,)]


@outside
def test_too_many_statements_are_forgotten_and_all_still_work():
    for number in range(prepared.MOST_KEPT + 10):
        assert prepared.rows(f"SELECT {number}", []) == [(number,)]
    assert prepared.rows("SELECT count(*) FROM pg_prepared_statements", [])[0][0] <= prepared.MOST_KEPT


@outside
def test_errors_are_those_of_django_and_the_connection_goes_on():
    with pytest.raises(DataError):
        prepared.rows("SELECT 1 / $1::int", [0])
    Citizen.objects.create(phone_key=b"k" * 16)
    sql = "INSERT INTO people_citizen SELECT (jsonb_populate_record(c, jsonb_build_object('id', c.id + 1))).* FROM people_citizen c"
    with pytest.raises(IntegrityError):
        prepared.rows(sql, [])
    assert prepared.rows("SELECT 1", []) == [(1,)]


@outside
def test_a_lost_connection_is_told_as_such():
    pid = prepared.rows("SELECT pg_backend_pid()", [])[0][0]
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(OperationalError):
        prepared.rows("SELECT 1", [])
    connection.close()
    assert prepared.rows("SELECT 1", []) == [(1,)]


@outside
def test_inside_a_transaction_it_is_undone_with_it():
    with transaction.atomic():
        prepared.rows("INSERT INTO people_citizen (id_type, assurance, sms_only, language, care, created_at) "
                      "VALUES ($1, 0, false, 'zh-hans', '', now()) RETURNING id", ["passport"])
        transaction.set_rollback(True)
    assert Citizen.objects.count() == 0


@pytest.mark.django_db
def test_it_is_counted_like_every_other_statement():
    with CaptureQueriesContext(connection) as captured:
        prepared.rows("SELECT $1::int", [7])
    assert [query["sql"] for query in captured] == ["SELECT $1::int"]


@pytest.mark.django_db
def test_many_rows_are_inserted_from_arrays_with_their_lengths_kept():
    rows = [Citizen(phone_key=bytes([number]) * 16, created_at=NOW, care="、" * number) for number in range(3)]
    mark = (f"${place}" for place in range(1, 99)).__next__
    sql = prepared.insert_many(Citizen, mark) + " RETURNING care"
    assert prepared.rows(sql, prepared.columns_of(rows)) == [("",), ("、",), ("、、",)]
    rows[0].care = "长" * 101
    with pytest.raises(DataError), transaction.atomic():
        prepared.rows(sql, prepared.columns_of(rows))


def test_a_row_by_attributes_is_the_one_that_django_makes():
    given = {"number": "2611234829157", "state": "received", "citizen_id": 7, "tags": ["夜间"]}
    row, same = prepared.made(Ticket, **given), Ticket(**given)
    assert {name: value for name, value in vars(row).items() if name != "_state"} == \
        {name: value for name, value in vars(same).items() if name != "_state"}
    assert row.missing == [] and row.missing is not prepared.made(Ticket).missing
    assert row._state.adding and row.pk is None and row.callers == 1
    with pytest.raises(TypeError, match="Ticket has no citizen"):
        prepared.made(Ticket, citizen=None)


def test_a_row_is_tied_to_another_that_was_not_written_yet():
    ticket, event = prepared.made(Ticket, number="2611234829157"), prepared.made(Event)
    prepared.tied(event, ticket=ticket, actor=None)
    assert event.ticket is ticket and event.ticket_id is None and event.actor is None


def test_values_are_replaced_by_any_number():
    row = prepared.made(Event, verb="register", data={"a": 1}, digest=b"d")
    values = prepared.values_of(row, {"ticket_id": (), "verb": ("x", "y")})
    assert len(values) == len(prepared.values_of(row)) and values[1:3] == ["x", "y"]
    assert values[-3].obj == {"a": 1}
