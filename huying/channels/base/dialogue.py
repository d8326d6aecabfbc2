"""The talk by text doors: a new matter, an answer to what we asked, a grade, where things stand.

Nothing is remembered beside the facts: what is asked of the citizen is read from the ticket's state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction

from huying.channels.base import correspondents, floods, gathering, guide, intents, realname, routes
from huying.channels.base.intents import Intent
from huying.channels.base.message import Message
from huying.channels.base.saying import say
from huying.channels.base.standing import completed_of, lacking, partial_words, place_of, standing
from huying.channels.models import Correspondent
from huying.people.brake import Brake
from huying.people.persons import Person, citizen_person
from huying.tickets import access, contacts, life, proof, uploads
from huying.tickets.contacts import Kept
from huying.tickets.life.register import Registered
from huying.tickets.models import Ticket
from huying.tickets.problems import Blocker, Refused
from huying.tickets.states import OPEN, State
from huying.understanding import completeness
from huying.understanding.alarm import alarm

ANSWERS = Brake("door.answers", 30, timedelta(hours=1))  # what we say to one address: two machines never talk for ever
MOST_ROUNDS = 2  # how often we ask for what is missing before it goes on as it is
CHAT_ROUNDS = 5  # where people write in short pieces
THREADLESS = frozenset({"sms", "wechat"})  # without a thread, words answer what was asked last
COMPLETABLE = frozenset({State.INCOMPLETE, State.EXPIRED})


@dataclass(slots=True)
class Talk:
    """One message with all that is needed to answer it."""

    message: Message
    kept: Kept
    tokens: Sequence[str]
    now: datetime
    who: Correspondent
    ticket: Ticket | None = None
    fresh: bool = False
    person: Person = field(default_factory=citizen_person)

    def say(self, name: str, values: dict[str, str] | None = None, ticket: Ticket | None = None) -> None:
        """Answer the writer, in the language that the ticket or the message is in."""
        message, about = self.message, ticket or self.ticket
        if name != "danger" and ANSWERS.hit(f"{message.door}:{message.address}", self.now) is not None:
            return
        say(message.door, message.address, name, {**standing(about), **(values or {})}, key=f"contact:{self.kept.id}:{name}",
            now=self.now, language=about.language if about else message.language, ticket=about, contact_id=self.kept.id)

    def belongs(self, purpose: str) -> None:
        assert self.ticket is not None
        contacts.belongs(self.kept, self.ticket, purpose)
        uploads.attach(self.tokens, self.ticket, self.message.holder, allowed=uploads.FOR_CITIZENS)


def answer(message: Message, kept: Kept, tokens: Sequence[str], problems: Sequence[Blocker], now: datetime) -> None:
    """Do what the message asks, and queue what there is to say. Runs in the caller's transaction."""
    if message.automatic:
        _automatic(message, kept)
        return
    talk = Talk(message, kept, tokens, now, correspondents.meet(message, now))
    talk.ticket = Ticket.objects.filter(number=message.number).defer("search").first() if message.number else None
    talk.person = citizen_person(talk.who.citizen_id if message.proven else None, numbers={message.number} if talk.ticket else ())
    if talk.ticket is None and message.door in THREADLESS:
        talk.ticket = access.visible(talk.person).filter(state=State.INCOMPLETE).order_by("-id").defer("search").first()
    if message.door in gathering.CHATS and message.wordless:
        _part(talk)
    else:
        _spoken(talk)
    if problems:
        talk.say("files_refused", {"files": "\n".join(each.words(message.language) for each in problems)})


def _part(talk: Talk) -> None:
    """A photo or a place without words; a place may be all that was missing."""
    if talk.message.lon is not None and talk.ticket is not None and talk.ticket.state in COMPLETABLE:
        _complete(talk)
    elif talk.tokens or talk.message.lon is not None:
        gathering.take_part(talk)
    else:
        contacts.settled(talk.kept, "files_refused")


