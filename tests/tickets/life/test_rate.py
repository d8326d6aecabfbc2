"""评价: the call and the matter apart; 24 hours; dissatisfied opens a review; no answer is never satisfied."""

from datetime import timedelta

import pytest

from huying.people.persons import Person, Role
from huying.tickets import life
from huying.tickets.models import Rating, Review
from huying.tickets.states import ANSWERED, UNHAPPY, Grade, State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, open_kinds, promise, refusal
from tests.tickets.world import ANSWER, World


@pytest.mark.parametrize("grade", list(Grade), ids=str)
def test_each_grade_leads_where_it_should(world: World, grade: Grade):
    ticket = world.ticket(State.COMPLETED)
    life.rate(ticket.number, by=world.cast.followup, now=MONDAY, matter=grade, agent="satisfied", solved=False)
    expected = State.REVIEWING if grade in UNHAPPY else State.ARCHIVED if grade in ANSWERED else State.COMPLETED
    assert now_is(ticket).state == expected
    row = Rating.objects.get(ticket=ticket)
    assert (row.matter_grade, row.agent_grade, row.solved, row.asked_by_id) == (grade, "satisfied", False, world.cast.followup.id)
    assert Review.objects.filter(ticket=ticket).exists() is (grade in UNHAPPY)


def test_dissatisfied_starts_the_clock_of_the_review(world: World):
    ticket = world.ticket(State.REVIEWING)
    assert open_kinds(ticket) == {"review"} and promise(ticket, "review").due_at == city("2026-03-05 00:00")
    assert Review.objects.get(ticket=ticket).reason == "夜里仍在施工"


@pytest.mark.parametrize(("after", "open_"), [(timedelta(hours=24) - timedelta(seconds=1), True), (timedelta(hours=24), False)])
def test_the_window_is_24_hours(world: World, after: timedelta, open_: bool):
    ticket = world.ticket(State.COMPLETED)
    owner = world.cast.owner(ticket)
    if open_:
        life.rate(ticket.number, by=owner, now=MONDAY + after, matter="satisfied")
    else:
        assert refusal("rate", ticket, owner, now=MONDAY + after, matter="satisfied") == {"window_over"}


def test_once_a_round_however_one_proved_who_one_is(world: World):
    ticket = world.ticket(State.COMPLETED)
    type(ticket).objects.filter(pk=ticket.pk).update(callers=2)  # others wait for the answer too: it stays open
    by_code = Person("citizen", None, "诉求人", frozenset({Role.CITIZEN}), numbers=frozenset({ticket.number}))
    life.rate(ticket.number, by=by_code, now=MONDAY, matter="satisfied")
    assert refusal("rate", ticket, world.cast.owner(ticket), now=MONDAY, matter="dissatisfied") == {"rated_before"}


def test_an_unreached_call_does_not_take_the_citizens_own_rating_away(world: World):
    ticket = world.ticket(State.COMPLETED)
    life.rate(ticket.number, by=world.cast.followup, now=MONDAY, matter="not_reached")
    life.rate(ticket.number, by=world.cast.owner(ticket), now=MONDAY, matter="satisfied")
    assert list(Rating.objects.filter(ticket=ticket).order_by("id").values_list("matter_grade", flat=True)) == [
        "not_reached", "satisfied"]


def test_after_a_reopening_the_new_answer_is_rated_anew(world: World):
    ticket = world.ticket(State.ARCHIVED)
    later = MONDAY + timedelta(days=30)
    life.reopen(ticket.number, by=world.cast.agent, now=later, fact="又开始施工")
    life.close(ticket.number, by=world.cast.agent, now=later, text=ANSWER)
    life.rate(ticket.number, by=world.cast.owner(ticket), now=later, matter="fairly_satisfied")
    assert list(Rating.objects.filter(ticket=ticket).order_by("id").values_list("round", flat=True)) == [1, 2]


@pytest.mark.parametrize(("words", "code"), [
    ({"matter": "great"}, "unknown_grade"), ({"matter": "satisfied", "agent": "great"}, "unknown_grade"),
    ({"matter": "satisfied", "comment": "字" * 2001}, "too_long"),
])
def test_grades_are_of_the_scale(world: World, words: dict, code: str):
    ticket = world.ticket(State.COMPLETED)
    assert refusal("rate", ticket, world.cast.owner(ticket), now=MONDAY, **words) == {code}


def test_callers_who_joined_rate_each_for_themselves(world: World):
    main, joined = world.ticket(State.HANDLING), world.ticket(State.RECEIVED)
    life.merge(joined.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一工地")
    life.reply(main.number, by=world.cast.liaison, now=MONDAY, text=ANSWER)
    life.check(main.number, by=world.cast.followup, now=MONDAY, passed=True)
    by_code = Person("citizen", None, "诉求人", frozenset({Role.CITIZEN}), numbers=frozenset({joined.number}))
    life.rate(main.number, by=by_code, now=MONDAY, matter="satisfied")
    assert now_is(main).state == State.COMPLETED, "the others may still rate"
    assert refusal("rate", main, world.cast.owner(joined), now=MONDAY, matter="satisfied") == {"rated_before"}
    life.rate(main.number, by=world.cast.owner(main), now=MONDAY, matter="dissatisfied")
    assert now_is(main).state == State.REVIEWING
    assert set(Rating.objects.filter(ticket=main).values_list("citizen", flat=True)) == {main.citizen_id, joined.citizen_id}


def test_who_joined_may_rate_and_urge_but_no_more_and_strangers_nothing(world: World):
    main, joined = world.ticket(State.HANDLING), world.ticket(State.RECEIVED)
    assert refusal("urge", main, world.cast.owner(joined), now=MONDAY) == {"not_yours"}
    life.merge(joined.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一工地")
    life.urge(main.number, by=world.cast.owner(joined), now=MONDAY, words="今晚又在打桩")
    assert refusal("withdraw", main, world.cast.owner(joined), now=MONDAY) == {"not_yours"}
    assert refusal("urge", main, world.cast.outsider, now=MONDAY) == {"not_yours"}
    life.unmerge(joined.number, by=world.cast.dispatcher, now=MONDAY, reason="不是同一工地")
    assert refusal("urge", main, world.cast.owner(joined), now=MONDAY) == {"not_yours"}
