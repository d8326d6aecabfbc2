"""Who is at the door: `request.person`, from the staff account or the citizen's session."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from huying.people.models import Account, Unit
from huying.people.persons import NOBODY, Person, Role, citizen_person

CITIZEN_KEY = "citizen"
OPENED_KEY = "opened"


@lru_cache(maxsize=4)
def _tree(stamp: int) -> dict[int, frozenset[int]]:
    """Unit id → ids of itself and all below; rebuilt when units change (`forget_units`)."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Unit.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    below: dict[int, frozenset[int]] = {}

    def walk(pk: int) -> frozenset[int]:
        found = frozenset({pk}).union(*(walk(child) for child in children.get(pk, [])))
        below[pk] = found
        return found

    for root in children.get(None, []):
        walk(root)
    return below


_stamp = 0


def forget_units() -> None:
    global _stamp
    _stamp += 1


def units_below(unit_id: int | None) -> frozenset[int]:
    if unit_id is None:
        return frozenset()
    return _tree(_stamp).get(unit_id, frozenset({unit_id}))


def staff(account: Account) -> Person:
    grants = list(account.grants.all())
    roles = frozenset(Role(grant.role) for grant in grants)
    if account.is_superuser:
        roles |= {Role.ADMINISTRATOR}
    return Person(
        "staff", account.pk, account.get_full_name(), roles, account.unit_id, units_below(account.unit_id),
        frozenset(grant.division for grant in grants if grant.division),
    )


def person_of(request: HttpRequest) -> Person:
    if request.user.is_authenticated:
        person = staff(request.user)
        if person.roles:
            return person
    pk, opened = request.session.get(CITIZEN_KEY), request.session.get(OPENED_KEY, ())
    if pk is None and not opened:
        return NOBODY
    return citizen_person(pk, numbers=opened)


class PersonMiddleware:
    """Gives every request its `person`, looked up only when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: person_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)
