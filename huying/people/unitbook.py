"""The policy's units as rows: made, renamed, closed; never removed, because history points at them."""

from __future__ import annotations

from django.db import transaction

from huying import policy
from huying.people.entry import forget_units
from huying.people.models import Unit

_FIELDS = ["name", "short", "name_en", "sort", "level", "division", "active"]


def load_units() -> dict[str, Unit]:
    """Bring the rows in line with the policy in use; returns units by slug."""
    with transaction.atomic():
        specs = policy.current().units
        rows = [
            Unit(slug=spec.id, name=spec.name, short=spec.short or spec.name, name_en=spec.en or "", sort=spec.sort,
                 level=spec.level, division=spec.division or "")
            for spec in specs.values()
        ]
        Unit.objects.bulk_create(rows, update_conflicts=True, unique_fields=["slug"], update_fields=_FIELDS)
        Unit.objects.exclude(slug__in=specs).update(active=False)
        units = {unit.slug: unit for unit in Unit.objects.all()}
        moved = []
        for spec in specs.values():
            above = units[spec.parent].pk if spec.parent else None
            if units[spec.id].parent_id != above:
                units[spec.id].parent_id = above
                moved.append(units[spec.id])
        Unit.objects.bulk_update(moved, ["parent"])
    forget_units()
    return units
