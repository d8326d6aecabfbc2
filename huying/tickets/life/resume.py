"""恢复办理: the suspended matter is taken up again; the clocks run on from where they stood."""

from huying.tickets.life.step import Step, act
from huying.tickets.states import State


@act("resume")
def resume(step: Step, *, words: str = "") -> None:
    step.change(state=State.HANDLING)
    step.clocks.meet("look_again")
    step.clocks.resume()
    step.record(words=words.strip())
