"""What people corrected, newest first, with the words of the request masked: for judging without a right to tickets."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from huying.insight.models import Lesson
from huying.tickets.queries.pages import Lane, Page, page
from huying.understanding.masking import mask_text

SIZE = 20
SHOWN = 200  # letters of a request


@dataclass(frozen=True, slots=True)
class Correction:
    """One overruled proposal; `words` of the request, masked, empty for a confidential one."""

    lesson: Lesson
    number: str
    words: str


def corrections(element: str, cursor: str = "", size: int = SIZE) -> tuple[list[Correction], Page]:
    """One page of decisions that overruled a proposal. One statement, by the index on (element, id)."""
    overruled = Lesson.objects.filter(element=element).exclude(proposed="").exclude(proposed=F("decided"))
    rows = overruled.select_related("ticket", "by").only(
        "element", "proposed", "confidence", "decided", "at", "model", "by__name", "ticket__number", "ticket__title",
        "ticket__detail", "ticket__confidential")
    found = page([Lane(rows, ("-id",))], cursor, size)
    return [_correction(each) for each in found.rows], found


def _correction(lesson: Lesson) -> Correction:
    ticket = lesson.ticket
    words = "" if ticket.confidential else mask_text(" ".join(f"{ticket.title}。{ticket.detail}"[: 2 * SHOWN].split()))[:SHOWN]
    return Correction(lesson, ticket.number, words)
