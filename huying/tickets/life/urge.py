"""催办: the citizen (or the hotline for them) presses; new words are attached; repeats go to the unit's head (§5)."""


from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.tickets.life.step import Step, act
from huying.tickets.queries.search import vector_of


@act("urge")
def urge(step: Step, *, words: str = "", contact_id: int | None = None) -> None:
    """`words`: what is new; `contact_id`: the contact that it came by, when it was the same matter again."""
    step.refuse(len(words) > 10_000, "too_long", "最多 10000 字。", "At most 10,000 characters.", "words")
    step.stop()
    step.change(urges=step.ticket.urges + 1)
    repeats = step.ticket.urges >= policy.current().thresholds.repeats
    step.record(times=step.ticket.urges, contact=contact_id, to_head=repeats)
    if words.strip():
        said = f"{step.ticket.detail}\n【催办 {step.now.astimezone(SHANGHAI):%m-%d %H:%M}】{words.strip()}"
        step.change(detail=said.strip())
        step.change(search=vector_of(step.ticket))
        step.commit("words", words.strip())
