"""审核: the hotline checks the answer before it goes out: pass, or send back with what is lacking."""

from huying.tickets.life.close import finish_with
from huying.tickets.life.step import Step, act
from huying.tickets.models import Reply
from huying.tickets.states import State


@act("check")
def check(step: Step, *, passed: bool, verdict: str = "", edited: str = "") -> None:
    """`verdict`: needed when sent back; `edited`: the checker's wording of the public answer, the first is kept."""
    row = step.ticket.replies.filter(kind=Reply.ANSWER, passed=None).order_by("-id").first()
    step.refuse(row is None, "nothing_replied", "没有待审核的答复。", "No answer is waiting to be checked.")
    step.refuse(not passed and not verdict.strip(), "needed", "请写明退回原因和需要补充的内容。",
                "Say what is lacking.", "verdict")
    step.refuse(row and row.author_id == step.by.id, "own_answer", "不能审核自己提交的答复。", "You cannot check your own answer.")
    step.stop()
    assert row is not None
    step.save(row, checked_by_id=step.by.id, checked_at=step.now, passed=passed, verdict=verdict.strip())
    step.record(passed=passed, reply=row.pk, verdict=verdict.strip())
    step.clocks.meet("check")
    if not passed:
        step.change(state=State.HANDLING)
        step.clocks.unmeet("complete", "rework")
        return
    if edited.strip() and edited.strip() != row.text:
        step.record(edited=True)
        step.commit("before", row.text)
        step.save(row, text=edited.strip(), internal=f"{row.internal}\n【单位原答复】{row.text}".strip())
    finish_with(step)
