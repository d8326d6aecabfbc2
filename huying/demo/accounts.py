"""The demo city's staff: one account or more for each role, a liaison and a head for every unit.

All of them share one password that is printed at the start; a city in use is never given these accounts.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from huying.demo.names import person_name
from huying.people.entry import staff
from huying.people.models import Account, Grant, Unit
from huying.people.persons import ROLE_NAMES, Person, Role
from huying.people.unitbook import load_units

PASSWORD = "huying-demo-12345"  # noqa: S105 (said openly: these accounts exist in the demo city only)

# username → (name, roles, unit, page)
CENTRE: dict[str, tuple[str, tuple[Role, ...], str]] = {
    "agent1": ("林小禾", (Role.AGENT,), "/staff/agent/"),
    "agent2": ("陈嘉敏", (Role.AGENT,), "/staff/agent/"),
    "agent3": ("黄志航", (Role.AGENT,), "/staff/agent/"),
    "agent4": ("何婉仪", (Role.AGENT,), "/staff/agent/"),
    "agent5": ("罗子轩", (Role.AGENT,), "/staff/agent/"),
    "agent6": ("冯雅文", (Role.AGENT,), "/staff/agent/"),
    "squad": ("梁慧琳", (Role.SQUAD_LEADER,), "/staff/agent/"),
    "dispatcher1": ("谢文昊", (Role.DISPATCHER,), "/staff/dispatch/"),
    "dispatcher2": ("郑晓彤", (Role.DISPATCHER,), "/staff/dispatch/"),
    "followup1": ("苏静怡", (Role.FOLLOWUP,), "/staff/check/"),
    "followup2": ("邓立群", (Role.FOLLOWUP,), "/staff/check/"),
    "followup3": ("曾佩珊", (Role.FOLLOWUP,), "/staff/check/"),
    "quality": ("潘思远", (Role.QUALITY,), "/staff/check/"),
    "supervisor": ("江敬之", (Role.SUPERVISOR,), "/staff/supervision/"),
    "knowledge": ("温若兰", (Role.KNOWLEDGE_EDITOR,), "/staff/"),
    "leader": ("程远明", (Role.LEADER,), "/staff/leader/"),
    "admin": ("卢正阳", (Role.ADMINISTRATOR,), "/admin/"),
    "auditor": ("方明哲", (Role.AUDITOR,), "/staff/"),
}
# Units whose accounts are printed at the start, under a short name.
SHORT = {"tianhe": "tianhe", "baiyun": "baiyun", "env": "city-environment", "metro": "metro", "water": "water-supply",
         "tianhe-cm": "tianhe-city-management", "tianhe-env": "tianhe-environment", "shipai": "street-440106006"}
PRINTED = ("agent1", "agent2", "squad", "dispatcher1", "followup1", "followup2", "quality", "supervisor", "leader",
           "knowledge", "admin", "auditor", "tianhe", "tianhe-head", "env", "env-head", "tianhe-cm", "tianhe-env", "shipai")


@dataclass
class Staff:
    """Everybody who works in the demo city, ready to act."""

    units: dict[str, Unit]
    by_role: dict[Role, list[Person]] = field(default_factory=dict)
    of_unit: dict[tuple[int, Role], Person] = field(default_factory=dict)

    def one(self, role: Role, rng: random.Random, *, but: set[int | None] | None = None) -> Person:
        """Somebody of the centre with this role, none of `but` (ids) when others are there."""
        people = self.by_role[role]
        others = [each for each in people if each.id not in (but or set())]
        return rng.choice(others or people)

    def liaison(self, unit_id: int) -> Person:
        return self.of_unit[unit_id, Role.LIAISON]

    def head(self, unit_id: int) -> Person:
        return self.of_unit[unit_id, Role.UNIT_HEAD]


def make_staff() -> Staff:
    """Make the accounts that are not there yet, and answer everybody. Safe to repeat."""
    units = load_units()
    wanted = {name: (called, roles, None) for name, (called, roles, _) in CENTRE.items()} | _of_units(units)
    secret = make_password(PASSWORD)
    rows = [Account(username=username, name=name, unit=unit, password=secret, number=_number(place),
                    is_staff=Role.ADMINISTRATOR in roles, is_superuser=Role.ADMINISTRATOR in roles)
            for place, (username, (name, roles, unit)) in enumerate(wanted.items())]
    Account.objects.bulk_create(rows, ignore_conflicts=True)
    accounts = {row.username: row for row in Account.objects.filter(username__in=wanted)}
    Grant.objects.bulk_create([Grant(account=accounts[username], role=role)
                               for username, (_, roles, _) in wanted.items() for role in roles], ignore_conflicts=True)
    return _ready(units, list(wanted))


def is_demo() -> bool:
    """Whether this database holds the demo city."""
    return Account.objects.filter(username="dispatcher1", name=CENTRE["dispatcher1"][0]).exists()


def print_card() -> Path:
    """Write var/demo.json, from which `huying up` prints the accounts."""
    rows = []
    found = {row.username: row for row in Account.objects.filter(username__in=PRINTED).select_related("unit")
             .prefetch_related("grants")}
    for username in PRINTED:
        account = found.get(username)
        if account is None:
            continue
        roles = "、".join(ROLE_NAMES[Role(grant.role)][0] for grant in account.grants.all())
        unit = f"{account.unit.short} · " if account.unit else ""
        page = CENTRE[username][2] if username in CENTRE else "/staff/unit/"
        rows.append({"username": username, "password": PASSWORD, "role": f"{unit}{roles}（{account.name}）", "page": page})
    path = Path(os.environ.get("HUYING_VAR") or settings.VAR) / "demo.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"accounts": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)
    return path


def _of_units(units: dict[str, Unit]) -> dict[str, tuple[str, tuple[Role, ...], Unit | None]]:
    shorter = {slug: name for name, slug in SHORT.items()}
    found: dict[str, tuple[str, tuple[Role, ...], Unit | None]] = {}
    for slug, unit in sorted(units.items()):
        if not unit.active:
            continue
        rng = random.Random(f"staff:{slug}")
        username = shorter.get(slug, slug)
        found[username] = (person_name(rng), (Role.LIAISON,), unit)
        found[f"{username}-head"] = (person_name(rng), (Role.UNIT_HEAD,), unit)
    return found


def _ready(units: dict[str, Unit], usernames: list[str]) -> Staff:
    everybody = Staff(units)
    rows = {row.username: row for row in Account.objects.filter(username__in=usernames).prefetch_related("grants")}
    for username in usernames:
        person = staff(rows[username])
        for role in person.roles:
            if person.unit_id is None:
                everybody.by_role.setdefault(role, []).append(person)
            else:
                everybody.of_unit[person.unit_id, role] = person
    return everybody


def _number(place: int) -> str:
    return f"{1001 + place}"
