"""Why a category was proposed: how sure, the words that spoke, and what else it might be."""

from __future__ import annotations

from collections.abc import Sequence
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
    outside: bool = False  # named by the city's outside model, which tells no confidence


@dataclass(frozen=True, slots=True)
class Why:
    """`words` spoke for the ticket's category; empty when a person chose what the machine would not have."""

    category: str = ""
    percent: int = 0
    sure: bool = True
    unsure: str = ""
    words: tuple[str, ...] = ()
    others: list[Other] = field(default_factory=list)


def worded(tickets: Sequence[Ticket]) -> None:
    """Give the rows of a list what is read again, which lists leave in the database. One statement for all."""
    rows = {each.pk: each for each in tickets}
    for pk, detail, wish, urgent in Ticket.objects.filter(pk__in=rows).values_list("pk", "detail", "wish", "urgent_sort"):
        rows[pk].detail, rows[pk].wish, rows[pk].urgent_sort = detail, wish, urgent


def why(ticket: Ticket, outside: str = "") -> Why:
    """Read again, without a query (under a millisecond); nothing when the part is off. See `worded`.

    `outside`: the category that the outside model would choose, empty for none.
    """
    rules = policy.current().understanding
    if not rules.on("category") or not ticket.category:
        return Why()
    text = ticket.text[:READ]
    found = proposer().propose(text, top=TOP, urgent=ticket.urgent_sort)
    foreign = [outside] if outside and outside != ticket.category else []
    own = next((each for each in found if each.code == ticket.category), None)
    bar = rules.thresholds.category_shown
    rest = [(each.code, each.confidence) for each in found if each.code not in (ticket.category, *foreign) and each.confidence >= bar]
    others = [Other(code, category_name(code), names.category_path(code), round(100 * sure), str(place), place - 2 < len(foreign))
              for place, (code, sure) in enumerate([*((code, 0.0) for code in foreign), *rest][: TOP - 1], 2)]
    if own is None:
        return Why(others=others)
    unsure = rules.wording.unsure
    return Why(category_name(own.code), round(100 * own.confidence), own.confidence >= rules.thresholds.category_sure,
               names.word((unsure.zh, unsure.en)), as_written(text, own.words), others)
