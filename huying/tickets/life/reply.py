"""答复: the unit answers; a lead's answer goes to the hotline to be checked, others' to the unit that leads."""

from collections.abc import Sequence

from huying.tickets.life.step import Step, act
from huying.tickets.models import Attachment, Leg, Reply
from huying.tickets.states import State

SHORTEST, LONGEST = 10, 10_000


@act("reply")
def reply(step: Step, *, text: str, internal: str = "", solved: bool | None = None, signed_by: str = "",
          attachments: Sequence[str] = ()) -> None:
    """`text`: what the citizen will read; `internal`: for staff; `attachments`: tokens of finished uploads."""
    leg = step.own_leg()
    step.refuse(leg.signed_at is None, "sign_first", "请先签收再答复。", "Sign before answering.")
    step.need(text, "text", "公开答复", "public answer")
    step.refuse(0 < len(text.strip()) < SHORTEST, "too_short", f"答复过于简单，请至少写 {SHORTEST} 个字，说明办理经过和结果。",
                f"Say what was done and found, in at least {SHORTEST} characters.", "text")
    step.refuse(len(text) > LONGEST, "too_long", f"答复最多 {LONGEST} 字。", f"At most {LONGEST} characters.", "text")
    head = leg.role == Leg.LEAD and leg.above_id is None
    step.refuse(head and step.ticket.state == State.REPLIED, "replied_before", "答复已提交，等待审核。",
                "An answer is already waiting to be checked.")
    step.stop()
    row = Reply.objects.create(
        ticket=step.ticket, leg=leg, unit=leg.unit, kind=Reply.ANSWER if head else Reply.ASSIST, text=text.strip(),
        internal=internal.strip(), solved=solved, signed_by=signed_by, author_id=step.by.id, at=step.now)
    if attachments:
        Attachment.objects.filter(token__in=attachments, ticket=step.ticket, reply=None).update(reply=row)
    step.save(leg, replied_at=step.now)
    step.clocks.meet("first_contact", leg=leg)
    if head:
        step.change(state=State.REPLIED)
        step.clocks.meet("complete", "rework")
        step.clocks.start("check")
    step.extra["reply"] = row
    step.record(reply=row.pk, unit=leg.unit.slug, unit_name=leg.unit.name, head=head, solved=solved)
    step.commit("text", row.text)
