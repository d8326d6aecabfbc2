"""Calls under inspection: drawn by rule, compared with the ticket, coached, appealed once and decided by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from huying.channels.phone.models import Call
from huying.channels.phone.transcript import CallWords
from huying.policy import current
from huying.supervision import appealing, call_sampling, coaching, comparing, sampling, scoring
from huying.supervision.models import Appeal, Sample, SampleEvent
from huying.tickets import life
from huying.tickets.problems import Refused
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
NIGHT = MONDAY + timedelta(hours=18, minutes=30)  # Tuesday 02:30 in the city
Answered = Callable[..., Call]


def rules() -> dict[str, str]:
    return dict(Sample.objects.values_list("call__key", "rule"))


def full(**other: int) -> dict[str, int]:
    return {item.id: 0 if item.fatal else item.points for item in current().quality.sheet if item.of == "agent"} | other


def codes(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return set(refusal.value.codes)


def test_marks_are_always_drawn_and_the_rest_by_share_and_agent(cast: Cast, answered: Answered):
    ticket = cast.ticket()
    bad, danger = answered(rating=1, ticket=ticket.number), answered(party="emergency", ticket=ticket.number)
    alone, handed = answered(talk=200), answered(reason="transferred", ticket=ticket.number)
    short = [answered(talk=20) for _ in range(5)] + [answered(talk=20, agent=cast.other_agent_account) for _ in range(5)]
    made = call_sampling.draw(NIGHT)
    found = rules()
    assert [found[each.key] for each in (bad, danger, alone, handed)] == ["badly_rated", "emergency", "unlinked", "transferred"]
    others = [found.get(each.key) for each in short]
    assert made == len(found) and others.count("call_share") <= 1 and 2 <= sum(each is not None for each in others) <= 5
    assert Sample.objects.get(call=bad).ticket == ticket and Sample.objects.get(call=bad).agent == cast.agent_account


def test_drawn_again_nothing_is_added_and_it_is_the_same(cast: Cast, answered: Answered, django_assert_num_queries: object):
    for _ in range(6):
        answered(talk=20)
    with django_assert_num_queries(1):  # type: ignore[operator]
        first = call_sampling.draw(NIGHT)
    before = rules()
    assert first > 0 and call_sampling.draw(NIGHT - timedelta(days=1)) == 0
    Sample.objects.all().delete()
    call_sampling.draw(NIGHT)
    assert rules() == before


def test_only_answered_calls_that_came_in_and_are_over(cast: Cast, answered: Answered):
    for fields in ({"answered_at": None}, {"direction": "out"}, {"state": "talking", "ended_at": None}, {"agent": None},
                   {"began_at": MONDAY - timedelta(days=2)}):
        Call.objects.filter(pk=answered(rating=1).pk).update(**fields)
    assert call_sampling.draw(NIGHT) == 0


def test_tickets_are_drawn_beside_calls(cast: Cast, answered: Answered):
    ticket = cast.ticket()
    life.close(ticket.number, by=cast.agent, now=MONDAY, text="已电话答复诉求人。", category=ticket.category)
    answered(rating=1, ticket=ticket.number)
    assert call_sampling.draw(NIGHT) == 1 and sampling.draw(NIGHT) == 1
    assert Sample.objects.get(call=None).ticket == ticket


@pytest.fixture
def sample(cast: Cast, answered: Answered) -> Sample:
    call = answered("我是天河区体育东路118号的居民", "昨晚十一点旁边工地一直打桩", "是宏远建筑公司在施工", "希望你们派人去查")
    return Sample.objects.create(call=call, agent=cast.agent_account, rule="call_share", drawn_at=NIGHT)


def test_what_was_said_and_not_written_is_found(cast: Cast, sample: Sample):
    call = sample.call
    assert call is not None
    ticket = cast.ticket(title="工地噪声", detail="夜间工地打桩扰民。", wish="", happened="", place="天河区体育东路118号", parties="")
    found = {each.element: each for each in comparing.compare(comparing.said(call), ticket, call.began_at)}
    assert found["place"].heard and not found["place"].left and found["place"].written
    assert found["person"].left == ("宏远建筑公司",) and found["wish"].wanting and not found["event"].wanting
    assert any("昨晚" in words for words in found["time"].left)
    whole = cast.ticket(title="工地噪声", detail="宏远建筑公司昨晚十一点打桩。", wish="希望派人查处", place="体育东路118号")
    assert not any(each.left or each.wanting for each in comparing.compare(comparing.said(call), whole, call.began_at))


def test_without_a_ticket_all_that_was_said_is_wanting_and_without_words_nothing_is(cast: Cast, sample: Sample):
    call = sample.call
    assert call is not None
    found = comparing.compare(comparing.said(call), None, call.began_at)
    assert {each.element for each in found if each.wanting} == {"time", "place", "person", "event", "wish"}
    CallWords.objects.filter(call=call).update(side="agent")
    assert comparing.compare(comparing.said(call), None, call.began_at) == []
    CallWords.objects.filter(call=call).update(final=False)
    assert comparing.said(call) == []


def test_a_stretch_of_speech_stands_once(sample: Sample):
    words = CallWords.objects.first()
    assert words is not None
    with pytest.raises(IntegrityError):
        CallWords.objects.create(call=words.call, side=words.side, at=words.at, text="又一遍")


def test_a_call_is_scored_on_the_agents_part_by_somebody_else(cast: Cast, sample: Sample):
    assert {item.of for item in scoring.sheet(sample)} == {"agent"}
    Sample.objects.filter(pk=sample.pk).update(agent=cast.quality_account)
    sample.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        scoring.score(sample, by=cast.quality, scores=full(), opinion="", now=NIGHT)
    assert codes(refusal) == {"own_work"}
    assert scoring.score(sample, by=cast.supervisor, scores=full(), opinion="", now=NIGHT).total == 100
    assert SampleEvent.objects.get().what == "scored"


@pytest.fixture
def judged(cast: Cast, sample: Sample) -> Sample:
    scoring.score(sample, by=cast.quality, scores=full(listening=5), opinion="打断诉求人", now=NIGHT)
    sample.refresh_from_db()
    return sample


def test_coaching_is_for_the_agent(cast: Cast, judged: Sample):
    note = coaching.coach(judged, by=cast.squad_leader, words=" 先听完再问 ", now=NIGHT)
    assert note.words == "先听完再问"
    for who, words, code in ((cast.agent, "x", "no_right"), (cast.quality, "  ", "needed")):
        with pytest.raises(Refused) as refusal:
            coaching.coach(judged, by=who, words=words, now=NIGHT)
        assert codes(refusal) == {code}
    Sample.objects.filter(pk=judged.pk).update(agent=None)
    judged.refresh_from_db()
    with pytest.raises(Refused):
        coaching.coach(judged, by=cast.quality, words="x", now=NIGHT)


def test_an_appeal_is_made_once_by_the_agent_and_decided_by_another(cast: Cast, judged: Sample):
    for who, words, now, code in ((cast.other_agent, "x", NIGHT, "not_own"), (cast.agent, " ", NIGHT, "needed"),
                                  (cast.agent, "x", NIGHT + timedelta(days=8), "too_late")):
        with pytest.raises(Refused) as refusal:
            appealing.appeal(judged, by=who, words=words, now=now)
        assert codes(refusal) == {code}
    made = appealing.appeal(judged, by=cast.agent, words="诉求人同时说话，请听录音", now=NIGHT)
    with pytest.raises(Refused) as refusal:
        appealing.appeal(judged, by=cast.agent, words="再次申诉", now=NIGHT)
    assert codes(refusal) == {"once"} and Appeal.objects.count() == 1
    for who, scores, opinion, code in ((cast.quality, full(), "x", "another"), (cast.agent, full(), "x", "no_right"),
                                       (cast.supervisor, full(listening=99), "x", "out_of_range"), (cast.supervisor, full(), "", "needed")):
        with pytest.raises(Refused) as refusal:
            appealing.decide(made, by=who, scores=scores, opinion=opinion, now=NIGHT)
        assert codes(refusal) == {code}
    decided = appealing.decide(made, by=cast.supervisor, scores=full(listening=18), opinion="录音里确有重叠", now=NIGHT)
    judged.refresh_from_db()
    assert (decided.outcome, judged.total, judged.inspector_id) == ("changed", 98, cast.quality.id)
    with pytest.raises(Refused) as refusal:
        appealing.decide(Appeal.objects.get(), by=cast.supervisor, scores=full(), opinion="x", now=NIGHT)
    assert codes(refusal) == {"decided_before"}
    events = list(SampleEvent.objects.values_list("what", flat=True))
    assert events == ["scored", "appealed", "decided"] and SampleEvent.objects.last().data["before"] == "85.0"


def test_the_same_scores_uphold(cast: Cast, judged: Sample):
    made = appealing.appeal(judged, by=cast.agent, words="请复核", now=NIGHT)
    assert appealing.decide(made, by=cast.supervisor, scores=full(listening=5), opinion="录音属实", now=NIGHT).outcome == "upheld"


def test_before_it_is_judged_nothing_can_be_appealed(cast: Cast, sample: Sample):
    with pytest.raises(Refused) as refusal:
        appealing.appeal(sample, by=cast.agent, words="x", now=NIGHT)
    assert codes(refusal) == {"not_judged"}


def test_the_history_of_a_sample_can_only_grow(judged: Sample, as_app: Callable[..., object]):
    for statement in ("UPDATE supervision_sampleevent SET what = 'x'", "DELETE FROM supervision_sampleevent"):
        with pytest.raises(Exception, match=r"permission denied|append-only"), as_app(), connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(statement)


def test_a_sample_is_of_something(db: None):
    with pytest.raises(IntegrityError):
        Sample.objects.create(rule="share", drawn_at=NIGHT)
