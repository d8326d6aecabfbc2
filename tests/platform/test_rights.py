"""The application's role works with rows and cannot change the schema."""

import psycopg
import pytest
from django.db import ProgrammingError, connection


@pytest.fixture
def table(db: None) -> str:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE platform_probe (id serial PRIMARY KEY, word text)")
    return "platform_probe"


def test_app_role_reads_and_writes_what_the_owner_made(as_app, table):
    with as_app(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (word) VALUES ('你好') RETURNING word")
        assert cursor.fetchone() == ("你好",)


@pytest.mark.parametrize(
    "statement", ["DROP TABLE platform_probe", "TRUNCATE platform_probe", "CREATE TABLE x (i int)"]
)
def test_app_role_cannot_change_the_schema(as_app, table, statement):
    with pytest.raises(ProgrammingError) as refused, as_app(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_chinese_letters_fold_and_match_as_letters(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper('é'), '越秀区' ~ '^[[:alpha:]]+$', 'Ａ' ~* 'ａ'")
        assert cursor.fetchone() == ("É", True, True)
