"""签收: a unit takes its part; the clock to contact the citizen starts for the lead."""

from huying.tickets.life.step import Step, act
from huying.tickets.models import Leg
from huying.tickets.states import State


@act("sign")
def sign(step: Step) -> None:
    leg = step.own_leg()
    step.refuse(leg.signed_at, "signed_before", "本单位已签收。", "Your unit has signed already.")
    step.stop()
    step.save(leg, signed_at=step.now, handler_id=step.by.id)
    step.clocks.meet("sign", leg=leg)
    if leg.role == Leg.LEAD:
        step.clocks.start("first_contact", leg=leg)
        if step.ticket.state == State.DISPATCHED:
            step.change(state=State.HANDLING)
    step.record(unit=leg.unit.slug, unit_name=leg.unit.name, role=leg.role)
