"""Recorded surveys as rows: who is called next and who not, what came of each try, and that answers are ratings like any other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from huying.channels.phone import book, campaigning, surveying
from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.channels.phone.models import Call
from huying.channels.phone.signals import Signal, What
from huying.people.models import Citizen
from huying.tickets import life
from huying.tickets.models import Event, Rating, Ticket
from huying.tickets.problems import Refused
from tests.cast import Cast
from tests.channels.phone.test_campaigns import NOON, Done, done  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
Keys = list[tuple[str, str]]


def started(cast: Cast) -> Campaign:
    made = campaigning.follow_up("录音回访", by=cast.squad_leader, now=NOON, survey="follow_up", opening="关于路灯")
    return campaigning.move(made, "start", by=cast.squad_leader, now=NOON)


def came(key: str, keys: Keys = (), reason: str = "", *, settled: bool = True, at: Any = NOON) -> CampaignCall:  # type: ignore[assignment]
    """What our exchange tells of a survey's call; the row of the campaign afterwards."""
    def tell(what: What, name: str, **more: Any) -> Call:
        return book.hear(Signal("asterisk", key, what, name, at, direction="out", purpose="follow_up", number="13800000001", **more))

    tell(What.ARRIVED, "a")
    for question, choice in keys:
        tell(What.KEYED, f"keyed:{question}", data={"question": question, "choice": choice} if question != "stop" else {"choice": "stop"})
    tell(What.ENDED, "e", reason=reason)
    if settled:
        surveying.settle(key, at)
    return CampaignCall.objects.get(pk=int(key.split("-")[1]))


def test_a_person_and_the_exchange_each_call_for_their_own_campaigns(cast: Cast, done: Done):  # noqa: F811
    ticket = done()
    with pytest.raises(Refused):
        campaigning.follow_up("x", by=cast.squad_leader, now=NOON, survey="nonsense")
    started(cast)
    want = surveying.claim(NOON)
    assert want is not None and (want.ticket, want.opening, want.survey.id) == (ticket.number, "关于路灯", "follow_up")
    assert surveying.claim(NOON) is None and campaigning.run(NOON) == 0
    assert CampaignCall.objects.get().state == "dialling", "its call may still be heard of"
    campaigning.settle(NOON + timedelta(minutes=11))
    assert (CampaignCall.objects.get().state, CampaignCall.objects.get().tries) == ("open", 0), "it went astray with its exchange"


def test_nobody_is_called_out_of_hours_nor_while_paused_nor_twice_at_once(cast: Cast, done: Done):  # noqa: F811
    first, second = done(phone="13800000009"), done(phone="13800000009")
    assert first.citizen_id and first.citizen_id == second.citizen_id
    made = started(cast)
    assert surveying.claim(NOON + timedelta(hours=7)) is None
    campaigning.move(made, "pause", by=cast.squad_leader, now=NOON)
    assert surveying.claim(NOON) is None
    campaigning.move(made, "start", by=cast.squad_leader, now=NOON)
    want = surveying.claim(NOON)
    assert want is not None and surveying.claim(NOON) is None, "the citizen's second ticket waits"
    came(want.key, [("matter", "satisfied")])
    assert surveying.claim(NOON) is not None


def test_answers_are_the_citizens_rating_and_discontent_is_reviewed(cast: Cast, done: Done):  # noqa: F811
    ticket = done()
    started(cast)
    want = surveying.claim(NOON)
    assert want is not None
    row = came(want.key, [("solved", "no"), ("matter", "dissatisfied")])
    rating = Rating.objects.get()
    assert (row.state, row.tries, row.answers) == ("done", 1, {"solved": "no", "matter": "dissatisfied"})
    assert (rating.matter_grade, rating.solved, rating.citizen_id, rating.asked_by_id) == ("dissatisfied", False, ticket.citizen_id, None)
    assert Ticket.objects.get(pk=ticket.pk).state == "reviewing"
    assert not surveying.settle(want.key, NOON) and Rating.objects.count() == 1, "told again, it is once"


@pytest.mark.parametrize(("reason", "outcome", "grade", "state"), [
    ("silent", "not_reached", "", "open"), ("busy", "not_reached", "", "open"), ("failed", "not_reached", "", "open"),
    ("hung_up", "refused", "refused", "done"),
])
def test_who_does_not_answer_is_tried_again_and_who_refuses_is_left(cast: Cast, done: Done, reason: str, outcome: str,  # noqa: F811
                                                                    grade: str, state: str):
    ticket = done()
    started(cast)
    want = surveying.claim(NOON)
    assert want is not None
    row = came(want.key, reason=reason)
    assert (row.state, row.call.outcome) == (state, reason) and list(row.answers) == []
    assert Event.objects.get(ticket=ticket, verb="ask_rating").data["outcome"] == outcome
    assert list(Rating.objects.values_list("matter_grade", flat=True)) == ([grade] if grade else [])
    if state == "open":
        assert surveying.claim(NOON + timedelta(minutes=59)) is None
        again = surveying.claim(NOON + timedelta(minutes=61))
        assert again is not None and again.key != want.key


def test_nobody_is_given_up_for_calls_that_failed_on_their_way(cast: Cast, done: Done):  # noqa: F811
    done()
    started(cast)
    at = NOON
    for tries in (1, 2, 3, 4):
        want = surveying.claim(at)
        assert want is not None
        row = came(want.key, reason="failed", at=at)
        assert (row.state, row.tries) == ("open", tries) and row.not_before > at
        at = row.not_before


def test_a_call_cut_off_with_our_exchange_keeps_what_was_answered(cast: Cast, done: Done):  # noqa: F811
    done()
    started(cast)
    want = surveying.claim(NOON)
    assert want is not None
    came(want.key, [("solved", "yes")], reason="failed", settled=False)
    campaigning.settle(NOON)
    assert CampaignCall.objects.get().answers == {"solved": "yes"}
    assert (Rating.objects.get().matter_grade, Rating.objects.get().solved) == ("not_rated", True)


def test_who_rated_by_another_door_meanwhile_is_no_trouble(cast: Cast, done: Done):  # noqa: F811
    ticket = done()
    started(cast)
    want = surveying.claim(NOON)
    assert want is not None
    life.rate(ticket.number, by=cast.owner(ticket), now=NOON, matter="satisfied")
    row = came(want.key, [("matter", "dissatisfied")])
    assert row.state == "done" and Rating.objects.get().matter_grade == "satisfied"


def test_one_key_and_nobody_calls_again(cast: Cast, done: Done):  # noqa: F811
    ticket = done(phone="13800000009")
    started(cast)
    want = surveying.claim(NOON)
    assert want is not None
    row = came(want.key, [("stop", "")], reason="hung_up")
    assert (row.state, row.why) == ("skipped", "asked") and Citizen.objects.get(pk=ticket.citizen_id).sms_only
    assert not Event.objects.filter(ticket=ticket, verb="ask_rating").exists()
    done(phone="13800000009")
    with pytest.raises(Refused):
        started(cast)
