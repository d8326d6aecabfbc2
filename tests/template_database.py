"""The migrated database is built once for each set of migrations and copied for each run."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from huying.embedded.lease import alone

PREFIX = "template_huying_"
KEPT = 3


def build_and_copy(name: str, lock: Path, *, anew: bool) -> None:
    """Create the database `name` with the present schema and let Django's connection use it."""
    template = PREFIX + digest()
    with alone(lock), connection._nodb_cursor() as cursor:
        _drop(cursor, name)
        if anew:
            _drop(cursor, template)
        if not _exists(cursor, template):
            _build(cursor, template)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        _forget_old(cursor)
    _use(name)


def remove(name: str) -> None:
    """Drop the database `name`, whoever is still connected to it."""
    _use(name)
    with connection._nodb_cursor() as cursor:
        _drop(cursor, name)


def _build(cursor: CursorWrapper, template: str) -> None:
    # Under a passing name: a build cut short must never be taken for a finished one.
    draft = f"{template}_draft"
    _drop(cursor, draft)
    cursor.execute(f'CREATE DATABASE "{draft}"')
    _use(draft)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def digest() -> str:
    """A sum over all migrations."""
    summed = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for file in sorted(Path(config.path, "migrations").rglob("*.*")):
            if file.suffix in {".py", ".sql"}:
                summed.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    return summed.hexdigest()[:12]


def _exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _drop(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _forget_old(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC", [f"{PREFIX}%"])
    for (name,) in cursor.fetchall()[KEPT:]:
        _drop(cursor, name)
