"""提醒: the ladder's steps are climbed together with `miss`; this is the verb for a reminder sent by hand."""

from huying.tickets.life.step import Step, act
from huying.tickets.models import PROMISE_NAMES
from huying.tickets.states import WHOM


@act("remind")
def remind(step: Step, *, kind: str, whom: str, words: str = "") -> None:
    """`kind`: the promise meant; `whom`: one of WHOM."""
    step.refuse(kind not in PROMISE_NAMES, "unknown_kind", "请选择时限。", "Choose the promise.", "kind")
    step.refuse(whom not in WHOM, "unknown_whom", "请选择提醒对象。", "Choose whom to remind.", "whom")
    step.stop()
    step.record(kind=kind, kind_name=PROMISE_NAMES[kind][0], whom=whom, words=words.strip())
