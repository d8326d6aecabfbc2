"""回访: a call to ask for the rating, logged with its outcome even when nobody answers (§6)."""

from huying.tickets.life.step import Step, act
from huying.tickets.states import CALL_OUTCOMES


@act("ask_rating")
def ask_rating(step: Step, *, outcome: str, words: str = "") -> None:
    step.refuse(outcome not in CALL_OUTCOMES, "unknown_outcome", "请选择回访结果。", "Choose the outcome of the call.", "outcome")
    step.refuse(step.ticket.sms_only, "sms_only", "诉求人仅接受短信联系，请勿拨打电话。",
                "The citizen takes text messages only; do not call.")
    step.stop()
    step.record(outcome=outcome, outcome_name=CALL_OUTCOMES[outcome][0], words=words.strip())
