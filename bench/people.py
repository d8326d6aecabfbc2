"""Who asks in the measurements: one person of each role, and the unit with most of the work."""

from __future__ import annotations

from huying.people.entry import staff
from huying.people.models import Account, Grant, Unit
from huying.people.persons import UNIT_ROLES, Person, Role

_STAFF = [role for role in Role if role not in (Role.CITIZEN, Role.SYSTEM)]


def busiest() -> Unit:
    """The unit that leads most tickets in the crowd (bench.crowd)."""
    return Unit.objects.filter(level="city", active=True).order_by("pk")[0]


def account_of(role: Role) -> Account:
    """The account that has only this role; made at first use."""
    unit = busiest() if role in UNIT_ROLES else None
    account, new = Account.objects.get_or_create(username=f"bench-{role}", defaults={"name": str(role), "unit": unit})
    if new:
        Grant.objects.create(account=account, role=role)
    return account


def everyone() -> dict[Role, Person]:
    """A person of each staff role."""
    return {role: staff(account_of(role)) for role in _STAFF}
