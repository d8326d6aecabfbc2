"""The first part of a life: registered, completed, answered at the desk or declined, classified, dispatched."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta

from huying.demo import photos, talk
from huying.demo.teller import Teller, Waiting
from huying.people.models import Unit
from huying.people.persons import SYSTEM, Role
from huying.tickets import life
from huying.tickets.queries.proposal import proposal
from huying.tickets.states import State, Urgency

Deciding = Generator[datetime, None, bool]


def registered(story: Teller) -> bool:
    """The contact comes in; False when it joined a running ticket and there is nothing more to tell."""
    request = story.request
    incoming = request.incoming
    by = SYSTEM
    if request.spoken:
        by = story.staff.one(Role.AGENT, story.rng)
    elif request.door in {"web", "app", "wechat"} and story.chance(story.pictures):
        tokens = photos.upload(story.rng, request.scene.leaf.name, incoming.key, story.now)
        incoming = replace(incoming, attachments=tokens, holder=incoming.key)
    done = life.register(incoming, by=by, now=story.now)
    story.number, story.ticket = done.ticket.number, done.ticket
    return not (done.joined or done.replayed)


def completed_by_citizen(story: Teller) -> Deciding:
    """待完善: most citizens tell what was missing; the sweep closes the others after three days."""
    if story.plan == "silent" or not story.chance(0.66):
        if story.plan == "silent" or not story.chance(0.12):
            return False
        yield from story.minutes(4400, 7000)  # after it had been closed: the citizen resumes it
    else:
        yield from story.minutes(12, 2600)
    request = story.request
    given = {"time": "最近几天，早晚都有", "place": request.spot.spoken(story.rng), "person": "我是附近住户",
             "wish": request.fill(story.rng.choice(request.scene.wishes)), "division": request.division}
    story.do(life.complete, by=story.owner, door="sms",
                  words=talk.say(story.rng, "completed"), **given)
    return True


def answered_at_the_desk(story: Teller) -> Deciding:
    """直办, 不予受理, 转接: what needs no unit. True when this life has left the desk."""
    request, rng = story.request, story.rng
    scene = request.scene
    ways = {"decline": _declined, "transfer": _transferred}
    if story.plan in ways:
        yield from ways[story.plan](story)
        return True
    consult = story.ticket.kind == "consultation"
    if not consult or story.until or not story.chance(0.72 if scene.direct else 0.35):
        return False
    yield from story.minutes(3, 14) if request.spoken else story.minutes(15, 110)
    agent = story.staff.one(Role.AGENT, rng)
    story.do(life.close, by=agent, text=talk.direct(rng, scene), category=scene.code,
               source=talk.say(story.rng, "sources"))
    return True


def _declined(story: Teller) -> Waiting:
    yield from story.office(0.3, 3)
    ground, words = talk.pair(story.rng, "declined")
    story.do(life.decline, by=story.staff.one(Role.DISPATCHER, story.rng), ground=ground, words=words)


def _transferred(story: Teller) -> Waiting:
    yield from story.minutes(2, 25)
    target, words = talk.pair(story.rng, "transferred")
    story.do(life.transfer, by=story.staff.one(Role.AGENT, story.rng), target=target, words=words,
                  other_number=f"{story.rng.randint(10**9, 10**10 - 1)}")


def triaged(story: Teller) -> Waiting:
    """A person looks within two hours, at urgent ones within minutes; now and then later."""
    ticket, request = story.ticket, story.request
    if ticket.state == State.PENDING_DISPATCH:
        return
    urgent = ticket.urgency != Urgency.NORMAL
    yield from story.minutes(1, 8) if urgent else story.minutes(6, 100 if story.chance(0.95) else 400)
    by = story.staff.one(Role.AGENT, story.rng)
    kind = request.scene.kind or ticket.kind
    story.do(life.triage, by=by, category=request.scene.code, kind=kind, division=request.division)
    if story.chance(0.05):
        story.do(life.note, by=by, words=talk.say(story.rng, "notes"))
    if story.chance(0.02) and not ticket.confidential:
        story.do(life.protect, by=by)


def dispatched(story: Teller) -> Waiting:
    """派单 by the catalogue; some wait in the queue too long."""
    yield from story.office(0.08, 1.6 if story.chance(0.95) else 6)
    ticket = story.ticket
    if not ticket.category or not ticket.division:
        by = story.staff.one(Role.DISPATCHER, story.rng)
        story.do(life.triage, by=by, category=ticket.category or story.request.scene.code,
                    division=story.request.division)
        ticket = story.ticket
    found = proposal(ticket)
    lead, assisting = (found.lead, found.assisting) if found else (_district(story), ())
    story.unit_id = lead.pk
    story.do(life.dispatch, by=story.staff.one(Role.DISPATCHER, story.rng), lead=lead, assisting=assisting,
                  basis=found.basis if found else "属地管理", rule=found.rule if found else "", limit=found.limit if found else "")


def _district(story: Teller) -> Unit:
    return next(unit for unit in story.staff.units.values()
                if unit.sort == "district" and unit.division == story.request.division[:6])


def late_by(story: Teller, share: float) -> bool:
    """Whether this unit will be late this time; some units are late more often than others."""
    slug = next(unit.slug for unit in story.staff.units.values() if unit.pk == story.unit_id)
    slow = 2.6 if sum(slug.encode()) % 9 == 0 else 0.7
    return story.chance(share * slow)


def after_some_days(story: Teller, share: float, due: datetime | None, start: datetime) -> datetime:
    """The instant at `share` of the time from `start` to `due`."""
    return start + ((due or start + timedelta(days=5)) - start) * share
