"""Why a category was proposed: how sure, the words that spoke, and what else it might be."""

from __future__ import annotations

from dataclasses import dataclass, field

from huying import policy
from huying.desks.lists.rows import category_name
from huying.desks.ticket import names
from huying.tickets.models import Ticket
from huying.tickets.reading import proposer
from huying.tickets.reasons import as_written

READ = 1200  # letters of a ticket that are read again for the page
TOP = 3


@dataclass(frozen=True, slots=True)
class Other:
    """Another category with the key that takes it for the first ticket of the list."""

    code: str
    name: str
    path: str
    percent: int
    key: str


@dataclass(frozen=True, slots=True)
class Why:
    """`words` spoke for the ticket's category; empty when a person chose what the machine would not have."""

    category: str = ""
    percent: int = 0
    sure: bool = True
    unsure: str = ""
    words: tuple[str, ...] = ()
    others: list[Other] = field(default_factory=list)


def why(ticket: Ticket) -> Why:
    """Read again, without a query (under a millisecond); nothing when the part is off."""
    rules = policy.current().understanding
    if not rules.on("category") or not ticket.category:
        return Why()
    text = ticket.text[:READ]
    found = proposer().propose(text, top=TOP)
    own = next((each for each in found if each.code == ticket.category), None)
    rest = [each for each in found if each.code != ticket.category and each.confidence >= rules.thresholds.category_shown]
    others = [Other(each.code, category_name(each.code), names.category_path(each.code), round(100 * each.confidence), str(place))
              for place, each in enumerate(rest[: TOP - 1], 2)]
    if own is None:
        return Why(others=others)
    unsure = rules.wording.unsure
    return Why(category_name(own.code), round(100 * own.confidence), own.confidence >= rules.thresholds.category_sure,
               names.word((unsure.zh, unsure.en)), as_written(text, own.words), others)
