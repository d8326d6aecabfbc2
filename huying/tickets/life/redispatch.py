"""改派: another lead; the promise to the citizen runs on from its first start."""

from collections.abc import Sequence

from huying.people.models import Unit
from huying.tickets.life.dispatch import chosen, end_legs, send, timed
from huying.tickets.life.step import Step, act


@act("redispatch")
def redispatch(step: Step, *, lead: str | int | Unit, assisting: Sequence[str | int | Unit] = (), reason: str,
               limit: str = "") -> None:
    main, others = chosen(lead, assisting)
    step.need(reason, "reason", "改派理由", "reason")
    step.refuse(step.ticket.lead_id == main.pk, "same_unit", "新主办单位与原单位相同。", "This is already the lead unit.", "lead")
    timed(step, limit)
    step.stop()
    before = step.ticket.lead
    end_legs(step, step.legs)
    send(step, main, others, basis=reason, rule="", limit=limit)
    step.record(before=before.slug if before else "", before_name=before.name if before else "", reason=reason.strip())
