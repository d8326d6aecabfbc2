"""The agent's one objection to a score, and its decision by somebody who did not give it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from huying import policy
from huying.people.persons import Person
from huying.supervision import journal, scoring
from huying.supervision.models import Appeal, Sample
from huying.tickets.problems import Blocker, Problem, Refused


def open_until(sample: Sample) -> datetime | None:
    """When the agent may no longer appeal; None before the sample is judged."""
    return sample.inspected_at + timedelta(days=policy.current().quality.appeal_days) if sample.inspected_at else None


def appeal(sample: Sample, *, by: Person, words: str, now: datetime) -> Appeal:
    """Object once, with words. Refused: not one's own, not judged yet, too late, no words, a second time."""
    until, problems = open_until(sample), list[Problem]()
    if sample.agent_id != by.id:
        problems.append(Blocker("not_own", "只能对自己的质检结果申诉。", "Only one's own score can be appealed."))
    elif until is None:
        problems.append(Blocker("not_judged", "还没有评分。", "There is no score yet."))
    elif now > until:
        problems.append(Blocker("too_late", "申诉期限已过。", "The time to appeal is over."))
    if not words.strip():
        problems.append(Blocker("needed", "请写明申诉理由。", "Say why.", "words"))
    if problems:
        raise Refused(problems)
    try:
        with transaction.atomic():
            made = Appeal.objects.create(sample=sample, by_id=by.id, at=now, words=words.strip()[:1000])  # type: ignore[misc]
            journal.note(sample, "appealed", by=by, now=now, total=str(sample.total))
    except IntegrityError:
        raise Refused([Blocker("once", "每个质检结果只能申诉一次。", "A score can be appealed once.")]) from None
    return made


def decide(made: Appeal, *, by: Person, scores: Mapping[str, int], opinion: str, now: datetime) -> Appeal:
    """Judge anew: the same scores uphold, others change. Refused: no inspector, the first inspector or the agent, decided before,
    a line missing or out of its range, no opinion."""
    sample = made.sample
    items = scoring.sheet(sample)
    problems: list[Problem] = []
    if not by.roles & scoring.INSPECTORS:
        problems.append(Blocker("no_right", "您没有质检权限。", "You may not inspect."))
    elif by.id in (sample.inspector_id, made.by_id):
        problems.append(Blocker("another", "申诉须由另一位质检员复核。", "Another inspector decides an appeal."))
    elif made.decided_at:
        problems.append(_decided())
    problems += scoring.ranges(items, scores)
    if not opinion.strip():
        problems.append(Blocker("needed", "请写明复核意见。", "Say why it stays or changes.", "opinion"))
    if problems:
        raise Refused(problems)
    new = {item.id: int(scores[item.id]) for item in items}
    total, before = scoring.total(items, new), sample.total
    with transaction.atomic():
        outcome = Appeal.UPHELD if new == sample.scores else Appeal.CHANGED
        done = Appeal.objects.filter(pk=made.pk, decided_at=None).update(
            decided_by_id=by.id, decided_at=now, outcome=outcome, opinion=opinion.strip()[:1000])
        if not done:
            raise Refused([_decided()])
        journal.note(sample, "decided", by=by, now=now, outcome=outcome, before=str(before), after=str(total), scores=sample.scores)
        Sample.objects.filter(pk=sample.pk).update(scores=new, total=total)
    made.refresh_from_db()
    return made


def _decided() -> Blocker:
    return Blocker("decided_before", "此申诉刚刚已由他人复核。", "Somebody has just decided this appeal.")
