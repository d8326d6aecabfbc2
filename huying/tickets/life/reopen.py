"""重新受理: only with a new fact; the promise to the citizen starts anew (§2)."""

from huying.tickets.life.step import Step, act
from huying.tickets.queries.search import vector_of
from huying.tickets.states import State


@act("reopen")
def reopen(step: Step, *, fact: str) -> None:
    step.need(fact, "fact", "新的情况或证据", "new fact")
    step.stop()
    step.change(state=State.PENDING_DISPATCH, completed_at=None, archived_at=None, lead=None, final=False,
                back_state="", missing=[],
                detail=f"{step.ticket.detail}\n【新情况】{fact.strip()}".strip())
    step.change(search=vector_of(step.ticket))
    step.clocks.void(reason="reopen")
    step.clocks.start("complete")
    step.clocks.start("dispatch")
    step.commit("fact", fact.strip())
