"""Finds promises that passed, claims each once, and calls the verb that follows.

Many sweepers may run: rows are claimed with FOR UPDATE SKIP LOCKED in batches. A row that cannot be handled
is pushed back with a growing delay and logged; it never stops the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from huying.people.persons import SYSTEM
from huying.tickets import life
from huying.tickets.models import Promise
from huying.tickets.problems import Refused
from huying.tickets.promises import ACTING

logger = logging.getLogger("huying.sweep")
BATCH = 500


def sweep(now: datetime, *, batch: int = BATCH, most: int | None = None) -> int:
    """Handle everything that is due; returns how many promises were handled (at most `most`)."""
    done = 0
    while most is None or done < most:
        count = _overdue(now, batch) + _acting(now, batch)
        done += count
        if not count:
            break
    return done


def _due(now: datetime, *locked: str) -> QuerySet[Promise]:
    return (Promise.objects.filter(next_at__lte=now, met_at=None, voided_at=None, paused_at=None)
            .select_for_update(skip_locked=True, no_key=True, of=locked).select_related("ticket").order_by("next_at"))


def _overdue(now: datetime, batch: int) -> int:
    """Promises whose passing is marked and climbs the ladder: a whole batch in a handful of statements."""
    with transaction.atomic():
        waiting = _due(now, "self").exclude(kind__in=ACTING, due_at__lte=now)
        rows = list(waiting.defer("ticket__search", "ticket__detail")[:batch])
        if not rows:
            return 0
        try:
            with transaction.atomic():
                life.miss(rows, now=now)
        except Exception:
            logger.exception("a batch of %s promises failed; taking them one by one", len(rows))
            for row in rows:
                _alone(row, now, partial(_missed, row.pk, now))
        return len(rows)


def _missed(pk: int, now: datetime) -> None:
    """One promise, read again: the batch that failed has already written into its row in memory."""
    life.miss([Promise.objects.select_related("ticket").get(pk=pk)], now=now)


def _acting(now: datetime, batch: int) -> int:
    """Promises whose passing is an act: close an incomplete ticket, archive after the rating window, look again."""
    with transaction.atomic():
        # The ticket is claimed too: a person who is at work on it comes first.
        rows = list(_due(now, "self", "ticket").filter(kind__in=ACTING, due_at__lte=now)[: max(1, batch // 10)])
        for row in rows:
            _alone(row, now, partial(_act, row, now))
        return len(rows)


def _act(promise: Promise, now: datetime) -> None:
    number, key = promise.ticket.number, f"promise:{promise.pk}"
    try:
        if promise.kind == "completion":
            life.expire(number, by=SYSTEM, now=now, key=key)
        elif promise.kind == "rating":
            life.archive(number, by=SYSTEM, now=now, key=key)
        else:
            life.resume(number, by=SYSTEM, now=now, key=key, words="到期复查")
    except Refused as refusal:
        logger.info("promise %s of %s no longer applies: %s", promise.pk, number, refusal)
        Promise.objects.filter(pk=promise.pk).update(next_at=None, voided_at=now, void_reason="no_longer")


def _alone(promise: Promise, now: datetime, action: Callable[[], object]) -> None:
    """One row in its own savepoint; pushed back when it fails."""
    try:
        with transaction.atomic():
            action()
    except Exception:
        logger.exception("promise %s could not be handled", promise.pk)
        wait = timedelta(minutes=min(2**promise.failures, 240))
        Promise.objects.filter(pk=promise.pk).update(next_at=now + wait, failures=promise.failures + 1)
