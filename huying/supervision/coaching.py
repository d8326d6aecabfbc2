"""Notes for the agent beside a score."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from huying.people.persons import Person, Role
from huying.supervision import journal
from huying.supervision.models import Coaching, Sample
from huying.tickets.problems import Blocker, Refused

COACHES = frozenset({Role.QUALITY, Role.SUPERVISOR, Role.SQUAD_LEADER})


def coach(sample: Sample, *, by: Person, words: str, now: datetime) -> Coaching:
    """Write a note that the agent will read. Refused: no coach, no agent to read it, one's own work, no words."""
    words = words.strip()
    if not by.roles & COACHES:
        raise Refused([Blocker("no_right", "您没有辅导权限。", "You may not coach.")])
    if sample.agent_id is None or sample.agent_id == by.id:
        raise Refused([Blocker("nobody", "没有可以辅导的话务员。", "There is no agent to coach.")])
    if not words:
        raise Refused([Blocker("needed", "请写明辅导意见。", "Write what to do better, or what was done well.", "coaching")])
    with transaction.atomic():
        note = Coaching.objects.create(sample=sample, by_id=by.id, at=now, words=words[:1000])  # type: ignore[misc]
        journal.note(sample, "coached", by=by, now=now, note=note.pk)
    return note
