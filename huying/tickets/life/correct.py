"""更正个人信息: take a citizen's own personal data out of the text that others read (§2, §9)."""

from huying.tickets.life.step import Step, act
from huying.tickets.queries.search import vector_of

FIELDS = ("title", "summary", "detail", "wish", "place", "parties", "happened")
MASK = "＊＊＊"


@act("correct")
def correct(step: Step, *, remove: str, reason: str = "") -> None:
    """`remove`: the words to black out wherever they stand in the ticket's text."""
    words = remove.strip()
    step.refuse(len(words) < 2, "needed", "请填写需要隐去的内容（至少两个字）。", "Give the words to take out (at least two).",
                "remove")
    hits = [field for field in FIELDS if len(words) >= 2 and words in getattr(step.ticket, field)]
    step.refuse(len(words) >= 2 and not hits, "not_found", "工单文字中没有这段内容。", "These words are not in the text.",
                "remove")
    step.stop()
    for field in hits:
        longest = step.ticket._meta.get_field(field).max_length  # type: ignore[union-attr]
        step.change(**{field: getattr(step.ticket, field).replace(words, MASK)[:longest]})
    step.change(search=vector_of(step.ticket))
    step.record(fields=hits, reason=reason.strip())
    step.commit("removed", words)
