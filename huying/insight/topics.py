"""Hot topics as rows: members come in, topics that prove one unite under the older id, names follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef

from huying.insight.models import Topic, TopicMember
from huying.tickets import likely
from huying.tickets.models import Ticket, TicketKey
from huying.tickets.queries.own import RECENT
from huying.understanding.hot import title_of, typical
from huying.understanding.masking import mask_text

LIVING = timedelta(days=180)  # so long after its last member a topic is found by new tickets (docs/understanding.md)
NAMED_BY = 24  # newest members that a name is made of
SETTLED, GROWN = 6, 1.25  # a name is chosen anew while a topic is small, and when it has grown by a quarter


def write(fresh: Mapping[int, int], united: Mapping[int, int], tickets: Mapping[int, Ticket]) -> None:
    """`fresh`: ticket → topic; `united`: topic → the older one that it proved to be. Safe to repeat."""
    if not fresh:
        return
    rows = {ticket: _last(topic, united) for ticket, topic in fresh.items()}
    made = [Topic(pk=topic, first_at=tickets[topic].registered_at, last_at=tickets[topic].registered_at)
            for topic in sorted(set(rows.values())) if topic in tickets]
    Topic.objects.bulk_create(made, ignore_conflicts=True)
    for topic in united:
        older = _last(topic, united)
        TopicMember.objects.filter(topic=topic).update(topic=older)
        Topic.objects.filter(into=topic).update(into=older)
        Topic.objects.filter(pk=topic).update(into=older, size=0)
    TopicMember.objects.bulk_create(
        [TopicMember(ticket=tickets[ticket], topic_id=topic, at=tickets[ticket].registered_at, division=tickets[ticket].division)
         for ticket, topic in rows.items()], ignore_conflicts=True)
    refresh(set(rows.values()), renamed={_last(topic, united) for topic in united})


def _last(topic: int, united: Mapping[int, int]) -> int:
    while topic in united:
        topic = united[topic]
    return topic


def refresh(topics: Iterable[int], renamed: Collection[int] = ()) -> None:
    """Count topics anew, and name those that are small, have grown, or are `renamed`."""
    wanted = Topic.objects.in_bulk(topics)
    counts = {row["topic"]: row for row in TopicMember.objects.filter(topic__in=wanted).values("topic").order_by().annotate(
        size=Count("pk"), first=Min("at"), last=Max("at"))}
    for topic in wanted.values():
        found = counts.get(topic.pk)
        topic.size = found["size"] if found else 0
        if found:
            topic.first_at, topic.last_at = found["first"], found["last"]
        if not found or topic.size < SETTLED or topic.size >= GROWN * topic.named or topic.pk in renamed:
            _name(topic)
    Topic.objects.bulk_update(wanted.values(), ["size", "named", "name", "first_at", "last_at", "division", "category", "typical"])


def _name(topic: Topic) -> None:
    """Name, place, category and typical ticket, from its newest open members."""
    newest = Ticket.objects.filter(in_topic__topic=topic.pk, confidential=False).order_by("-in_topic__at", "-pk")
    members = list(newest.only("title", "detail", "wish", "place", "division", "category")[:NAMED_BY])
    topic.named = topic.size
    if not members:
        topic.name, topic.typical, topic.division, topic.category = "", None, "", ""
        return
    profiles = {each.pk: likely.whole_profile(each) for each in members}
    topic.name = mask_text(title_of(list(profiles.values())))
    topic.typical_id = typical(profiles)
    topic.division = _most(each.division for each in members)
    topic.category = _most(each.category for each in members)


def _most(codes: Iterable[str]) -> str:
    counted = Counter(code for code in codes if code)
    return counted.most_common(1)[0][0] if counted else ""


def moved(ticket: int, division: str) -> None:
    """A person put the ticket into another division: it counts there. Safe to repeat."""
    TopicMember.objects.filter(pk=ticket).update(division=division)


def look_again(ticket: int) -> None:
    """A ticket was corrected, supplemented or made confidential: its topic says nothing that it no longer says."""
    with transaction.atomic():
        member = TopicMember.objects.select_related("ticket").only("topic", "ticket__confidential").filter(pk=ticket).first()
        if member is None:
            return
        if member.ticket.confidential:
            member.delete()
        refresh([member.topic_id], renamed=[member.topic_id])


def forget_keys(now: datetime) -> int:
    """Remove the keys of tickets from before the look-back, but for members of topics that live on; returns how many."""
    first = Ticket.objects.filter(registered_at__gte=now - RECENT).order_by("registered_at").values_list("id", flat=True).first()
    if first is None:
        return 0
    living = TopicMember.objects.filter(ticket=OuterRef("ticket_id"), topic__last_at__gte=now - LIVING)
    return TicketKey.objects.filter(~Exists(living), ticket_id__lt=first).delete()[0]