def _spoken(talk: Talk) -> None:
    message = talk.message
    if talk.ticket is None and gathering.goes_on(message):
        talk.ticket = gathering.just_written(talk)
    intent = Intent(message.act) if message.act else intents.read(message.text)
    if talk.ticket is None and message.door in THREADLESS and intent.what in {"matter", "urge"}:
        talk.ticket = _own(talk, intent)
    chatting = message.door in gathering.CHATS
    if (talk.ticket is None and intent.what in {"thanks", "enough"} and not chatting) or (
            intent.what == "nothing" and (message.title or talk.tokens)):
        intent = Intent("matter")
    _DO.get(intent.what, _matter)(talk, intent)
    if not talk.fresh and alarm(message.text):  # a new request of danger says it in its own notice
        talk.say("danger")


def register(message: Message, kept: Kept, tokens: Sequence[str], now: datetime, citizen_id: int | None = None) -> Registered:
    """A new request of the message, or an urge on the writer's own running one. Raises Refused."""
    holder = message.holder
    incoming = replace(message.incoming(), citizen_id=citizen_id, attachments=tuple(tokens), holder=holder)
    by = citizen_person(citizen_id)
    made = life.register(incoming, by=by, now=now)
    if made.joined and tokens:
        uploads.attach(tokens, made.ticket, holder, allowed=uploads.FOR_CITIZENS)
    return made


def _automatic(message: Message, kept: Kept) -> None:
    """A machine wrote it: kept with its ticket, never answered."""
    ticket = Ticket.objects.filter(number=message.number).only("pk", "citizen_id").first() if message.number else None
    if ticket is not None:
        contacts.belongs(kept, ticket, message.automatic)
    else:
        contacts.settled(kept, message.automatic)


def _matter(talk: Talk, intent: Intent) -> None:
    """Words about something: for the ticket in whose thread they stand, else a new request."""
    ticket = talk.ticket
    if ticket is None:
        _new(talk)
    elif ticket.state in COMPLETABLE:
        _complete(talk)
    elif (ticket.main or ticket).state in OPEN:
        _act(talk, "urge", words=talk.message.text)
    elif (ticket.main or ticket).state == State.COMPLETED:
        talk.belongs("words")
        talk.say("rate_how")
    else:
        talk.ticket = None
        _new(talk)


def _new(talk: Talk) -> None:
    message = talk.message
    flood = floods.too_many(message, talk.now)
    if flood is not None:
        contacts.refused(talk.kept, [flood])
        if flood is floods.BY_ONE:
            talk.say("too_many")
        return
    try:
        with transaction.atomic():
            parts = gathering.waiting(talk)
            made = register(gathering.placed(message, parts), talk.kept, talk.tokens, talk.now, talk.person.id)
            gathering.join(parts, made.ticket)
            talk.fresh = True
            realname.remind(talk)
    except Refused as refusal:
        contacts.refused(talk.kept, refusal.problems)
        empty = "empty" in refusal.codes
        talk.say("nothing_said" if empty else "not_now", {"reason": _words(refusal, message.language)})


def _complete(talk: Talk) -> None:
    """What was missing, told in one or several messages; after two rounds it goes on with what there is."""
    ticket, text = talk.ticket, talk.message.text
    assert ticket is not None
    before = partial_words(ticket)
    said = "\n".join([*before, text])
    where = gathering.place_told(ticket, talk.message)
    lacks = lacking(ticket, said, str(where.get("place", "")))
    rounds = CHAT_ROUNDS if talk.message.door in gathering.CHATS else MOST_ROUNDS
    if lacks and len(before) + 1 < rounds and intents.read(text).what != "enough":
        talk.belongs("partial")
        english = ticket.language.startswith("en")
        talk.say("asked_again", {
            "questions": completeness.questions([each.element for each in lacks], ticket.language),
            "missing": "、".join(place_of(each.element, english) for each in lacks)})
        return
    if _act(talk, "complete", words=said, **where):
        talk.say("resumed")


