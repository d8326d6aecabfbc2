"""The demo city: the same seed gives the same city, every state and door is there, nothing is refused."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from huying.channels.models import Notice
from huying.demo import accounts, scenes, told
from huying.demo.simulation import Result, Simulation
from huying.insight.gathering import take
from huying.insight.hot import hottest
from huying.people.models import Account
from huying.people.persons import Role
from huying.tickets import announce
from huying.tickets.models import Event, Promise, Rating, Ticket
from huying.tickets.states import State

END = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday, 11:00 in the city


@pytest.fixture
def staff(db: None) -> accounts.Staff:
    return accounts.make_staff()


def lived(staff: accounts.Staff, days: int, per_day: int, seed: int = 7) -> Result:
    return Simulation(staff, END, days, per_day, seed, pictures=0.02).run()


@pytest.mark.slow
def test_a_small_city_has_every_state_and_door_and_no_act_is_refused(staff: accounts.Staff):
    result = lived(staff, 11, 4)
    assert result.refused == {}
    assert set(Ticket.objects.values_list("state", flat=True)) == {state.value for state in State}
    doors = set(Ticket.objects.values_list("door", flat=True))
    assert doors == {"phone", "web", "app", "wechat", "sms", "email", "platform", "open311", "counter"}
    assert Ticket.objects.filter(callers__gte=4).exists()
    assert Event.objects.filter(verb="final_answer").exists()
    assert not Ticket.objects.filter(registered_at__gt=END).exists() and not Event.objects.filter(at__gt=END).exists()
    assert set(Rating.objects.values_list("matter_grade", flat=True)) >= {"not_rated", "dissatisfied"}
    late = Promise.objects.filter(due_at__lt=END - timedelta(hours=1), met_at=None, voided_at=None, paused_at=None)
    assert not late.filter(missed_at=None).exists(), "the sweep ran to the end"
    first, last = (Ticket.objects.order_by(order).values_list("pk", flat=True)[0] for order in ("pk", "-pk"))
    take(first - 1, last, END)
    assert len(hottest(staff.by_role[Role.LEADER][0], END, timedelta(days=7))) >= 2, "there is something to see among hot topics"


def test_the_same_seed_gives_the_same_city(staff: accounts.Staff):
    first = shape(staff, seed=7)
    assert shape(staff, seed=7) == first
    assert shape(staff, seed=8)[2] != first[2]


def shape(staff: accounts.Staff, seed: int) -> tuple[Counter[str], Counter[str], list[tuple[str, ...]]]:
    """States, verbs and words of the city of this seed, which is then undone."""
    with transaction.atomic():
        lived(staff, 2, 8, seed)
        rows = list(Ticket.objects.order_by("registered_at").values_list("title", "registered_at", "state", "detail"))
        found = (Counter(Ticket.objects.values_list("state", flat=True)), Counter(Event.objects.values_list("verb", flat=True)), rows)
        transaction.set_rollback(True)
    return found


def test_notices_of_the_last_days_are_there_and_nothing_waits_to_be_sent(staff: accounts.Staff):
    hearers = dict(announce.HEARERS)
    lived(staff, 1, 5)
    assert hearers == announce.HEARERS, "the city is quiet only while it is made"
    assert told.tell_recent(END) > 0
    assert Notice.objects.filter(state=Notice.QUEUED).count() == 0
    assert not Notice.objects.filter(at__gt=END).exists()


def test_there_are_accounts_for_every_role_and_unit_that_can_log_in(staff: accounts.Staff, tmp_path, monkeypatch):
    monkeypatch.setenv("HUYING_VAR", str(tmp_path))
    assert set(staff.by_role) == set(Role) - {Role.CITIZEN, Role.SYSTEM, Role.LIAISON, Role.UNIT_HEAD}
    assert {pk for pk, _ in staff.of_unit} == {unit.pk for unit in staff.units.values() if unit.active}
    assert Account.objects.filter(username__in=accounts.PRINTED).count() == len(accounts.PRINTED)
    assert Account.objects.get(username="tianhe-head").check_password(accounts.PASSWORD)
    card = accounts.print_card()
    assert card.name == "demo.json" and card.stat().st_mode & 0o077 == 0
    before = Account.objects.count()
    accounts.make_staff()
    assert Account.objects.count() == before


def test_every_scene_can_be_told_at_every_place():
    import random

    from huying.demo.requests import compose
    from huying.demo.talk import answer, direct

    rng = random.Random(5)
    for place, scene in enumerate((*scenes.written(), *(scenes.of_leaf(leaf) for leaf in _leaves()))):
        for again in range(3):
            request = compose(rng, place, END, scene, crowd=50)
            whole = [*scene.titles, *scene.events, *scene.wishes]
            assert all(request.fill(text) for text in whole), scene.code
            assert "{" not in request.incoming.text
            assert len(request.incoming.title) <= 200 and len(request.fill(answer(rng, scene, again=bool(again)))) >= 10
            assert direct(rng, scene)


def _leaves():
    from huying import policy

    return policy.current().leaves
