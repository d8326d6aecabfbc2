"""(b) SQL statements of every verb, in the worlds of the tests; the frame (BEGIN, SAVEPOINT …) is not counted."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.ground import Figure, Ground, Sizes
from huying.people.persons import SYSTEM, Person
from huying.tickets import access, life, map
from huying.tickets.map import VERBS
from huying.tickets.models import Ticket
from huying.tickets.states import State
from tests.cast import make_cast
from tests.tickets.world import World, other, words_for

REGISTER = 8
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
# Verbs that need a ticket on which its unit has asked for something; and those that need a certain state.
RICH = {"rule_hand_back", "decide_extension", "answer_supervision"}
STATES = {"final_answer": State.HANDLING, "answer_supervision": State.HANDLING, "note": State.HANDLING}


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """One figure a verb; only `register` has a floor. Nothing stays in the database."""
    ground.empty()
    with transaction.atomic():
        world = World(make_cast())
        figures = [_register(world), *(_act(world, verb) for verb in VERBS if verb not in ("register", "miss"))]
        transaction.set_rollback(True)
    return figures


def _register(world: World) -> Figure:
    def register() -> object:
        return life.register(world.cast.request(), by=SYSTEM, now=world.now)

    register()  # fills what is read once a process
    return Figure("statements: register", _counted(register), "", float(REGISTER))


def _act(world: World, verb: str) -> Figure:
    sources = VERBS[verb].sources - ({State.INCOMPLETE} if verb in RICH else set())
    state = STATES.get(verb) or min(sources, key=list(State).index)
    ticket = world.ticket(state, rich=verb in RICH, reworked=verb == "final_answer", below=verb == "pass_down")
    words = words_for(verb, ticket, world.cast, world.now)
    if verb == "merge":
        words["main"] = other(world.cast)
    if verb == "final_answer":
        words["attachments"] = [world.evidence(ticket)]
    by = _person(world, verb, ticket)
    return Figure(f"statements: {verb}", _counted(lambda: getattr(life, verb)(ticket.number, by=by, **words)))


def _counted(work: Callable[[], object]) -> float:
    with CaptureQueriesContext(connection) as captured:
        work()
    return float(sum(not query["sql"].startswith(FRAME) for query in captured))


def _person(world: World, verb: str, ticket: Ticket) -> Person:
    """Somebody whom the map lets do it; not the one who checked the answer, for reviews are for others."""
    everyone = [world.cast.other_followup, *(each for each in world.cast.people.values() if isinstance(each, Person))]
    for person in (*everyone, SYSTEM, world.cast.owner(ticket)):
        leg, own = access.standing(ticket, person), access.owns(ticket, person)
        if map.problem(VERBS[verb], ticket.state, person, leg=leg, own=own) is None:
            return person
    raise LookupError(f"nobody may {verb} a ticket that is {ticket.state}")
