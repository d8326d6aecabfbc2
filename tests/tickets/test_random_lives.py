"""Random acts by random people at random times: whatever happens, promises, history and state agree.

HUYING_EXAMPLES sets how many lives are tried (30 by default, the same ones every time).
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from huying.evidence import canonical
from huying.people.persons import SYSTEM, Person
from huying.tickets import access, life, map
from huying.tickets.life.step import fields_of
from huying.tickets.map import VERBS
from huying.tickets.models import Leg, Ticket
from huying.tickets.problems import Refused
from huying.tickets.promises import HEADLINE
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import MONDAY, Cast
from tests.tickets.world import World, snapshot, words_for

EXAMPLES = int(os.environ.get("HUYING_EXAMPLES", "30"))
ACTS = sorted(set(VERBS) - {"register", "miss", "remind"})
DULL = {"note", "protect", "correct", "urge", "supervise"}
OVER = {State.ARCHIVED, State.DECLINED, State.TRANSFERRED, State.WITHDRAWN, State.MERGED}
LED = {State.DISPATCHED, State.HANDLING, State.REPLIED, State.SUSPENDED}
MATTER = {"complete", "rework"}
# state → promises that run in it, whatever else the units still owe
RUNNING = {State.RECEIVED: {"look"}, State.INCOMPLETE: {"completion"}, State.PENDING_DISPATCH: {"dispatch"},
           State.REPLIED: {"check"}, State.COMPLETED: {"rating"}, State.REVIEWING: {"review"}, State.SUSPENDED: {"look_again"}}
PEOPLE = ["agent", "squad_leader", "dispatcher", "followup", "other_followup", "supervisor", "quality", "leader", "liaison",
          "unit_head", "other_liaison", "district_liaison", "street_liaison", "auditor", "outsider"]


class Lives(RuleBasedStateMachine):
    cast: Cast
    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now, self.world = MONDAY, World(self.cast)
        self.numbers: list[str] = []
        self.seen: dict[int, bytes] = {}
        self.throws, self.refused = 0, False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(turn=st.integers(0, 2**32))
    def begins(self, turn: int) -> None:
        """Two tickets somewhere in their lives, so that rare verbs are met as often as common ones."""
        dice = self.dice(turn)
        for _ in range(2):
            ticket = self.world.ticket(dice.choice(list(State)), rich=dice.random() < 0.4, reworked=dice.random() < 0.3)
            self.numbers.append(ticket.number)

    def dice(self, turn: int) -> Random:
        """Hypothesis likes small numbers and the same ones again; by the count of throws no two throws are alike."""
        self.throws += 1
        return Random(turn * 1_000_003 + self.throws)

    @precondition(lambda self: len(self.numbers) < 4)
    @rule(place=st.integers(1, 900), whole=st.booleans())
    def registers(self, place: int, whole: bool) -> None:
        words: dict[str, Any] = {} if whole else {"title": "噪声", "detail": "很吵", "wish": "", "happened": "", "place": "",
                                                  "parties": "", "name": ""}
        self.refused = False
        request = self.cast.request(**({"place": f"天河区体育东路{place}号"} | words))
        self.numbers.append(life.register(request, by=SYSTEM, now=self.now, again=False).ticket.number)

    @rule(turn=st.integers(0, 2**32))
    def acts(self, turn: int) -> None:
        dice = self.dice(turn)
        ticket = Ticket.objects.prefetch_related("legs").get(number=dice.choice(self.numbers))
        verb, person = self.choice(ticket, dice)
        words = {**words_for(verb, ticket, self.cast, self.now), **self.variation(dice, verb, ticket), "now": self.now}
        before = snapshot()
        self.refused = False
        try:
            getattr(life, verb)(ticket.number, by=person, **words)
            self.done[verb] += 1
        except Refused as refusal:
            assert refusal.codes and snapshot() == before, f"{verb} refused ({refusal}) and left a trace"
            self.refused = True

    def choice(self, ticket: Ticket, dice: Random) -> tuple[str, Person]:
        """Anybody with anything now and then; else an act that the map allows to the person, dull ones seldom."""
        people = {**{name: self.cast.people[name] for name in PEOPLE}, "system": SYSTEM, "owner": self.cast.owner(ticket)}
        if dice.random() < 0.1:
            return dice.choice(ACTS), people[dice.choice(list(people))]
        found: dict[str, list[Person]] = {}
        for person in people.values():
            for verb in map.next_steps(ticket.state, person, leg=access.standing(ticket, person), own=access.owns(ticket, person)):
                found.setdefault(verb.name, []).append(person)
        names = sorted(name for name in found if name in ACTS and (name not in DULL or dice.random() < 0.1))
        verb_name = dice.choice(names or ["note"])
        return verb_name, dice.choice(found[verb_name])

    def variation(self, dice: Random, verb: str, ticket: Ticket) -> dict[str, Any]:
        """Other choices that the act allows."""
        units = [self.cast.lead_unit, self.cast.other_unit, self.cast.district, self.cast.street]
        choices: dict[str, dict[str, list[Any]]] = {
            "dispatch": {"lead": units, "limit": ["", "3 working_days"]}, "redispatch": {"lead": units}, "add_unit": {"unit": units},
            "rule_hand_back": {"upheld": [True, False]}, "decide_extension": {"granted": [True, False]},
            "check": {"passed": [True, False], "verdict": ["请补充现场照片"]}, "merge": {"main": self.numbers},
            "rate": {"matter": ["satisfied", "very_dissatisfied", "not_reached"]},
            "decide_review": {"outcome": ["rework", "upheld", "final"]}, "protect": {"on": [True, False], "reason": ["本人要求"]},
            "triage": {"kind": ["consultation", "complaint"], "urgency": ["", "normal", "urgent"]},
        }  # fmt: skip
        drawn = {name: dice.choice(values) for name, values in choices.get(verb, {}).items()}
        if verb == "final_answer":
            drawn["attachments"] = [self.world.evidence(ticket)]
        return drawn

    @rule(hours=st.sampled_from([1, 5, 25, 80, 400]))
    def time_passes(self, hours: int) -> None:
        self.refused = False
        self.now += timedelta(hours=hours)
        sweep(self.now)

    @invariant()
    def all_agrees(self) -> None:
        """All rows of all tickets in five statements; after a refusal every row is known to be as it was."""
        if self.refused:
            return
        rows = Ticket.objects.filter(number__in=self.numbers).select_related("main")
        known: set[int] = set()
        for ticket in rows.prefetch_related("promises", "legs", "gathered", "events"):
            self.promises_fit(ticket)
            self.parts_fit(ticket)
            known |= self.history_fits(ticket)
        assert set(self.seen) == known, "an event is gone"

    def promises_fit(self, ticket: Ticket) -> None:
        state = State(ticket.state)
        rows = [row for row in ticket.promises.all() if row.met_at is None and row.voided_at is None]
        running = {row.kind for row in rows if row.paused_at is None}
        told = f"{state}: {sorted((row.kind, row.leg_id, row.paused_at) for row in rows)}"
        assert len({(row.kind, row.leg_id) for row in rows}) == len(rows), told
        assert RUNNING.get(state, set()) <= running, told
        if state in OVER:
            assert not rows, told
        if state in {State.EXPIRED}:
            assert not running, told
        if state in {State.INCOMPLETE, State.SUSPENDED, State.COMPLETED, State.REVIEWING}:
            assert running == RUNNING[state], told
        matters = [row.kind for row in rows if row.kind in MATTER]
        one = state in {State.RECEIVED, State.PENDING_DISPATCH, State.DISPATCHED, State.HANDLING, State.SUSPENDED}
        assert len(matters) == (1 if one else min(len(matters), 1 if state in {State.INCOMPLETE, State.EXPIRED} else 0)), told
        whole = {row.kind: row for row in rows if row.leg_id is None}
        head = next((whole[kind] for kind in HEADLINE if kind in whole), None)
        assert ticket.due_at == (None if head is None or head.paused_at else head.due_at), told

    def parts_fit(self, ticket: Ticket) -> None:
        state = State(ticket.state)
        parts = [leg for leg in ticket.legs.all() if leg.ended_at is None]
        if state in LED:
            assert [leg.unit_id for leg in parts if leg.role == Leg.LEAD and leg.above_id is None] == [ticket.lead_id], state
        if state in OVER | {State.RECEIVED, State.PENDING_DISPATCH, State.COMPLETED, State.REVIEWING}:
            assert not parts, state
        assert ticket.callers == 1 + sum(join.undone_at is None for join in ticket.gathered.all())
        if state is State.MERGED:
            assert ticket.main is not None and ticket.main.state != State.MERGED

    def history_fits(self, ticket: Ticket) -> set[int]:
        events = sorted(ticket.events.all(), key=lambda event: event.pk)
        by_sweep = [each for each in events if each.verb in {"miss", "remind"}]
        assert ticket.version == len(events) - len(by_sweep)
        assert events[-1].to_state == ticket.state
        for event in events:
            digest = bytes(event.digest)
            assert canonical.checksum(fields_of(event, ticket.number)) == digest
            assert self.seen.setdefault(event.pk, digest) == digest
        return {event.pk for event in events}


@pytest.mark.slow
def test_random_lives_stay_consistent(cast: Cast):
    Lives.cast = cast
    run_state_machine_as_test(Lives, settings=settings(
        max_examples=EXAMPLES, stateful_step_count=30, deadline=None, derandomize="HUYING_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck), database=None,
        phases=[Phase.generate] if "HUYING_EXAMPLES" in os.environ else [Phase.generate, Phase.shrink]))
    assert len(Lives.done) >= len(ACTS) * 3 // 4, f"too few verbs were tried with success: {Lives.done}"
