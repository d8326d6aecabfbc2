"""Parts of a matter that come alone in a chat: a photo, a voice, a place. They join what was just written, or wait for words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.channels.base.message import Message, holder_of
from huying.tickets import access, contacts, uploads
from huying.tickets.models import Contact, Ticket
from huying.tickets.states import OPEN, State

if TYPE_CHECKING:
    from huying.channels.base.dialogue import Talk

CHATS = frozenset({"wechat"})  # doors where people write in short pieces
TOGETHER = timedelta(minutes=30)  # what comes within is of one matter
PART, JOINED, PARTIAL = "waiting_part", "part", "partial"
_GOES_ON = re.compile(r"(?:而且|还有|另外|补充|对了|并且|以及|忘了说|刚才|and |also |by the way)", re.I)
MOST_MORE = 80  # characters of an addition


def goes_on(message: Message) -> bool:
    """Whether the words continue what was said just before: „and“, in few words."""
    return message.door in CHATS and len(message.text) <= MOST_MORE and _GOES_ON.match(message.text) is not None


def just_written(talk: Talk) -> Ticket | None:
    """The writer's own running ticket about which something came by this door a moment ago."""
    states = [*OPEN, State.INCOMPLETE, State.EXPIRED]
    lately = Contact.objects.filter(door=talk.message.door, received_at__gte=talk.now - TOGETHER, received_at__lte=talk.now,
                                    ticket__isnull=False, citizen=talk.who.citizen_id)
    number = lately.exclude(pk=talk.kept.id).order_by("-id").values_list("ticket", flat=True).first() if talk.person.id else None
    if number is None:
        return None
    return access.visible(talk.person).filter(pk=number, state__in=states).defer("search").first()


def take_part(talk: Talk) -> None:
    """A photo or a place alone: part of what was just written, else kept until words come."""
    ticket = talk.ticket or just_written(talk)
    if ticket is None:
        contacts.settled(talk.kept, PART)
        Contact.objects.filter(pk=talk.kept.id).update(citizen=talk.who.citizen_id)
        talk.say("part_kept")
        return
    talk.ticket = ticket
    talk.belongs(JOINED)
    talk.say("part_joined")


def waiting(talk: Talk) -> list[Contact]:
    """The parts that came before the words, oldest first."""
    if talk.message.door not in CHATS or talk.who.citizen_id is None:
        return []
    return list(Contact.objects.filter(citizen=talk.who.citizen_id, door=talk.message.door, purpose=PART, ticket=None,
                                       received_at__gte=talk.now - TOGETHER).order_by("id")[:20])


def placed(message: Message, parts: Sequence[Contact]) -> Message:
    """The message with the place that was sent before it, unless it brings its own."""
    if message.lon is not None or not (told := _place(parts)):
        return message
    return replace(message, **told)


def join(parts: Sequence[Contact], ticket: Ticket) -> None:
    """The parts now belong to the ticket, with their files."""
    for part in parts:
        contacts.belongs(contacts.Kept(part.pk, part.serial), ticket, JOINED)
        holder = holder_of(part.door, part.key)
        uploads.attach(uploads.of_holder(holder), ticket, holder, allowed=uploads.FOR_CITIZENS)


def place_told(ticket: Ticket, message: Message) -> dict[str, Any]:
    """A point of the map sent with this message or with an earlier part of this ticket, for its completion."""
    if message.door not in CHATS:
        return {}
    if message.lon is not None:
        return {"place": message.place, "lon": message.lon, "lat": message.lat}
    return _place(Contact.objects.filter(ticket=ticket, purpose=PARTIAL).order_by("id"))


def _place(parts: Any) -> dict[str, Any]:
    """The last point of the map among the parts."""
    told: dict[str, Any] = {}
    for part in parts:
        kept = contacts.raw_of(part)
        if kept.get("lon") is not None:
            told = {"place": kept.get("place", ""), "lon": kept["lon"], "lat": kept["lat"]}
    return told
