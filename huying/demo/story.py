"""A whole life of one ticket, from the first word to the archive."""

from __future__ import annotations

from huying.demo import afterwards, handling, taking_in
from huying.demo.teller import Teller, Waiting
from huying.tickets.states import State


def tell(story: Teller) -> Waiting:
    """Yields the instants at which something happens; acts when it is resumed."""
    yield from story.at(story.request.at)
    if not taking_in.registered(story):
        return
    if story.ticket.state == State.INCOMPLETE and not (yield from taking_in.completed_by_citizen(story)):
        return
    if story.until == "received":
        return
    if (yield from taking_in.answered_at_the_desk(story)):
        if story.ticket.state == State.COMPLETED:
            yield from afterwards.rated(story)
        return
    yield from taking_in.triaged(story)
    if story.until == "pending":
        return
    yield from taking_in.dispatched(story)
    if story.until == "dispatched":
        return
    if (yield from handling.handled(story)):
        yield from afterwards.rated(story)
