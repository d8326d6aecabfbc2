"""督办反馈: the unit answers the written notice."""

from huying.tickets.life.step import Step, act


@act("answer_supervision")
def answer_supervision(step: Step, *, answer: str) -> None:
    row = step.ticket.supervisions.filter(answered_at=None, unit__in=step.by.unit_ids).order_by("id").first()
    step.refuse(row is None, "nothing_asked", "没有待反馈的督办。", "No supervision is waiting for an answer.")
    step.need(answer, "answer", "反馈内容", "answer")
    step.stop()
    assert row is not None
    step.save(row, answer=answer.strip(), answered_at=step.now)
    step.record(supervision=row.pk, answer=answer.strip())
