"""Nightly samples: by rule, the same when drawn again, never twice."""

from datetime import timedelta

import pytest

from huying.policy import current
from huying.supervision import sampling, scoring
from huying.supervision.models import Sample
from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused
from tests.cast import MONDAY, Cast

NIGHT = MONDAY + timedelta(hours=18, minutes=30)  # Tuesday 02:30 in the city


def done(cast: Cast, **values) -> Ticket:
    """Answered at once by an agent on Monday."""
    ticket = cast.ticket(**values)
    life.close(ticket.number, by=cast.agent, now=MONDAY, text="已电话答复诉求人。", category=ticket.category)
    return Ticket.objects.get(pk=ticket.pk)


def rules() -> dict[str, str]:
    return dict(Sample.objects.values_list("ticket__number", "rule"))


def test_marks_are_always_drawn_and_the_rest_by_share(cast: Cast):
    urgent, calm = done(cast, urgency="urgent"), [done(cast) for _ in range(4)]
    Ticket.objects.filter(pk=urgent.pk).update(urgency="urgent")
    declined = cast.ticket()
    ground = next(iter(current().grounds))
    life.decline(declined.number, by=cast.dispatcher, now=MONDAY, ground=ground)
    made = sampling.draw(NIGHT)
    found = rules()
    assert found[urgent.number] == "urgent" and found[declined.number] == "declined"
    assert sum(found.get(ticket.number) == "share" for ticket in calm) <= 1 and made == len(found)


def test_each_unit_has_its_least_number_over_the_period(cast: Cast):
    for day in range(2):
        for _ in range(4):
            now = MONDAY + timedelta(days=day)
            number = cast.ticket(now).number
            life.dispatch(number, by=cast.dispatcher, now=now, lead=cast.lead_unit)
            life.sign(number, by=cast.liaison, now=now)
            life.reply(number, by=cast.liaison, now=now, text="已到现场处理完毕并回复诉求人。")
            life.check(number, by=cast.followup, now=now, passed=True)
        sampling.draw(NIGHT + timedelta(days=day))
    least = current().quality.sampling.least_per_unit
    of_unit = Sample.objects.filter(rule__in=("share", "least_per_unit"))
    assert least <= of_unit.count() <= least + 2


def test_drawn_again_nothing_is_added_and_another_day_is_left_alone(cast: Cast):
    for _ in range(3):
        done(cast)
    assert sampling.draw(NIGHT - timedelta(days=1)) == 0
    first = sampling.draw(NIGHT)
    before = rules()
    assert first == len(before) > 0
    Sample.objects.all().delete()
    sampling.draw(NIGHT)
    assert rules() == before
    assert sampling.draw(NIGHT) <= 3 - first and Sample.objects.count() <= 3


def test_the_draw_is_one_statement(cast: Cast, django_assert_num_queries):
    done(cast)
    with django_assert_num_queries(1):
        sampling.draw(NIGHT)


@pytest.fixture
def sample(cast: Cast) -> Sample:
    return Sample.objects.create(ticket=done(cast), rule="share", drawn_at=NIGHT)


def full(sample: Sample) -> dict[str, int]:
    return {item.id: 0 if item.fatal else item.points for item in scoring.sheet(sample)}


def test_a_fatal_line_brings_the_whole_to_zero_and_needs_a_word(cast: Cast, sample: Sample):
    scores = {**full(sample), "leak": 1}
    with pytest.raises(Refused) as refusal:
        scoring.score(sample, by=cast.quality, scores=scores, opinion=" ", now=NIGHT)
    assert refusal.value.codes == {"needed"}
    assert scoring.score(sample, by=cast.quality, scores=scores, opinion="泄露了诉求人电话", now=NIGHT).total == 0


def test_only_an_inspector_who_did_not_handle_it_scores_it_once(cast: Cast, sample: Sample):
    for who, code in ((cast.agent, "no_right"), (cast.leader, "no_right"), (cast.liaison, "no_right")):
        with pytest.raises(Refused) as refusal:
            scoring.score(sample, by=who, scores=full(sample), opinion="", now=NIGHT)
        assert refusal.value.codes == {code}
    life.open_review(sample.ticket.number, by=cast.supervisor, now=MONDAY, reason="抽查")
    with pytest.raises(Refused) as refusal:
        scoring.score(sample, by=cast.supervisor, scores=full(sample), opinion="", now=NIGHT)
    assert refusal.value.codes == {"handled_before"}
    assert scoring.score(sample, by=cast.quality, scores=full(sample), opinion="", now=NIGHT).total == 100
    with pytest.raises(Refused) as refusal:
        scoring.score(Sample.objects.get(pk=sample.pk), by=cast.quality, scores=full(sample), opinion="", now=NIGHT)
    assert refusal.value.codes == {"judged_before"}


def test_points_out_of_range_or_missing_are_named(cast: Cast, sample: Sample):
    first, second = [item.id for item in scoring.sheet(sample) if not item.fatal][:2]
    scores = {**full(sample), first: 101}
    del scores[second]
    with pytest.raises(Refused) as refusal:
        scoring.score(sample, by=cast.quality, scores=scores, opinion="", now=NIGHT)
    assert {problem.field for problem in refusal.value.problems} == {first, second}
