"""最终答复: the unit's head signs, with evidence; afterwards it is not counted against the unit again (§2, §6)."""

from collections.abc import Sequence

from huying.tickets.life.dispatch import end_legs
from huying.tickets.life.step import Step, act
from huying.tickets.models import Attachment, Reply
from huying.tickets.states import State


@act("final_answer")
def final_answer(step: Step, *, text: str, signed_by: str, attachments: Sequence[str] = ()) -> None:
    leg = step.own_leg() if step.legs else None
    step.need(text, "text", "最终答复", "final answer")
    step.need(signed_by, "signed_by", "签发人", "name of the signing head")
    step.refuse(step.ticket.reworks < 1, "not_reworked", "须经复核并重办后方可作最终答复。",
                "A final answer is given after a review and a rework.")
    evidence = Attachment.objects.filter(ticket=step.ticket, token__in=attachments, ready_at__isnull=False)
    had = Attachment.objects.filter(ticket=step.ticket, reply__isnull=False).exists()
    step.refuse(not had and not evidence.exists(), "no_evidence", "最终答复须附办理佐证材料。", "Evidence must be attached.",
                "attachments")
    step.stop()
    row = Reply.objects.create(
        ticket=step.ticket, leg=leg, unit_id=step.ticket.lead_id, kind=Reply.FINAL, text=text.strip(),
        signed_by=signed_by.strip(), author_id=step.by.id, at=step.now, passed=True, checked_at=step.now)
    evidence.update(reply=row)
    step.ticket.reviews.filter(decided_at=None).update(decided_at=step.now, decided_by_id=step.by.id, outcome="final",
                                                       opinion=text.strip())
    end_legs(step, step.legs)
    step.clocks.meet("rework", "review", "complete")
    step.clocks.void(reason="final_answer")
    step.change(state=State.ARCHIVED, final=True, completed_at=step.now, archived_at=step.now)
    step.record(reply=row.pk, signed_by=signed_by.strip())
    step.commit("text", row.text)
