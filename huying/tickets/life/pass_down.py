"""下派 (分级转派): a unit gives the work to one below it and stays responsible for the answer (§4, 首接负责)."""

from huying.people.entry import units_below
from huying.people.models import Unit
from huying.tickets.life.dispatch import open_leg
from huying.tickets.life.step import Step, act, unit_named


@act("pass_down")
def pass_down(step: Step, *, unit: str | int | Unit, words: str = "") -> None:
    leg, below = step.own_leg(), unit_named(unit)
    step.refuse(leg.signed_at is None, "sign_first", "请先签收再下派。", "Sign before passing down.")
    step.refuse(below.pk == leg.unit_id or below.pk not in units_below(leg.unit_id), "not_below",
                "只能下派给本单位的下级单位；部门职责事项不得下推给街道。",
                "Only to units below your own; a department's matter may not be pushed down to the street.", "unit")
    step.refuse(any(each.unit_id == below.pk for each in step.legs), "already_with", f"{below.name}已在办理此单。",
                f"{below.name} already has a part in this ticket.", "unit")
    step.stop()
    open_leg(step, below, leg.role, basis=words, due_at=leg.due_at, above=leg)
    step.record(unit=below.slug, unit_name=below.name, above=leg.unit.slug, words=words.strip())
