"""The named cast of all tests: a citizen, people of the centre, two bureaus with people, an outsider."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 2 March 2026, 10:00 in the city
_keys = itertools.count(1)


@dataclass
class Cast:
    """People by role, units by slug, and the shortest ways to a ticket in some state."""

    units: dict[str, Any]
    people: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def request(self, **values: Any) -> Any:
        from huying.tickets.incoming import Incoming

        given: dict[str, Any] = {
            "door": "web", "key": f"test-{next(_keys)}", "received_at": MONDAY, "title": "小区旁工地夜间施工噪声扰民",
            "detail": "昨晚十一点到凌晨两点，天河区体育东路118号旁的工地一直在打桩，老人无法休息。",
            "wish": "希望有关部门到现场查处，夜间停止施工。", "happened": "昨晚十一点到凌晨两点", "place": "天河区体育东路118号",
            "parties": "某建筑工地", "name": "陈小雨", "phone": f"138{next(_keys):08d}",
        }
        return Incoming(**{**given, **values})

    def ticket(self, now: datetime = MONDAY, **values: Any) -> Any:
        from huying.people.persons import SYSTEM
        from huying.tickets import life

        return life.register(self.request(**values), by=SYSTEM, now=now, again=False).ticket

    def owner(self, ticket: Any) -> Any:
        from huying.people.persons import Person, Role

        ticket.refresh_from_db(fields=["citizen"])
        return Person("citizen", ticket.citizen_id, "诉求人", frozenset({Role.CITIZEN}))


ACCOUNTS = {
    "agent": ("agent", None), "other_agent": ("agent", None), "squad_leader": ("squad_leader", None),
    "dispatcher": ("dispatcher", None), "followup": ("followup", None), "other_followup": ("followup", None),
    "quality": ("quality", None), "supervisor": ("supervisor", None), "leader": ("leader", None),
    "auditor": ("auditor", None), "administrator": ("administrator", None), "knowledge_editor": ("knowledge_editor", None),
    "liaison": ("liaison", "lead"), "unit_head": ("unit_head", "lead"), "other_liaison": ("liaison", "other"),
    "district_liaison": ("liaison", "district"), "street_liaison": ("liaison", "street"),
}


# Their rows wait in a schema of their own, in this order, to be copied by one call: a tenth of the work of making them.
TABLES = ("people_unit", "people_account", "people_grant")
_put_aside: tuple[str, str, bytes] | None = None


def put_aside() -> None:
    """Make the cast once a process, outside of any test, and leave no row of it in the tables."""
    global _put_aside
    from django.db import connection, transaction

    from huying import policy

    with transaction.atomic(), connection.cursor() as cursor:
        cast = _make()
        cursor.execute("CREATE SCHEMA IF NOT EXISTS put_aside")
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS put_aside.{table}")
            cursor.execute(f"CREATE TABLE put_aside.{table} AS SELECT * FROM {table}")
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table}")
    _put_aside = str(connection.settings_dict["NAME"]), policy.current().version, pickle.dumps(cast)


def make_cast() -> Cast:
    """Units of the policy and one account a part in the story."""
    from django.core.cache import cache
    from django.db import connection

    from huying import policy
    from huying.people.entry import forget_units
    from huying.people.models import Account, Unit
    from huying.people.persons import NOBODY

    here = connection.settings_dict["NAME"], policy.current().version
    if _put_aside is None or _put_aside[:2] != here or Unit.objects.exists() or Account.objects.exists():
        return _make()
    with connection.cursor() as cursor:
        cursor.execute(";".join(f"INSERT INTO {table} SELECT * FROM put_aside.{table}" for table in TABLES))
    forget_units()
    cache.clear()  # accounts have the same keys in every test: what was counted for one is no news in the next
    cast: Cast = pickle.loads(_put_aside[2])
    cast.people["nobody"] = NOBODY
    return cast


def _make() -> Cast:
    from huying.people.entry import staff
    from huying.people.models import Account, Grant
    from huying.people.persons import NOBODY, Person, Role
    from huying.people.unitbook import load_units

    units = load_units()
    by_sort = {unit.sort: unit for unit in units.values() if unit.level == "city"}
    district = next(unit for unit in units.values() if unit.level == "district" and unit.sort == "district")
    street = next(unit for unit in units.values() if unit.level == "street" and unit.parent_id == district.pk)
    own = {"lead": by_sort["environment"], "other": by_sort["housing"], "district": district, "street": street, None: None}
    people: dict[str, Any] = {"nobody": NOBODY, "outsider": Person("citizen", 999_999, "路人", frozenset({Role.CITIZEN})),
                              "lead_unit": own["lead"], "other_unit": own["other"], "district": district, "street": street}
    for name, (role, unit) in ACCOUNTS.items():
        account = Account.objects.create_user(name, None, name=name, unit=own[unit])
        Grant.objects.create(account=account, role=role)
        people[name] = staff(account)
        people[f"{name}_account"] = account
    return Cast(units, people)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """`at("2026-03-02 10:00")` in the city's time."""
    from zoneinfo import ZoneInfo

    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)

    return instant
