"""Lessons: what a person's act says about what the machine had proposed."""

from __future__ import annotations

from collections.abc import Iterator

from huying import policy
from huying.insight import topics
from huying.insight.models import Lesson
from huying.tickets.models import Event

READ = (Lesson.CATEGORY, Lesson.KIND, Lesson.DIVISION)
Decision = tuple[str, str, str, float]  # element, decided, proposed, confidence


def learn(event_id: int) -> int:
    """Write the lessons of an event; returns how many. Safe to repeat; three statements, one more for another division.

    Only staff teach. An element that neither the machine nor the person named teaches nothing.
    """
    event = Event.objects.select_related("ticket").defer("ticket__search").get(pk=event_id)
    if event.actor_kind != "staff":
        return 0
    first = Event.objects.filter(ticket=event.ticket_id, verb="register").order_by("id").first()
    if first is None:
        return 0
    rows = [
        Lesson(ticket_id=event.ticket_id, event=event, element=element, proposed=proposed[:60], confidence=confidence,
               decided=decided[:60], by_id=event.actor_id, at=event.at, model=str(first.data.get("model", ""))[:40])
        for element, decided, proposed, confidence in (*_classed(event, first), *_sent(event)) if decided
    ]
    Lesson.objects.bulk_create(rows, ignore_conflicts=True)
    if "division" in event.data:
        topics.moved(event.ticket_id, event.ticket.division)
    return len(rows)


def _classed(event: Event, first: Event) -> Iterator[Decision]:
    """Category, kind and division as the act names them, or as a person looked at them and let them stand."""
    said, decided = _proposals(first), _decided(event)
    for element in READ:
        if element in decided:
            yield element, decided[element], *said.get(element, ("", 0.0))


def _decided(event: Event) -> dict[str, str]:
    data = event.data
    if event.verb == "register":
        return dict(data.get("given") or {})
    stands = data.get("stands") or {}
    return {**stands, **({"category": data["category"]} if data.get("category") else {})}


def _proposals(first: Event) -> dict[str, tuple[str, float]]:
    """Element → proposed code and confidence, as the machine said when the contact came."""
    found = {name: (str(code), float(sure)) for name, (code, sure) in (first.data.get("read") or {}).items()}
    listed = first.data.get("proposals") or []
    if "category" not in found and listed:  # tickets from before lessons were kept
        found["category"] = (str(listed[0][0]), float(listed[0][1]))
    return found


def _sent(event: Event) -> Iterator[Decision]:
    """The lead unit against the dispatch catalogue's proposal for the category and place the ticket stands under."""
    if event.verb not in {"dispatch", "redispatch"}:
        return
    ticket = event.ticket
    category = event.data.get("category") or ticket.category
    route = policy.current().route(category, ticket.division or None) if category else None
    proposed = (route.lead, route.confidence) if route else ("", 0.0)
    yield Lesson.LEAD, str(event.data.get("lead", "")), *proposed
