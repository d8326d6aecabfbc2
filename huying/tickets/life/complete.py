"""补充: the citizen completes the request; it goes on where it stood, also after it had expired."""

from __future__ import annotations

from huying.tickets.life.step import Step, act
from huying.tickets.models import Ticket
from huying.tickets.queries.search import vector_of
from huying.tickets.states import State

FIELDS = {"time": "happened", "place": "place", "person": "parties", "event": "detail", "wish": "wish"}
LENGTHS = {"happened": 200, "place": 300, "parties": 300}


@act("complete")
def complete(step: Step, /, *, words: str = "", time: str = "", place: str = "", person: str = "", event: str = "", wish: str = "",
             lon: float | None = None, lat: float | None = None, division: str = "") -> None:
    """The elements, as far as they are given; `words` are added to the event."""
    ticket = step.ticket
    given = {"time": time, "place": place, "person": person, "event": event, "wish": wish}
    texts = {element: (given[element] or "").strip() for element in FIELDS}
    step.refuse(not words.strip() and not any(texts.values()), "needed", "请填写要补充的内容。",
                "Please write what you want to add.", "words")
    for element, text in texts.items():
        longest = LENGTHS.get(FIELDS[element], 10_000)
        step.refuse(len(text) > longest, "too_long", f"内容过长，最多 {longest} 字。", f"Too long: at most {longest} characters.",
                    element)
    step.stop()
    for element, text in texts.items():
        if text:
            step.change(**{FIELDS[element]: _joined(element, ticket, text)})
    if words.strip():
        step.change(detail=f"{ticket.detail}\n【补充】{words.strip()}".strip())
    for field, value in (("lon", lon), ("lat", lat), ("division", division)):
        if value not in (None, ""):
            step.change(**{field: value})
    back = State(ticket.back_state) if ticket.back_state else State.RECEIVED
    step.change(state=back, back_state="", missing=[], search=vector_of(ticket))
    step.clocks.meet("completion")
    _go_on(step, back)
    step.record(elements=sorted(element for element, text in texts.items() if text))
    step.commit("words", "\n".join([words.strip(), *texts.values()]))


def _joined(element: str, ticket: Ticket, text: str) -> str:
    """The event grows, the other elements are replaced."""
    return f"{ticket.detail}\n【补充】{text}".strip() if element == "event" and ticket.detail else text


def _go_on(step: Step, back: State) -> None:
    if back is State.HANDLING:
        step.clocks.resume()
        return
    step.clocks.start("look" if back is State.RECEIVED else "dispatch")
    if step.clocks.find("complete"):
        step.clocks.resume()
    else:
        step.clocks.start("complete")
