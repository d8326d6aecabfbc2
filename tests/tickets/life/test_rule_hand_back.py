"""退单裁定: upheld, the unit is free and the promise to the citizen runs on; three returns make a problem."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.models import Reply, Supervision
from huying.tickets.states import State
from tests.cast import MONDAY, Cast
from tests.tickets.seen import city, now_is, open_kinds, promise, refusal, running
from tests.tickets.world import World


def test_upheld_it_waits_for_dispatch_and_the_promise_runs_on(world: World):
    ticket = world.ticket(State.DISPATCHED, rich=True)
    life.rule_hand_back(ticket.number, by=world.cast.dispatcher, now=MONDAY + timedelta(hours=3), upheld=True, ruling="确不属")
    row = now_is(ticket)
    assert row.state == State.PENDING_DISPATCH and row.lead is None and row.returns == 1
    assert running(ticket) == {"dispatch", "complete"} and promise(ticket, "complete").started_at == MONDAY
    assert not ticket.asks.filter(decided_at=None).exists(), "what the unit asked besides is settled too"


def test_refused_the_unit_keeps_it(world: World):
    ticket = world.ticket(State.DISPATCHED, rich=True)
    life.rule_hand_back(ticket.number, by=world.cast.supervisor, now=MONDAY, upheld=False, ruling="属其职责")
    row = now_is(ticket)
    assert row.state == State.DISPATCHED and row.lead_id == world.cast.lead_unit.pk and row.returns == 0
    ask = ticket.asks.get(kind="hand_back")
    assert (ask.granted, ask.ruling, ask.decided_by_id) == (False, "属其职责", world.cast.supervisor.id)


def test_while_the_citizen_is_asked_the_unit_leaves_and_the_question_stays(world: World):
    ticket = world.ticket(State.INCOMPLETE, rich=True)
    life.rule_hand_back(ticket.number, by=world.cast.dispatcher, now=MONDAY, upheld=True, ruling="确不属")
    assert now_is(ticket).state == State.INCOMPLETE and running(ticket) == {"completion"}
    life.complete(ticket.number, by=world.cast.owner(ticket), now=MONDAY + timedelta(days=1), words="在北门")
    assert now_is(ticket).state == State.PENDING_DISPATCH and running(ticket) == {"dispatch", "complete"}
    assert promise(ticket, "complete").due_at == city("2026-03-18 00:00")


def test_an_answer_given_meanwhile_does_not_go_out(world: World):
    ticket = world.ticket(State.REPLIED, rich=True)
    life.rule_hand_back(ticket.number, by=world.cast.dispatcher, now=MONDAY, upheld=True, ruling="确不属")
    assert now_is(ticket).state == State.PENDING_DISPATCH and open_kinds(ticket) == {"dispatch", "complete"}
    assert Reply.objects.get(ticket=ticket).passed is False
    assert promise(ticket, "complete").started_at == MONDAY


def test_an_assisting_unit_leaves_alone(world: World):
    ticket = world.ticket(State.HANDLING)
    life.hand_back(ticket.number, by=world.cast.other_liaison, now=MONDAY, reason="无需配合", basis="职责")
    life.rule_hand_back(ticket.number, by=world.cast.dispatcher, now=MONDAY, upheld=True, ruling="同意")
    assert now_is(ticket).state == State.HANDLING and ticket.legs.filter(ended_at=None).count() == 1


def test_the_third_return_makes_a_problem_and_the_next_lead_gets_a_raised_notice(world: World):
    ticket = world.ticket(State.PENDING_DISPATCH)
    for turn, who in enumerate(("liaison", "other_liaison", "district_liaison"), 1):
        unit = {"liaison": world.cast.lead_unit, "other_liaison": world.cast.other_unit, "district_liaison": world.cast.district}[who]
        _returned(world.cast, ticket, unit, world.cast.people[who])
        assert (now_is(ticket).returns, now_is(ticket).problem) == (turn, turn == 3)
    life.dispatch(ticket.number, by=world.cast.dispatcher, now=MONDAY, lead=world.cast.lead_unit)
    notice = Supervision.objects.get(ticket=ticket)
    assert (notice.level, notice.unit_id) == ("raised", world.cast.lead_unit.pk)


def test_nothing_to_rule_on(world: World):
    assert refusal("rule_hand_back", world.ticket(State.HANDLING), world.cast.dispatcher, now=MONDAY, upheld=True,
                   ruling="同意") == {"nothing_asked"}


def _returned(cast: Cast, ticket, unit, person) -> None:
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=unit)
    life.hand_back(ticket.number, by=person, now=MONDAY, reason="不属本单位职责", basis="职责")
    life.rule_hand_back(ticket.number, by=cast.dispatcher, now=MONDAY, upheld=True, ruling="同意")
