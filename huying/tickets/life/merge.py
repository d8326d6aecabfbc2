"""并单: this ticket joins a running main one; its caller keeps the number and gets the same answer (§5)."""

from django.db.models import F

from huying import policy
from huying.tickets import numbers
from huying.tickets.life.escalate import escalate_many
from huying.tickets.life.step import Step, act, write_event
from huying.tickets.models import Join, Leg, Ticket
from huying.tickets.states import OPEN, State


@act("merge")
def merge(step: Step, *, main: str, reason: str) -> None:
    """`main`: the number of the ticket to join; `reason`: why they are the same matter."""
    target = Ticket.objects.filter(number=numbers.normalise(main)).first()  # locked by the frame
    step.need(reason, "reason", "并单理由", "reason")
    step.refuse(target is None, "unknown", "没有找到主单编号。", "No main ticket of this number.", "main")
    step.refuse(target and target.pk == step.ticket.pk, "itself", "不能与自身并单。", "A ticket cannot join itself.", "main")
    step.refuse(target and target.state not in OPEN, "main_closed", "主单已结束，不能并入；如有新情况请单独办理。",
                "The main ticket is over; handle this one by itself.", "main")
    step.refuse(target and target.main_id, "main_joined", "主单本身已并入其他工单，请选择最终主单。",
                "That ticket has itself been joined to another.", "main")
    step.refuse(step.ticket.callers > 1, "has_callers", "此单已有并入的来件，请将其他工单并入此单。",
                "Others are joined to this ticket; join the other one to it.")
    step.refuse(target and target.confidential != step.ticket.confidential, "confidential",
                "保密工单不能与非保密工单并单。", "A confidential ticket is not joined with an open one.", "main")
    step.stop()
    assert target is not None
    Join.objects.create(ticket=step.ticket, main=target, from_state=step.ticket.state, reason=reason.strip(),
                        by_id=step.by.id if step.by.is_staff else None, at=step.now)
    Ticket.objects.filter(pk=target.pk).update(callers=F("callers") + 1, version=F("version") + 1,
                                                changed_at=step.now)
    step.change(state=State.MERGED, main=target)
    step.clocks.void(reason="merge")
    parts = [leg.pk for leg in step.legs]
    Leg.objects.filter(pk__in=parts).update(ended_at=step.now)
    target.callers += 1
    data = {"joined": step.ticket.number, "callers": target.callers}
    if target.callers >= policy.current().thresholds.callers and escalate_many(step, target):
        data["problem"] = "callers"
    write_event(target, step.verb, step.by, step.now, from_state=target.state, data=data)
    step.record(main=target.number, reason=reason.strip(), legs=parts)
