"""Topics grow from tickets as they come, once each, keep their ids, and hold nothing confidential."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huying.insight import hot, topics, walking
from huying.insight.learning import learn
from huying.insight.models import Mark, Topic, TopicMember
from huying.insight.rereading import reread
from huying.tickets import keys, life
from huying.tickets.models import Event, Likely, Ticket, TicketKey
from huying.tickets.queries.own import RECENT
from tests.cast import MONDAY, Cast
from tests.insight.conftest import FUMES, LAMPS

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def came(cast: Cast, texts: Any, **more: Any) -> list[Ticket]:
    return [cast.ticket(MONDAY - timedelta(hours=place + 1), title=title, detail=detail, place=title[:4], wish="", **more)
            for place, (title, detail) in enumerate(texts)]


def members(topic: int) -> list[int]:
    return sorted(TopicMember.objects.filter(topic=topic).values_list("ticket", flat=True))


def test_tickets_about_one_matter_become_one_topic_with_the_first_ones_id(cast: Cast, gathered: Any):
    fumes, lamps = came(cast, FUMES), came(cast, LAMPS)
    alone = cast.ticket(MONDAY - timedelta(hours=1), title="咨询居住证办理材料", detail="请问办理居住证需要哪些材料？", place="", wish="")
    assert gathered() == 8
    assert members(fumes[0].pk) == [each.pk for each in fumes] and members(lamps[0].pk) == [each.pk for each in lamps]
    assert not TopicMember.objects.filter(ticket=alone).exists()
    topic = Topic.objects.get(pk=fumes[0].pk)
    assert topic.name.startswith("丽晴花园") and "油烟" in topic.name and topic.size == 4
    assert topic.typical_id in members(topic.pk) and topic.category in {each.category for each in fumes}
    assert (topic.first_at, topic.last_at) == (MONDAY - timedelta(hours=4), MONDAY - timedelta(hours=1))


def test_the_same_words_in_two_districts_are_two_matters_unless_they_name_one_thing(cast: Cast, gathered: Any):
    pipes = ("爆水管路面积水", "门口人行道下面一直冒清水，估计是供水管破了。")
    there = [cast.ticket(title=pipes[0], detail=pipes[1], place="", wish="", division=code)
             for code in ("440106", "440111", "440106", "440111")]
    loan = ("58车贷平台资金被骗", "58车贷平台爆雷，资金被骗，请立案。")
    lost = [cast.ticket(title=loan[0], detail=loan[1], place="", wish="", division=code) for code in ("440106", "440111", "440118")]
    gathered()
    assert members(there[0].pk) == [there[0].pk, there[2].pk] and members(there[1].pk) == [there[1].pk, there[3].pk]
    assert members(lost[0].pk) == [each.pk for each in lost]


def test_each_ticket_is_looked_at_once_and_a_failed_stretch_again(cast: Cast, gathered: Any, monkeypatch: pytest.MonkeyPatch):
    first = came(cast, FUMES[:3])
    with monkeypatch.context() as broken, pytest.raises(RuntimeError), transaction.atomic():
        broken.setattr(topics, "write", _fail)
        gathered()
    assert TopicMember.objects.count() == 0
    assert gathered() == 3 and gathered() == 0
    came(cast, FUMES[3:])
    assert gathered() == 1 and Topic.objects.get(pk=first[0].pk).size == 4
    Mark.objects.update(done=0)  # even walked over again, nothing is counted twice
    gathered()
    assert Topic.objects.get(pk=first[0].pk).size == 4 and Topic.objects.count() == 1


def _fail(*_: object) -> None:
    raise RuntimeError("no disk")


def test_a_run_takes_a_bounded_number_of_tickets(cast: Cast, gathered: Any, monkeypatch: pytest.MonkeyPatch):
    came(cast, FUMES)
    monkeypatch.setattr(walking, "BATCH", 2)
    assert gathered(most=2) == 2 and gathered(most=2) == 2 and gathered(most=2) == 0


def test_confidential_tickets_are_never_in_a_topic(cast: Cast, gathered: Any):
    first = came(cast, FUMES[:3])
    came(cast, FUMES[3:], confidential=True)
    gathered()
    assert members(first[0].pk) == [each.pk for each in first]
    life.protect(first[2].number, by=cast.squad_leader, now=MONDAY)
    Topic.objects.update(typical=first[2])
    found = hot.hottest(cast.leader, MONDAY, WEEK)
    assert len(found) == 1 and found[0].said == "", "not even before the job has run"
    reread(Event.objects.filter(ticket=first[2], verb="protect").latest("id").pk)
    assert members(first[0].pk) == [first[0].pk, first[1].pk]
    assert Topic.objects.get().size == 2 and Topic.objects.get().typical_id != first[2].pk


def test_one_made_confidential_while_it_was_taken_in_leaves_at_the_next_run(cast: Cast, gathered: Any):
    first = came(cast, FUMES[:3])
    gathered()
    Ticket.objects.filter(pk=first[1].pk).update(confidential=True)  # its own job ran before
    gathered()
    assert members(first[0].pk) == [first[0].pk, first[2].pk]


def test_united_topics_keep_the_older_id_and_the_younger_leads_there(cast: Cast, gathered: Any):
    fumes, lamps = came(cast, FUMES), came(cast, LAMPS)
    gathered()
    last = cast.ticket(MONDAY, title="两处都有", detail="油烟和路灯", place="", wish="")
    tickets = {last.pk: last}
    for _ in range(2):  # a retry changes nothing
        topics.write({last.pk: fumes[0].pk}, {lamps[0].pk: fumes[0].pk}, tickets)
    assert members(fumes[0].pk) == sorted(each.pk for each in [*fumes, *lamps, last])
    assert Topic.objects.get(pk=lamps[0].pk).into_id == fumes[0].pk and Topic.objects.get(pk=fumes[0].pk).size == 8


def test_the_hottest_are_counted_by_period_and_division(cast: Cast, gathered: Any):
    from dataclasses import replace

    came(cast, FUMES, division="440106")
    for each in came(cast, LAMPS, division="440111"):
        Ticket.objects.filter(pk=each.pk).update(registered_at=MONDAY - timedelta(days=9))
    gathered()
    with CaptureQueriesContext(connection) as queries:
        found = hot.hottest(cast.leader, MONDAY, WEEK)
    assert [(each.now, each.before, each.growth) for each in found] == [(4, 0, 4)] and len(queries) == 2
    assert [each.now for each in hot.hottest(cast.leader, MONDAY, timedelta(days=30), hot.SIZE)] == [4, 3]
    there = replace(cast.leader, divisions=frozenset({"440111"}))
    assert [each.now for each in hot.hottest(there, MONDAY, timedelta(days=30))] == [3]
    assert [count for _, count in hot.days(found[0].topic.pk, cast.leader, MONDAY.date(), 3)] == [0, 0, 4]


def test_a_stretch_costs_the_same_statements_for_few_and_many(cast: Cast, gathered: Any):
    came(cast, FUMES[:2])
    gathered()
    counts = []
    for texts in (FUMES[2:3], FUMES[2:] * 3):
        came(cast, texts)
        with CaptureQueriesContext(connection) as queries:
            gathered()
        counts.append(sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in queries))
    assert max(counts) <= 26, counts


def test_a_ticket_put_into_another_division_counts_there(cast: Cast, gathered: Any):
    first = came(cast, FUMES[:3], division="440106")[0]
    gathered()
    Ticket.objects.filter(pk=first.pk).update(state="received")  # not to be completed first
    life.triage(first.number, by=cast.agent, now=MONDAY, category=first.category or "010301", division="440111")
    learn(Event.objects.filter(ticket=first, verb="triage").latest("id").pk)
    assert TopicMember.objects.get(pk=first.pk).division == "440111"


def test_corrected_words_leave_keys_and_name(cast: Cast, gathered: Any):
    tickets = came(cast, FUMES[:3])
    gathered()
    before = set(TicketKey.objects.filter(ticket_id=tickets[0].pk).values_list("key", flat=True))
    for each in tickets:
        life.correct(each.number, by=cast.squad_leader, now=MONDAY, remove="丽晴花园")
        event = Event.objects.filter(ticket=each, verb="correct").latest("id").pk
        reread(event)
        reread(event)
    after = set(TicketKey.objects.filter(ticket_id=tickets[0].pk).values_list("key", flat=True))
    assert after and after != before and "丽晴" not in Topic.objects.get().name
    assert not keys.renew(Ticket.objects.get(pk=tickets[0].pk)), "nothing more to renew"


def test_what_is_not_settled_waits(cast: Cast):
    mark = Mark(name="x")
    ticket = cast.ticket()
    assert walking._settle(mark) and mark.settled == 0 and mark.seen == ticket.pk and mark.horizon > 0
    mark.horizon = 2**62  # somebody's transaction is older
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_snapshot_xip(pg_current_snapshot())")
        others = cursor.fetchone()[0]
    if others:
        assert not walking._settle(mark) and mark.settled == 0
    mark.horizon = 0
    assert walking._settle(mark) and mark.settled == ticket.pk


def test_a_new_ticket_like_a_running_one_is_proposed_to_join_it(cast: Cast, gathered: Any):
    first = came(cast, FUMES[:1])[0]
    copy = came(cast, FUMES[:1])[0]
    other = came(cast, LAMPS[:1])[0]
    hidden = came(cast, FUMES[:1], confidential=True)[0]
    gathered()
    row = Likely.objects.get()
    assert (row.ticket_id, row.main_id) == (copy.pk, first.pk) and row.likeness >= 0.95 and row.reasons
    assert not Likely.objects.filter(ticket__in=[other, hidden]).exists()


def test_keys_of_long_ago_are_removed_but_for_topics_that_live_on(cast: Cast, gathered: Any):
    fumes, lamps = came(cast, FUMES), came(cast, LAMPS)
    alone = cast.ticket(MONDAY - timedelta(hours=1), title="咨询居住证办理材料", detail="请问办理居住证需要哪些材料？", place="", wish="")
    gathered()
    later = MONDAY + RECENT + timedelta(days=1)
    new = cast.ticket(later, title="公交站牌倒了", detail="昌岗路的公交站牌被风吹倒了", place="", wish="")
    Topic.objects.filter(pk=lamps[0].pk).update(last_at=later - topics.LIVING - timedelta(days=1))
    assert topics.forget_keys(later) > 0
    kept = set(TicketKey.objects.values_list("ticket_id", flat=True))
    assert kept == {new.pk} | {each.pk for each in fumes}, alone
    assert topics.forget_keys(later) == 0
