"""加派: one more assisting unit on a running ticket."""

from huying.people.models import Unit
from huying.tickets.life.dispatch import open_leg
from huying.tickets.life.step import Step, act, unit_named
from huying.tickets.models import Leg


@act("add_unit")
def add_unit(step: Step, *, unit: str | int | Unit, reason: str = "") -> None:
    added = unit_named(unit)
    step.refuse(any(leg.unit_id == added.pk for leg in step.legs), "already_with", f"{added.name}已在办理此单。",
                f"{added.name} already has a part in this ticket.", "unit")
    step.stop()
    open_leg(step, added, Leg.ASSIST, basis=reason, due_at=step.ticket.due_at)
    step.record(unit=added.slug, unit_name=added.name, reason=reason.strip())
