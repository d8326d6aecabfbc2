"""The last part of a life: follow-up, rating, review, rework, final answer, and now and then a new fact."""

from __future__ import annotations

from huying.demo import photos, talk
from huying.demo.handling import answered
from huying.demo.teller import Teller, Waiting
from huying.people.persons import Role
from huying.tickets import life
from huying.tickets.models import Event
from huying.tickets.states import UNHAPPY, Grade, State

G = Grade
CONTENT = {G.VERY_SATISFIED: 40, G.SATISFIED: 28, G.FAIRLY_SATISFIED: 16, G.DISSATISFIED: 11, G.VERY_DISSATISFIED: 5}
CONSULTED = {G.VERY_SATISFIED: 58, G.SATISFIED: 28, G.FAIRLY_SATISFIED: 9, G.DISSATISFIED: 4, G.VERY_DISSATISFIED: 1}


def rated(story: Teller) -> Waiting:
    """A third rate by themselves, some when called; silence is archived as 未评价 by the sweep."""
    if story.until == "completed":
        return
    if story.plan == "unhappy" or story.chance(0.4):
        yield from story.minutes(4, 900)
        yield from _grade(story, by_call=False)
    elif story.chance(0.5):
        yield from story.minutes(60, 1100)
        caller, outcome = story.staff.one(Role.FOLLOWUP, story.rng), story.rng.choices(
            ("reached", "not_reached", "refused"), (62, 30, 8))[0]
        if story.ticket.sms_only:
            return
        story.do(life.ask_rating, by=caller, outcome=outcome, words=talk.say(story.rng, "calls", outcome))
        if outcome == "reached":
            yield from _grade(story, by_call=True)
        elif outcome == "refused":
            story.do(life.rate, by=caller, matter=G.REFUSED)


def _grade(story: Teller, *, by_call: bool) -> Waiting:
    table = CONSULTED if story.ticket.kind == "consultation" else CONTENT
    grade = story.rng.choices(list(table), list(table.values()))[0]
    if story.plan == "unhappy":
        grade = G.DISSATISFIED
    by = story.staff.one(Role.FOLLOWUP, story.rng) if by_call else story.owner
    agent = story.rng.choices(list(CONSULTED), list(CONSULTED.values()))[0]
    unhappy = grade in UNHAPPY
    story.do(life.rate, by=by, matter=grade, agent=agent, solved=story.chance(0.15 if unhappy else 0.88),
              comment=talk.say(story.rng, "comments", "yes_" if unhappy else "no_"),
              door="phone" if by_call else story.rng.choice(("sms", "wechat", "web")))
    if unhappy:
        story.unhappy += 1
        yield from reviewed(story)
    elif story.chance(0.012):
        yield from story.office(4, 30)
        story.do(life.reopen, by=story.staff.one(Role.AGENT, story.rng), fact=talk.say(story.rng, "facts"))


def reviewed(story: Teller) -> Waiting:
    """复核 by somebody who did not handle it: rework, or an explanation; the second time a final answer."""
    if story.until == "reviewing" or story.ticket.state != State.REVIEWING:
        return
    yield from story.office(1, 12)
    handled: set[int | None] = set(Event.objects.filter(ticket__number=story.number).values_list("actor_id", flat=True))
    reviewer = story.staff.one(Role.FOLLOWUP, story.rng, but=handled)
    if reviewer.id in handled:
        reviewer = story.staff.one(Role.SUPERVISOR, story.rng)
    led = bool(story.ticket.lead_id)
    if not led or (story.plan != "unhappy" and story.chance(0.4)):
        story.do(life.decide_review, by=reviewer, outcome="upheld", opinion=talk.say(story.rng, "upheld"))
        return
    if story.unhappy > 1:
        story.do(life.decide_review, by=reviewer, outcome="final", opinion="诉求已两次办理，请单位负责人作最终答复。")
        yield from final_answer(story)
        return
    story.do(life.decide_review, by=reviewer, outcome="rework", opinion=talk.say(story.rng, "reworks"))
    if (yield from answered(story, again=True)):
        yield from rated(story)


def final_answer(story: Teller) -> Waiting:
    """最终答复, signed by the unit's head with evidence."""
    yield from story.office(3, 14)
    head = story.staff.head(story.unit_id)
    tokens = photos.evidence(story.rng, story.number, head, story.now)
    story.do(life.final_answer, by=head, text=story.request.fill(talk.answer(story.rng, story.request.scene, again=True)),
                      signed_by=head.name, attachments=tokens)
