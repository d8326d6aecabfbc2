"""内部备注: a word between those who handle the ticket; the citizen never sees it."""

from huying.tickets.life.step import Step, act


@act("note")
def note(step: Step, *, words: str) -> None:
    step.need(words, "words", "备注", "note")
    step.refuse(len(words) > 4000, "too_long", "备注最多 4000 字。", "At most 4,000 characters.", "words")
    step.stop()
    step.record(words=words.strip())
