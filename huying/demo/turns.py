"""The next natural act on a ticket, by the state it is in: what a member of staff would do when its turn comes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

from huying.demo import scenes, talk
from huying.demo.accounts import Staff
from huying.demo.afterwards import CONTENT
from huying.people.persons import Person, Role, citizen_person
from huying.tickets import life
from huying.tickets.models import Ask, Contact, Event, Leg, Ticket
from huying.tickets.queries.proposal import proposal
from huying.tickets.states import UNHAPPY, State


class Turn:
    """One act: the ticket, who is there, when, and the key that marks it as ours."""

    def __init__(self, ticket: Ticket, staff: Staff, rng: random.Random, now: datetime, key: str) -> None:
        self.ticket, self.staff, self.rng, self.now, self.key = ticket, staff, rng, now, key

    def do(self, verb: Callable[..., Any], by: Person, **arguments: Any) -> None:
        verb(self.ticket.number, by=by, now=self.now, key=self.key, version=self.ticket.version, **arguments)

    def one(self, role: Role, but: set[int | None] | None = None) -> Person:
        return self.staff.one(role, self.rng, but=but)

    def say(self, occasion: str, sort: str = "") -> str:
        return talk.say(self.rng, occasion, sort)

    @property
    def category(self) -> str:
        return self.ticket.category or "160799"

    def owner(self) -> Person:
        return citizen_person(self.ticket.citizen_id, numbers={self.ticket.number})


def take(ticket: Ticket, staff: Staff, rng: random.Random, now: datetime, *, key: str) -> None:
    """Do what comes next; nothing when it is the citizen's turn and the citizen is a visitor. Raises Refused."""
    TURNS[State(ticket.state)](Turn(ticket, staff, rng, now, key))


def is_invented(ticket: Ticket) -> bool:
    """Whether the demo made this request itself; everything else was sent by a visitor."""
    return Contact.objects.filter(ticket=ticket, key__startswith="demo:").exists()


def _received(turn: Turn) -> None:
    if turn.ticket.kind == "consultation" and turn.rng.random() < 0.6:
        scene = scenes.named(turn.category)
        turn.do(life.close, turn.one(Role.AGENT), text=talk.direct(turn.rng, scene), category=turn.category)
    else:
        turn.do(life.triage, turn.one(Role.AGENT), category=turn.category)


def _pending(turn: Turn) -> None:
    if not turn.ticket.category:
        turn.do(life.triage, turn.one(Role.AGENT), category=turn.category)
        return
    found = proposal(turn.ticket)
    if found is not None:
        turn.do(life.dispatch, turn.one(Role.DISPATCHER), lead=found.lead, assisting=found.assisting, basis=found.basis,
                rule=found.rule, limit=found.limit)


def _dispatched(turn: Turn) -> None:
    if _asked(turn):
        return
    leg = _legs(turn)[0]
    turn.do(life.sign, turn.staff.liaison(leg.unit_id))


def _handling(turn: Turn) -> None:
    """Asks are decided, parts signed, the citizen is called, and then the lead answers."""
    if _asked(turn):
        return
    legs = _legs(turn)
    unsigned = next((leg for leg in legs if leg.signed_at is None), None)
    if unsigned:
        turn.do(life.sign, turn.staff.liaison(unsigned.unit_id))
        return
    lead = legs[0]
    liaison = turn.staff.liaison(lead.unit_id)
    if lead.contacted_at is None:
        turn.do(life.contact, liaison, way="sms" if turn.ticket.sms_only else "phone", words=turn.say("contacts"))
    else:
        scene = scenes.named(turn.category)
        answers = [text for text in scene.answers if "{" not in text]
        text = turn.rng.choice(answers) + turn.say("tail")
        turn.do(life.reply, liaison, text=text, solved=turn.rng.random() < 0.8)


def _asked(turn: Turn) -> bool:
    """Decide what a unit has asked for; False when nothing waits."""
    ask = Ask.objects.filter(ticket=turn.ticket, decided_at=None).order_by("pk").first()
    if ask is None:
        return False
    if ask.kind == Ask.EXTENSION:
        turn.do(life.decide_extension, turn.one(Role.SUPERVISOR), granted=True)
    elif ask.kind == Ask.SUSPENSION and ask.until and ask.until > turn.now:
        turn.do(life.suspend, turn.one(Role.SUPERVISOR), reason=ask.reason, until=ask.until)
    elif ask.kind == Ask.HAND_BACK:
        turn.do(life.rule_hand_back, turn.one(Role.DISPATCHER), upheld=False, ruling=turn.say("rulings", "no_"))
    else:
        return False
    return True


def _replied(turn: Turn) -> None:
    if turn.rng.random() < 0.06:
        turn.do(life.check, turn.one(Role.FOLLOWUP), passed=False, verdict=turn.say("verdicts"))
    else:
        turn.do(life.check, turn.one(Role.FOLLOWUP), passed=True)


def _completed(turn: Turn) -> None:
    """The citizen rates, if the demo made the citizen; most say nothing, and the sweep archives."""
    if not is_invented(turn.ticket) or turn.rng.random() < 0.5:
        return
    grade = turn.rng.choices(list(CONTENT), list(CONTENT.values()))[0]
    turn.do(life.rate, turn.owner(), matter=grade, solved=grade not in UNHAPPY, door="sms",
            comment=turn.say("comments", "yes_" if grade in UNHAPPY else "no_"))


def _incomplete(turn: Turn) -> None:
    if is_invented(turn.ticket) and turn.rng.random() < 0.5:
        place = turn.ticket.place or "天河区石牌街道石牌东路 20 号"
        turn.do(life.complete, turn.owner(), words=turn.say("completed"), place=place, time="这几天早晚都有", door="sms")


def _reviewing(turn: Turn) -> None:
    handled = set(Event.objects.filter(ticket=turn.ticket).values_list("actor_id", flat=True))
    fresh = [person for role in (Role.FOLLOWUP, Role.QUALITY, Role.SUPERVISOR) for person in turn.staff.by_role[role]
             if person.id not in handled]
    if fresh and (turn.ticket.lead_id is None or turn.rng.random() < 0.5):
        turn.do(life.decide_review, turn.rng.choice(fresh), outcome="upheld", opinion=turn.say("upheld"))
    elif fresh:
        turn.do(life.decide_review, turn.rng.choice(fresh), outcome="rework", opinion=turn.say("reworks"))


def _legs(turn: Turn) -> list[Leg]:
    """Running parts, the lead's own first."""
    rows = Leg.objects.filter(ticket=turn.ticket, ended_at=None)
    return sorted(rows, key=lambda leg: (leg.role != Leg.LEAD, leg.above_id is not None, leg.pk))


TURNS: dict[State, Callable[[Turn], None]] = {
    State.RECEIVED: _received, State.PENDING_DISPATCH: _pending, State.DISPATCHED: _dispatched, State.HANDLING: _handling,
    State.REPLIED: _replied, State.COMPLETED: _completed, State.INCOMPLETE: _incomplete, State.REVIEWING: _reviewing,
}
