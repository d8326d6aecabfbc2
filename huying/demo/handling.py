"""The second part of a life: the unit signs, calls, asks, passes down, and answers; the hotline checks the answer."""

from __future__ import annotations

from datetime import timedelta

from huying.demo import photos, talk
from huying.demo.rhythm import office
from huying.demo.taking_in import Deciding, after_some_days, dispatched, late_by
from huying.demo.teller import Teller, Waiting
from huying.people.persons import Person, Role
from huying.tickets import life
from huying.tickets.models import Leg
from huying.tickets.states import Urgency


def handled(story: Teller) -> Deciding:
    """From signature to a passed answer. False when this life ends or rests before it."""
    if story.plan == "hand_back" and not (yield from handed_back(story)):
        return False
    yield from signed(story)
    if story.until == "handling":
        return False
    yield from contacted(story)
    yield from helped(story)
    for turn in (_withdrawn, _extended, _suspended, _asked_citizen):
        if not (yield from turn(story)):
            return False
    yield from pressed(story)
    return (yield from answered(story))


def signed(story: Teller) -> Waiting:
    yield from story.office(0.15, 12 if late_by(story, 0.06) else 4.5)
    story.do(life.sign, by=story.liaison)


def contacted(story: Teller) -> Waiting:
    """首次联系; some calls are not answered at first."""
    yield from story.office(0.2, 11 if late_by(story, 0.05) else 5)
    ways = ("sms",) if story.ticket.sms_only else ("phone", "phone", "phone", "visit", "wechat")
    if not story.ticket.sms_only and story.chance(0.09):
        story.do(life.contact, by=story.liaison, way="none", words="拨打两次无人接听，稍后再联系。")
        yield from story.office(0.4, 3)
    story.do(life.contact, by=story.liaison, way=story.rng.choice(ways), words=talk.say(story.rng, "contacts"))


def helped(story: Teller) -> Waiting:
    """Assisting units sign and give their part; a district passes the work down."""
    for leg in story.legs():
        if leg.role == Leg.ASSIST and story.chance(0.8):
            yield from story.office(0.1, 1.5)
            story.do(life.sign, by=story.staff.liaison(leg.unit_id))
            if story.chance(0.6):
                yield from story.office(0.3, 3)
                story.do(life.reply, by=story.staff.liaison(leg.unit_id), text=talk.say(story.rng, "assisted"))
    below = _below(story)
    if below and story.chance(0.4):
        yield from story.office(0.1, 1.5)
        story.do(life.pass_down, by=story.liaison, unit=below, words="请核实处理并反馈。")
        yield from story.office(0.2, 3)
        lower = story.staff.liaison(below)
        story.do(life.sign, by=lower)
        yield from story.office(0.5, 6)
        story.do(life.reply, by=lower, text=talk.say(story.rng, "assisted"))


def _below(story: Teller) -> int | None:
    """The street under the leading unit where it happened."""
    busy = {leg.unit_id for leg in story.legs()}
    return next((unit.pk for unit in story.staff.units.values()
                 if unit.parent_id == story.unit_id and unit.division == story.request.division and unit.pk not in busy), None)


def handed_back(story: Teller) -> Deciding:
    """退单: the unit objects; the dispatcher rules, and where it is upheld sends it to another. False: it waits."""
    yield from story.office(0.2, 2.5)
    reason, basis = talk.pair(story.rng, "hand_backs")
    story.do(life.hand_back, by=story.liaison, reason_code="not_duty", reason=reason, basis=basis)
    if story.until == "asked":
        return False
    yield from story.office(0.3, 4)
    ruler = story.staff.one(Role.DISPATCHER, story.rng)
    upheld = story.chance(0.5)
    story.do(life.rule_hand_back, by=ruler, upheld=upheld, ruling=talk.say(story.rng, "rulings", "yes_" if upheld else "no_"))
    if upheld:
        yield from story.office(0.1, 1.5)
        others = [unit for unit in story.staff.units.values() if unit.sort == "district" and unit.pk != story.unit_id
                  and unit.division == story.request.division[:6]]
        if not others:
            yield from dispatched(story)
            return True
        story.unit_id = others[0].pk
        story.do(life.dispatch, by=ruler, lead=others[0], basis="属地管理、退单裁定")
    return True


def _withdrawn(story: Teller) -> Deciding:
    if story.plan != "withdraw" or story.look().callers > 1:
        return True
    yield from story.office(1, 10)
    story.do(life.withdraw, by=story.owner, reason=talk.say(story.rng, "withdrawn"))
    return False