def _act(talk: Talk, verb: str, **arguments: object) -> bool:
    """One verb for the owner, on the ticket that theirs was joined to where that is the one that runs."""
    ticket = talk.ticket
    assert ticket is not None
    subject = ticket.main if ticket.main and verb in {"urge", "rate"} else ticket
    purpose = verb
    try:
        with transaction.atomic():
            done = getattr(life, verb)(subject.number, by=talk.person, now=talk.now, key=f"contact:{talk.kept.id}",
                                       door=talk.message.door, **arguments)
            talk.ticket = ticket if ticket.main else done.ticket
    except Refused as refusal:
        talk.say("not_now", {"reason": _words(refusal, ticket.language)})
        purpose = "words"
    talk.belongs(purpose)
    return purpose == verb


def _grade(talk: Talk, intent: Intent) -> None:
    """A grade for the ticket of this thread, of this number, or the writer's own that waits for one."""
    ticket = (_own(talk, intent) if intent.number else None) or talk.ticket or completed_of(talk.person, talk.now)
    if ticket is None:
        contacts.settled(talk.kept, "rate")
        talk.say("rate_how_none")
        return
    talk.ticket = ticket
    if ticket.state in COMPLETABLE:
        _complete(talk)
        return
    assert intent.grade is not None
    _act(talk, "rate", matter=intent.grade.value, comment=intent.rest)


def _progress(talk: Talk, intent: Intent) -> None:
    """Where it stands: in the thread, or by number when the writer owns it or gives the code."""
    ticket = _own(talk, intent) if intent.number and intent.number != talk.message.number else talk.ticket
    if ticket is None and not intent.number and talk.message.proven and talk.person.id:
        ticket = access.visible(talk.person).order_by("-id").defer("search").first()
    if ticket is None:
        contacts.settled(talk.kept, "progress")
        talk.say("progress_unproven")
        return
    talk.ticket = ticket
    contacts.belongs(talk.kept, ticket, "progress")
    talk.say("progress")


def _own(talk: Talk, intent: Intent) -> Ticket | None:
    """The ticket of the number that was named, if it is the writer's or the code is right."""
    number = intent.number
    if not number:
        return None
    own = access.visible(talk.person).filter(number=number).defer("search").first() if talk.message.proven else None
    if own is None and intent.code and proof.PER_NUMBER.hit(number, talk.now) is None and proof.proven(number, intent.code):
        proof.PER_NUMBER.clear(number)
        own = Ticket.objects.filter(number=number).defer("search").first()
    if own is not None:
        talk.person = citizen_person(talk.person.id, numbers=[number])
    return own


def _urge(talk: Talk, intent: Intent) -> None:
    """催办 alone: the writer's running ticket, when they have but one."""
    found = list(access.visible(talk.person).filter(state__in=OPEN).defer("search")[:2]) if talk.ticket is None and talk.person.id else []
    talk.ticket = talk.ticket or (found[0] if len(found) == 1 else None)
    if talk.ticket is None:
        guide.how_to(talk, intent)
    else:
        _matter(talk, intent)


def _withdraw(talk: Talk, intent: Intent) -> None:
    if talk.ticket is None:
        talk.ticket = _own(talk, intent)
    if talk.ticket is None:
        contacts.settled(talk.kept, "withdraw")
        talk.say("how_to")
    else:
        _act(talk, "withdraw")


def _fallback(talk: Talk, intent: Intent) -> None:
    door = "sms" if intent.code == "短信" else "email"
    address = routes.fits(door, intent.rest)
    if not address or not (talk.message.proven or talk.ticket):
        _matter(talk, intent)
        return
    correspondents.keep_fallback(talk.who, door, address)
    contacts.settled(talk.kept, "fallback")
    talk.say("fallback_kept", {"phone": address})


def _enough(talk: Talk, intent: Intent) -> None:
    if talk.ticket is not None and talk.ticket.state in COMPLETABLE:
        _complete(talk)
    else:
        guide.courtesy(talk, intent)


def _words(refusal: Refused, language: str) -> str:
    return "".join(problem.words(language) for problem in refusal.problems)


_DO = {"grade": _grade, "progress": _progress, "withdraw": _withdraw, "enough": _enough,
       "fallback": _fallback, "urge": _urge, **guide.DO}
