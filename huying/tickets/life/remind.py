"""提醒: the ladder's steps are climbed together with `miss`; this is the verb for a reminder sent by hand."""

from huying.tickets.life.step import Step, act


@act("remind")
def remind(step: Step, *, kind: str, whom: str, words: str = "") -> None:
    """`kind`: the promise meant; `whom`: handler, unit_head, supervision or leader."""
    step.record(kind=kind, whom=whom, words=words.strip())
