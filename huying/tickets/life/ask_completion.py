"""补充要求: ask the citizen for what is missing; the unit's clocks stand still meanwhile (DOMAIN §3)."""

from collections.abc import Sequence

from huying.tickets.life.step import Step, act
from huying.tickets.states import ELEMENTS, State


@act("ask_completion")
def ask_completion(step: Step, *, missing: Sequence[str], words: str = "") -> None:
    """`missing`: element names; `words`: what the citizen is told besides."""
    wanted = [element for element in ELEMENTS if element in missing]
    step.refuse(not ELEMENTS.keys() >= set(missing), "unknown_element", "没有这样的要素。", "There is no such element.", "missing")
    step.refuse(not wanted and not words.strip(), "needed", "请选择需要补充的要素或写明要补充什么。",
                "Choose what is missing or say what is needed.", "missing")
    step.stop()
    step.change(back_state=step.ticket.state, state=State.INCOMPLETE, missing=wanted)
    step.clocks.void("look", "dispatch", reason="ask_completion")
    step.clocks.pause("ask_completion")
    step.clocks.start("completion")
    step.record(missing=wanted, words=words.strip())