def _extended(story: Teller) -> Deciding:
    clock = story.promise("complete")
    if story.plan != "extend" or clock is None or story.ticket.urgency != Urgency.NORMAL or clock.limit != "10 working_days":
        return True
    yield from story.at(after_some_days(story, story.rng.uniform(0.55, 0.85), clock.due_at, story.now))
    story.do(life.ask_extension, by=story.liaison, reason=talk.say(story.rng, "extensions"))
    if story.until == "asked":
        return False
    yield from story.at(min(office(story.rng, story.now, 0.5, 4), (clock.due_at or story.now) - timedelta(minutes=5)))
    granted = story.chance(0.85)
    story.do(life.decide_extension, by=story.staff.one(Role.SUPERVISOR, story.rng), granted=granted,
                          ruling="" if granted else "理由不充分，请在原时限内办结。")
    return True


def _suspended(story: Teller) -> Deciding:
    if story.plan != "suspend":
        return True
    yield from story.office(4, 14)
    until, reason = story.now + timedelta(days=story.rng.randint(5, 60)), talk.say(story.rng, "suspensions")
    story.do(life.ask_suspension, by=story.liaison, reason=reason, until=until)
    if story.until == "asked":
        return False
    yield from story.office(1, 6)
    story.do(life.suspend, by=story.staff.one(Role.SUPERVISOR, story.rng), reason=reason, until=until)
    if story.until == "suspended":
        return False
    yield from story.at(until - timedelta(hours=story.rng.randint(2, 40)))
    story.do(life.resume, by=story.liaison, words="条件已具备，恢复办理")
    return True


def _asked_citizen(story: Teller) -> Deciding:
    if story.until or not story.chance(0.03):
        return True
    yield from story.office(0.5, 3)
    story.do(life.ask_completion, by=story.liaison, missing=["place"], words=talk.say(story.rng, "asked"))
    if story.chance(0.25):
        return False
    yield from story.minutes(60, 2200)
    story.do(life.complete, by=story.owner, door="sms", words=talk.say(story.rng, "completed"))
    return True


def pressed(story: Teller) -> Waiting:
    """The citizen urges, staff leave notes."""
    if story.chance(0.08):
        yield from story.office(2, 20)
        story.do(life.urge, by=story.owner, words=talk.say(story.rng, "urges"), door="wechat")
    if story.chance(0.06):
        story.do(life.note, by=story.liaison, words=talk.say(story.rng, "notes"))


def answered(story: Teller, *, again: bool = False) -> Deciding:
    """The answer within the limit for most, late for some; sent back now and then."""
    clock = story.promise("rework" if again else "complete")
    due, start = (clock.due_at, story.now) if clock else (None, story.now)
    share = story.rng.betavariate(1.2, 3.0) * (0.25 if story.plan == "unhappy" else 0.96)
    at = after_some_days(story, share, due, start) if due and due > story.now else story.now + timedelta(minutes=30)
    if due and story.plan != "unhappy" and late_by(story, 0.06):
        at = office(story.rng, due, 1, 26)
        yield from supervised(story, at)
    elif story.ticket.urgency == Urgency.NORMAL:
        at = office(story.rng, at, 0.05, 2) if due is None else min(office(story.rng, at, 0.05, 2), due - timedelta(minutes=4))
    yield from story.at(at)
    _reply(story, again)
    if story.until == "replied":
        return False
    checker = story.staff.one(Role.FOLLOWUP, story.rng)
    yield from story.office(0.3, 5)
    if story.chance(0.07):
        story.do(life.check, by=checker, passed=False, verdict=talk.say(story.rng, "verdicts"))
        yield from story.office(1, 7)
        _reply(story, again)
        yield from story.office(0.3, 3)
    story.do(life.check, by=checker, passed=True, verdict=story.rng.choice(("", "", "答复完整。")))
    return True


def supervised(story: Teller, at: object) -> Waiting:
    """督办 while the answer is late."""
    clock = story.promise("complete")
    if clock is None or clock.due_at is None or not story.chance(0.45):
        return
    by: Person = story.staff.one(Role.SUPERVISOR if story.chance(0.85) else Role.LEADER, story.rng)
    yield from story.at(office(story.rng, clock.due_at, 0.3, 0.9))
    story.do(life.supervise, by=by, text=talk.say(story.rng, "supervisions"),
                   answer_by=office(story.rng, story.now, 8, 16))
    if story.chance(0.7):
        yield from story.office(0.2, 1)
        story.do(life.answer_supervision, by=story.liaison, answer=talk.say(story.rng, "supervised"))


def _reply(story: Teller, again: bool) -> None:
    tokens: list[str] = []
    if again or story.chance(story.pictures):
        tokens = photos.evidence(story.rng, story.number, story.liaison, story.now)
    text = story.request.fill(talk.answer(story.rng, story.request.scene, again=again))
    solved = story.chance(0.8)
    story.do(life.reply, by=story.liaison, text=text, solved=solved, attachments=tokens,
               internal="" if story.chance(0.7) else talk.say(story.rng, "internal"))
