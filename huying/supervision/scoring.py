"""Scoring a sample on the policy's sheet: the agent's part and the unit's, each out of a hundred."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from huying import policy
from huying.people.persons import Person, Role
from huying.policy.quality import ScoreItem
from huying.supervision import journal
from huying.supervision.models import Sample
from huying.tickets.models import Event
from huying.tickets.problems import Blocker, Problem, Refused

INSPECTORS = frozenset({Role.QUALITY, Role.SUPERVISOR})
TENTH = Decimal("0.1")


def sheet(sample: Sample) -> list[ScoreItem]:
    """The lines that apply: of a call the agent's; of a ticket an agent's when one registered it, a unit's when one led it."""
    if sample.call_id or sample.ticket is None:
        return [item for item in policy.current().quality.sheet if item.of == "agent"]
    parts = {part for part, whose in (("agent", sample.ticket.registered_by_id), ("unit", sample.ticket.lead_id)) if whose}
    return [item for item in policy.current().quality.sheet if item.of in (parts or {"agent"})]


def total(items: list[ScoreItem], scores: Mapping[str, int]) -> Decimal:
    """0 … 100, one decimal: the mean of the parts; a fatal line that applies makes it 0."""
    if any(item.fatal and scores.get(item.id) for item in items):
        return Decimal(0)
    parts = {item.of for item in items}
    reached = sum(scores[item.id] for item in items if not item.fatal)
    return (Decimal(reached) / max(1, len(parts))).quantize(TENTH, ROUND_HALF_UP)


def passed(sample: Sample) -> bool:
    return sample.total is not None and sample.total >= policy.current().quality.pass_mark


def score(sample: Sample, *, by: Person, scores: Mapping[str, int], opinion: str, now: datetime) -> Sample:
    """Judge a sample once. `scores`: points by line; a fatal line is 1 when it applies, else 0.

    Refused: no inspector, judged before, handled the ticket oneself, a line missing or out of its range,
    a low score without a word why.
    """
    items = sheet(sample)
    problems = [*_standing(sample, by), *ranges(items, scores)]
    if not problems:
        points = total(items, scores)
        if points < policy.current().quality.pass_mark and not opinion.strip():
            problems.append(Blocker("needed", "未达合格分，请写明问题。", "Below the pass mark: say what is wrong.", "opinion"))
    if problems:
        raise Refused(problems)
    sample.scores = {item.id: int(scores[item.id]) for item in items}
    sample.total, sample.opinion = points, opinion.strip()
    sample.inspector_id, sample.inspected_at = by.id, now
    with transaction.atomic():
        done = Sample.objects.filter(pk=sample.pk, inspected_at=None).update(
            scores=sample.scores, total=points, opinion=sample.opinion, inspector_id=by.id, inspected_at=now)
        if not done:
            raise Refused([_judged()])
        journal.note(sample, "scored", by=by, now=now, total=str(points), scores=sample.scores)
    return sample


def _judged() -> Blocker:
    return Blocker("judged_before", "此样本刚刚已由他人质检。", "Somebody has just judged this sample.")


def _standing(sample: Sample, by: Person) -> list[Problem]:
    if not by.roles & INSPECTORS:
        return [Blocker("no_right", "您没有质检权限。", "You may not inspect.")]
    if sample.inspected_at:
        return [_judged()]
    if sample.agent_id == by.id and by.id is not None:
        return [Blocker("own_work", "不能给自己的工作评分，请由他人质检。", "Nobody judges their own work; somebody else must inspect it.")]
    if sample.ticket_id and Event.objects.filter(ticket=sample.ticket_id, actor=by.id).exclude(verb="note").exists():
        return [Blocker("handled_before", "您经办过此工单，请由他人质检。", "You handled this ticket; somebody else must inspect it.")]
    return []


def ranges(items: list[ScoreItem], scores: Mapping[str, int]) -> list[Problem]:
    """Each line that has no points, or points that it cannot have."""
    found: list[Problem] = []
    for item in items:
        points, most = scores.get(item.id), 1 if item.fatal else item.points
        if points is None or not 0 <= points <= most:
            found.append(Blocker("out_of_range", f"“{item.name}”请给 0 至 {most} 分。", f"“{item.en}”: 0 to {most} points.", item.id))
    return found
