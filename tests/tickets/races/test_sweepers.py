"""Many sweepers, and people at work meanwhile: each promise once, none skipped, a poisoned one stops nobody."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

from huying.tickets import life
from huying.tickets.models import Event, Promise, Rating, Ticket
from huying.tickets.problems import Refused
from huying.tickets.promises import fresh
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import MONDAY
from tests.tickets.races.together import together
from tests.tickets.world import World

LATER = MONDAY + timedelta(days=20)


def many(world: World, count: int) -> None:
    """So many running tickets with two promises each, made in bulk from one."""
    first = world.ticket(State.RECEIVED)
    rows = []
    for turn in range(count - 1):
        row = Ticket.objects.get(pk=first.pk)
        row.pk, row.number, row.phone_key, row.search = None, f"9{turn:012d}", None, None
        rows.append(row)
    Ticket.objects.bulk_create(rows)
    Promise.objects.bulk_create([fresh(row, kind, MONDAY) for row in rows for kind in ("look", "complete")])


def test_four_sweepers_take_two_thousand_promises_once_each(world: World):
    many(world, 1000)
    results = together(*[partial(sweep, LATER, batch=97)] * 4)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert sum(results) == 2000 == Promise.objects.exclude(missed_at=None).count()
    missed = Counter(Event.objects.filter(verb="miss").values_list("data__promise", flat=True))
    assert len(missed) == 2000 and set(missed.values()) == {1}
    climbed = Counter(Event.objects.filter(verb="remind").values_list("data__promise", "data__level"))
    assert set(climbed.values()) == {1}
    assert Promise.objects.filter(next_at__lte=LATER).count() == 0


def test_four_sweepers_close_every_rating_window_once(world: World):
    tickets = [world.cast.ticket(place=f"体育东路{turn}号") for turn in range(30)]
    for ticket in tickets:
        life.close(ticket.number, by=world.cast.agent, now=MONDAY, text="请到窗口办理。")
    results = together(*[partial(sweep, MONDAY + timedelta(hours=24), batch=50)] * 4)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Ticket.objects.filter(state=State.ARCHIVED).count() == 30 == Rating.objects.filter(matter_grade="not_rated").count()
    assert Event.objects.filter(verb="archive").count() == 30


def test_a_poisoned_promise_is_pushed_back_and_stops_nobody(world: World):
    many(world, 40)
    poisoned = Promise.objects.order_by("id")[11]
    Promise.objects.filter(pk=poisoned.pk).update(kind="nonsense")
    sweep(LATER)
    assert Event.objects.filter(verb="miss").count() == 79
    row = Promise.objects.get(pk=poisoned.pk)
    assert row.failures == 1 and row.next_at > LATER and row.missed_at is None
    sweep(row.next_at)
    assert Promise.objects.get(pk=poisoned.pk).failures == 2


def test_people_work_while_the_sweep_runs(world: World):
    tickets = [world.ticket(State.HANDLING) for _ in range(12)]

    def works() -> int:
        done = 0
        for turn in range(4):
            for ticket in tickets:
                at = LATER + timedelta(minutes=turn)
                for verb, by, words in (("ask_completion", world.cast.liaison, {"missing": ["place"]}),
                                        ("complete", world.cast.agent, {"words": "补充"}),
                                        ("note", world.cast.agent, {"words": "备注"})):
                    try:
                        getattr(life, verb)(ticket.number, by=by, now=at, **words)
                        done += 1
                    except Refused:
                        pass
        return done

    def sweeps() -> None:
        for turn in range(60):
            sweep(LATER + timedelta(hours=turn), batch=3)

    results = together(works, works, sweeps, sweeps)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert results[0] > 0
    missed = Counter(Event.objects.filter(verb="miss").values_list("data__promise", "data__due_at"))
    assert missed and set(missed.values()) == {1}, "one miss for each time that a promise fell due"


def test_a_rating_at_the_last_moment_and_the_sweep(world: World):
    tickets = [world.ticket(State.COMPLETED) for _ in range(8)]
    last = MONDAY + timedelta(hours=24)
    calls = [partial(life.rate, ticket.number, by=world.cast.owner(ticket), now=last - timedelta(seconds=1), matter="satisfied")
             for ticket in tickets]
    results = together(partial(sweep, last), partial(sweep, last), *calls)
    assert [result for result in results if isinstance(result, Exception) and not isinstance(result, Refused)] == []
    assert Ticket.objects.filter(state=State.ARCHIVED).count() == 8 == Rating.objects.count()
