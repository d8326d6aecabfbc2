"""How many SQL statements each act costs; a bound that is passed is a regression (run with -s to see the table)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.people.entry import units_below
from huying.people.persons import SYSTEM, UNIT_ROLES, Role
from huying.tickets import life
from huying.tickets.map import VERBS
from huying.tickets.states import State
from tests.cast import Cast
from tests.tickets.world import World, other, words_for

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
RICH = {"rule_hand_back", "decide_extension", "answer_supervision"}
# besides BEGIN and COMMIT: the ticket, its legs, what the act reads, one a promise changed, history, jobs
MOST = {
    "ask_rating": 4, "correct": 4, "protect": 4, "remind": 4, "urge": 4, "note": 5, "expire": 6, "reopen": 6,
    "supervise": 6, "answer_supervision": 7, "triage": 7, "add_unit": 8, "ask_suspension": 8, "decline": 8,
    "hand_back": 8, "open_review": 8, "withdraw": 8, "archive": 9, "contact": 9, "pass_down": 9, "rate": 9,
    "transfer": 9, "ask_extension": 10, "close": 10, "dispatch": 10, "sign": 10, "ask_completion": 11, "complete": 11,
    "suspend": 11, "decide_extension": 12, "merge": 12, "reply": 12, "resume": 12, "rework": 12, "check": 13,
    "rule_hand_back": 13, "decide_review": 14, "redispatch": 14, "final_answer": 15, "unmerge": 16,
}


@pytest.fixture
def world(cast: Cast) -> World:
    units_below(cast.street.pk)  # read once a process
    return World(cast)


def counted(captured: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(FRAME) for query in captured)


def test_register_takes_two_statements(cast: Cast):
    life.register(cast.request(), by=SYSTEM, now=World(cast).now)  # fills what is read once a process
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            life.register(cast.request(), by=SYSTEM, now=World(cast).now)
        assert counted(captured) == 2, [query["sql"][:90] for query in captured]


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"register", "miss"}))
def test_an_act_stays_within_its_bound(world: World, verb: str):
    state = min(VERBS[verb].sources - ({State.INCOMPLETE} if verb in RICH else set()), key=list(State).index)
    state = State.HANDLING if verb in {"ask_completion", "final_answer", "answer_supervision", "note"} else state
    ticket = world.ticket(state, rich=verb in RICH, reworked=verb == "final_answer", below=verb == "pass_down")
    words = words_for(verb, ticket, world.cast, world.now)
    if verb == "merge":
        words["main"] = other(world.cast)
    if verb == "final_answer":
        words["attachments"] = [world.evidence(ticket)]
    by = person(world, verb)
    with CaptureQueriesContext(connection) as captured:
        getattr(life, verb)(ticket.number, by=by, **words)
    count = counted(captured)
    print(f"{verb:20} {count:3} / {MOST[verb]}")
    assert count <= MOST[verb], "\n".join(query["sql"][:160] for query in captured)


def person(world: World, verb: str):
    roles = VERBS[verb].roles
    if roles & UNIT_ROLES:
        unit = "district_liaison" if verb == "pass_down" else "liaison" if Role.LIAISON in roles else "unit_head"
        return world.cast.people[unit]
    if verb == "decide_review":
        return world.cast.other_followup
    if Role.SYSTEM in roles:
        return SYSTEM
    return world.cast.people[sorted(role for role in roles if role in world.cast.people)[0]]
