"""转接: to 110/120/119 at once, to another city or platform; both numbers are kept (§1 1.2, 1.4)."""

from huying import policy
from huying.tickets.life.dispatch import end_legs
from huying.tickets.life.step import Step, act
from huying.tickets.models import Transfer
from huying.tickets.states import State


@act("transfer")
def transfer(step: Step, *, target: str, other_number: str = "", words: str = "", consent: str = "") -> None:
    """`target`: a code of the policy's list of places to transfer to; `other_number`: the number given over there;
    `consent`: the caller's, to an emergency service hearing them (Transfer.CONSENTS)."""
    known = policy.current().reasons["transfer"].get(target)
    step.refuse(known is None, "unknown_target", "请选择转接去向。", "Choose where to transfer.", "target")
    step.refuse(consent not in dict(Transfer.CONSENTS), "consent", "请选择诉求人是否同意。", "Say whether the caller agrees.", "consent")
    step.stop()
    assert known is not None
    Transfer.objects.create(ticket=step.ticket, target=target, target_name=known.name, other_number=other_number.strip(),
                            receipt=words.strip(), consent=consent, by_id=step.by.id, at=step.now)
    step.change(state=State.TRANSFERRED, completed_at=step.now, back_state="")
    end_legs(step, step.legs)
    step.clocks.void(reason="transfer")
    step.record(target=target, target_name=known.name, other_number=other_number.strip(), words=words.strip(),
                **({"consent": consent} if consent else {}))
