"""不予受理: with a ground from the list; the citizen is told why and where to go instead (DOMAIN §1 1.3–1.5)."""

from huying import policy
from huying.tickets.life.dispatch import end_legs
from huying.tickets.life.step import Step, act
from huying.tickets.states import State


@act("decline")
def decline(step: Step, *, ground: str, words: str = "") -> None:
    """`ground`: a code of policy/grounds.yaml; `words`: what is said besides."""
    known = policy.current().grounds.get(ground)
    step.refuse(known is None, "unknown_ground", "请从清单中选择不予受理的理由。", "Choose a ground from the list.", "ground")
    step.stop()
    assert known is not None
    step.change(state=State.DECLINED, completed_at=step.now, back_state="")
    end_legs(step, step.legs)
    step.clocks.void(reason="decline")
    step.record(ground=ground, ground_name=known.name, text=known.text, channel=known.channel, words=words.strip())
