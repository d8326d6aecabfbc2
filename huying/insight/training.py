"""The category model's care: retrain from lessons, compare, promote, roll back; every act is a row with who and when."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from huying import policy
from huying.insight.models import Lesson, Training
from huying.people.persons import Person
from huying.tickets import announce
from huying.tickets.models import Ticket
from huying.tickets.problems import blocked

logger = logging.getLogger("huying.training")
TOPIC = "desk"  # open pages of the desk hear when a training goes on


@dataclass(frozen=True, slots=True)
class Version:
    """A trained model: its name, when and from how many rows, its macro F1 on the held-out slice (0 to 1, None: not
    measured), and whether it is the one that speaks."""

    name: str
    made_at: datetime | None
    rows: int
    score: float | None
    current: bool


class ModelStore(Protocol):
    """What this room asks of a store of category models; versions are named by the store and never change."""

    def versions(self) -> Sequence[Version]:
        """All versions, newest first."""
        ...

    def train(self, rows: Iterable[tuple[str, str]]) -> Version:
        """A new version from (text, category code); measured on a held-out slice, not yet promoted."""
        ...

    def compare(self, name: str) -> Mapping[str, Any]:
        """The version against the one that speaks, on one held-out slice: plain figures for a table."""
        ...

    def promote(self, name: str) -> None:
        """Let this version speak from now on. Raises ValueError when it is not better."""
        ...

    def roll_back(self) -> str:
        """Back to the version that spoke before; returns its name. Raises ValueError when there is none."""
        ...


_STORE: list[ModelStore] = []


def use(store: ModelStore | None) -> None:
    """Set the store (wiring and tests)."""
    _STORE[:] = [] if store is None else [store]


def store() -> ModelStore | None:
    """The store of category models; None where this installation has none, and the catalogue's words alone propose."""
    return _STORE[0] if _STORE else None


def confirmed(now: datetime) -> int:
    """Lessons about categories since the last finished retraining, as far as they count."""
    last = Training.objects.filter(act=Training.RETRAIN, state=Training.DONE).order_by("-id").values_list("asked_at", flat=True).first()
    since = now - timedelta(days=policy.current().understanding.lessons.days)
    return Lesson.objects.filter(element=Lesson.CATEGORY, at__gte=max(since, last) if last else since).count()


def ask(act: str, by: Person, now: datetime, version: str = "") -> Training:
    """Do an act, or put a retraining into the queue. Raises Refused with the reason; every try is kept as a row."""
    if store() is None:
        raise blocked("no_store", "此处没有可训练的分类模型。", "There is no model to train here.")
    assert by.id is not None, "only staff get here"
    if act != Training.RETRAIN:
        return _now(act, by, now, version)
    needed, there = policy.current().understanding.lessons.before_retraining, confirmed(now)
    if there < needed:
        raise blocked("too_few", f"上次训练以来只有 {there} 条人工判断，满 {needed} 条才训练。",
                      f"Only {there} decisions since the last training; {needed} are needed.")
    from huying.insight import tasks

    try:
        with transaction.atomic():
            row = Training.objects.create(act=act, by_id=by.id, asked_at=now)
            tasks.train.defer(training=row.pk)
    except IntegrityError:
        raise blocked("running", "已有一次训练在进行。", "A training is running already.") from None
    return row


def _now(act: str, by: Person, now: datetime, version: str) -> Training:
    """Acts of a moment: done at once; a refusal of the store is kept as a row and told."""
    found = store()
    assert found is not None and by.id is not None
    row = Training(act=act, by_id=by.id, asked_at=now, finished_at=now, version=version[:40], state=Training.DONE)
    try:
        if act == Training.COMPARE:
            row.result = dict(found.compare(version))
        elif act == Training.PROMOTE:
            found.promote(version)
        else:
            row.version = found.roll_back()[:40]
    except (ValueError, KeyError) as error:
        row.state, row.error = Training.FAILED, str(error)[:200]
    row.save()
    if row.state == Training.FAILED:
        raise blocked("store", f"模型库没有执行：{row.error}", f"The store refused: {row.error}")
    announce.tell("train", row.pk, [TOPIC], act)
    return row


def run(training: int, now: datetime) -> None:
    """The job: train from confirmed tickets. A failure is kept in words and changes nothing else."""
    row, found = Training.objects.get(pk=training), store()
    if row.state not in (Training.WAITING, Training.RUNNING):
        return
    row.state = Training.RUNNING
    row.save(update_fields=["state"])
    announce.tell("train", row.pk, [TOPIC], row.act)
    try:
        if found is None:
            raise ValueError("no store")
        rows = taught(now)
        version = found.train(rows)
        row.version, row.state = version.name[:40], Training.DONE
        row.result = {"rows": len(rows), "score": version.score}
    except Exception as error:
        logger.exception("training %s failed", training)
        row.state, row.error = Training.FAILED, f"{type(error).__name__}: {error}"[:200]
    row.finished_at = now
    row.save(update_fields=["state", "version", "result", "error", "finished_at"])
    announce.tell("train", row.pk, [TOPIC], row.act)


def taught(now: datetime) -> list[tuple[str, str]]:
    """(text, category) of tickets whose category a person decided last, for classes with enough of them. Two queries."""
    rules = policy.current().understanding.lessons
    known = policy.current().categories
    last = (Lesson.objects.filter(element=Lesson.CATEGORY, at__gte=now - timedelta(days=rules.days))
            .order_by("ticket_id", "-id").distinct("ticket_id").values_list("ticket_id", "decided"))
    decided = {ticket: code for ticket, code in last if code in known and known[code].level == 3}
    classes = Counter(decided.values())
    texts = Ticket.objects.filter(pk__in=decided).only("title", "detail", "wish").order_by("pk")
    return [(each.text, decided[each.pk]) for each in texts if classes[decided[each.pk]] >= rules.least_per_class]
