"""Searching tickets: segmented Chinese text in a GIN index, month by month so that common words stay fast.

Every vector carries the month of registration as a word of its own (`m202611`): a query is asked for the
newest month first and goes back only until the page is full (huying.tickets.queries.find).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from huying.clocks.zone import SHANGHAI
from huying.understanding.segment import search_text

if TYPE_CHECKING:
    from huying.tickets.models import Ticket

LONGEST = 60_000  # characters; a vector holds at most a megabyte


def month_word(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"m{local.year:04}{local.month:02}"


def words_of(*, text: str, place: str, parties: str, number: str, registered_at: datetime) -> str:
    """The words of a ticket, separated by blanks, ready for to_tsvector('simple', …)."""
    return " ".join([month_word(registered_at), number, *map(search_text, _fitting(text, place, parties))])


def _fitting(*texts: str) -> Iterator[str]:
    """As much of the texts as a vector may hold, each by itself: what was cut before need not be cut again."""
    left = LONGEST
    for text in texts:
        if left > 0 and text:
            yield text[:left]
        left -= len(text) + 1


def vector_of(ticket: Ticket) -> SearchVector:
    """An expression that sets `ticket.search` anew."""
    words = words_of(text=ticket.text, place=ticket.place, parties=ticket.parties, number=ticket.number,
                     registered_at=ticket.registered_at)
    return SearchVector(Value(words), config="simple")
