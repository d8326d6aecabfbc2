"""Lessons: confirmed, corrected, taken by an agent, sent to another unit; never changed afterwards."""

import pytest
from django.db import DatabaseError, connection, transaction

from huying.insight.learning import learn
from huying.insight.models import Lesson
from huying.tickets import announce, life
from huying.tickets.models import Event, Ticket
from tests.cast import MONDAY, Cast


def taught(ticket: Ticket, verb: str) -> dict[str, Lesson]:
    event = Event.objects.filter(ticket=ticket, verb=verb).latest("id")
    learn(event.pk)
    return {each.element: each for each in Lesson.objects.filter(event=event)}


def other(ticket: Ticket) -> str:
    from huying import policy

    return next(leaf.code for leaf in policy.current().leaves if leaf.code != ticket.category)


def test_a_confirmed_category_is_a_lesson_of_agreement(cast: Cast):
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    found = taught(ticket, "triage")
    assert found["category"].proposed == found["category"].decided == ticket.category
    assert 0 < found["category"].confidence <= 1 and found["category"].by_id == cast.agent.id
    assert found["kind"].decided == ticket.kind and found["division"].decided == ticket.division


def test_a_corrected_category_and_kind_are_lessons_with_both_values(cast: Cast):
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=other(ticket), kind="suggestion")
    found = taught(ticket, "triage")
    assert found["category"].proposed == ticket.category and found["category"].decided == other(ticket)
    assert found["kind"].proposed == ticket.kind and found["kind"].decided == "suggestion"


def test_what_an_agent_chooses_at_the_phone_is_a_lesson(cast: Cast):
    probe = cast.ticket()
    ticket = life.register(cast.request(category=other(probe)), by=cast.agent, now=MONDAY, again=False).ticket
    found = taught(ticket, "register")
    assert found["category"].decided == other(probe) and found["category"].proposed == probe.category
    assert set(found) == {"category"}, "what the agent left to the machine is no decision"


def test_citizens_and_the_machine_teach_nothing(cast: Cast):
    ticket = cast.ticket()
    assert taught(ticket, "register") == {}


def test_the_lead_unit_is_compared_with_the_catalogue(cast: Cast):
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.other_unit)
    lesson = taught(ticket, "dispatch")["lead"]
    assert lesson.decided == cast.other_unit.slug and lesson.proposed and lesson.proposed != lesson.decided


def test_the_job_stands_in_the_acts_own_transaction_and_is_safe_to_repeat(cast: Cast):
    assert "insight.learn" in announce.hearers("triage") and "channels.tell" in announce.hearers("dispatch")
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'insight.learn'")
        assert cursor.fetchone()[0] == 1
    taught(ticket, "triage")
    before = Lesson.objects.count()
    taught(ticket, "triage")
    assert Lesson.objects.count() == before


def test_lessons_hold_no_words_of_the_citizen(cast: Cast):
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    taught(ticket, "triage")
    with connection.cursor() as cursor:
        cursor.execute("SELECT insight_lesson::text FROM insight_lesson")
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert rows and "工地" not in rows and "体育东路" not in rows


@pytest.mark.parametrize("change", ["UPDATE insight_lesson SET decided = 'x'", "DELETE FROM insight_lesson"])
def test_lessons_cannot_be_changed(cast: Cast, change: str):
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    taught(ticket, "triage")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
