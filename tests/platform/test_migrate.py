"""Whether a start may pass over `huying migrate`: only while nothing at all would be done."""

import pytest
from django.db import connection

from huying import policy
from huying.cli import migrate


@pytest.fixture
def database(db):
    """The connection below Django's; what is done on it is undone after the test."""
    connection.ensure_connection()
    return connection.connection


def test_a_database_is_current_once_it_says_so(database):
    assert not migrate.is_current(database)
    migrate.mark(database)
    assert migrate.is_current(database)


def test_steps_taken_back_or_added_by_hand_are_noticed(database):
    migrate.mark(database)
    database.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    assert not migrate.is_current(database)
    database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('tickets', '9999', now())")
    assert not migrate.is_current(database)


def test_another_policy_needs_its_units_loaded(database, monkeypatch):
    migrate.mark(database)
    monkeypatch.setattr(policy, "current", lambda: type("Other", (), {"version": "another"}))
    assert not migrate.is_current(database)


def test_a_new_file_of_migrations_is_noticed(database, monkeypatch, tmp_path):
    migrate.mark(database)
    (tmp_path / "tickets" / "migrations").mkdir(parents=True)
    (tmp_path / "tickets" / "migrations" / "0001_more.py").write_text("")
    monkeypatch.setattr(migrate, "PACKAGE", tmp_path)
    assert not migrate.is_current(database)


def test_an_empty_database_is_not_current(database):
    database.execute("ALTER TABLE django_migrations RENAME TO before_huying")
    assert not migrate.is_current(database)
