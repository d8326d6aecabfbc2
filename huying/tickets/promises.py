"""The promises of one ticket inside one step: loaded once, changed in memory, written in two statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from huying import policy
from huying.clocks.zone import MICROSECOND
from huying.policy import LadderStep
from huying.tickets import timing
from huying.tickets.models import Leg, Pause, Promise, Ticket
from huying.tickets.prepared import made, tied
from huying.tickets.states import Urgency

# Promises whose end is an act of its own, not a failure of somebody (huying.tickets.sweep).
ACTING = frozenset({"completion", "rating", "look_again"})
# Promises that bind the unit: these stand still while the citizen is asked or the ticket is suspended.
OF_UNIT = frozenset({"sign", "first_contact", "complete", "rework"})
# The ones that the ticket shows as its deadline.
HEADLINE = ("rework", "complete", "completion")
WRITTEN = ["due_at", "yellow_at", "met_at", "missed_at", "voided_at", "void_reason", "paused_at", "next_at", "level",
           "extra", "limit", "rule", "clause", "policy_version", "calendar_version", "provisional", "unit_id"]


def steps_of(kind: str) -> Sequence[LadderStep]:
    """The ladder's steps for a kind; where passing is itself an act, only those before it."""
    steps = timing.ladder(kind)
    return [step for step in steps if step.at == "yellow"] if kind in ACTING else steps


def moment(promise: Promise, step: LadderStep, due_at: datetime) -> datetime:
    """The instant of a step of the ladder of a promise due then; at night put off to the morning unless urgent."""
    base = promise.yellow_at or due_at if step.at == "yellow" else due_at
    at = _after(step.after, base) if step.after else base
    return at if promise.urgent and step.urgent_anytime else timing.put_off(at)


def _after(limit: str, due_at: datetime) -> datetime:
    """So long after a deadline; a deadline at midnight belongs to the day that it ends."""
    return timing.due(limit, due_at - MICROSECOND if timing.limit_of(limit).unit == "working_days" else due_at).due_at or due_at


def schedule(promise: Promise) -> None:
    """Set `next_at` to the next instant at which the sweep has something to do."""
    if not promise.is_open or promise.paused_at or promise.due_at is None:
        promise.next_at = None
        return
    ahead = steps_of(promise.kind)[promise.level + 1 :]
    waiting = [moment(promise, step, promise.due_at) for step in ahead[:1]]
    promise.next_at = min(waiting if promise.missed_at else [*waiting, promise.due_at], default=None)


def fresh(ticket: Ticket, kind: str, start: datetime, *, leg: Leg | None = None, unit_id: int | None = None,
          limit: str = "", due_at: datetime | None = None) -> Promise:
    """A new promise, computed but not saved. `limit` overrides the policy's; `due_at` is a given date."""
    rule = timing.rule_for(kind, ticket)
    text = limit or rule.text
    promise = made(
        Promise, unit_id=unit_id or (leg.unit_id if leg else None), kind=kind, limit=text,
        started_at=start, urgent=ticket.urgency != Urgency.NORMAL, rule=rule.id, clause=rule.clause,
        policy_version=policy.current().version, calendar_version=timing.calendar().version,
    )
    tied(promise, ticket=ticket, leg=leg)
    if due_at:
        promise.due_at, promise.limit = due_at, "date"
    else:
        compute(promise, rule.yellow)
    schedule(promise)
    return promise


def compute(promise: Promise, yellow: str = "", pauses: Iterable[tuple[datetime, datetime | None]] = ()) -> None:
    """Fill in when it is due, from what the row says and the pauses."""
    found = timing.due(promise.limit, promise.started_at, rule=promise.rule, extra=promise.extra, pauses=list(pauses),
                       yellow=yellow or timing.rule_for(promise.kind, promise.ticket).yellow)
    promise.due_at, promise.yellow_at, promise.provisional = found.due_at, found.yellow_at, found.provisional
    promise.calendar_version = found.calendar_version


class Clocks:
    """What a step does to the promises of its ticket. `save` writes; `headline` tells the ticket's own deadline."""

    def __init__(self, ticket: Ticket, now: datetime) -> None:
        self.ticket, self.now = ticket, now
        self._open: list[Promise] | None = None
        self._new: list[Promise] = []
        self._changed: set[Promise] = set()
        self._pauses: list[Pause] = []

    @property
    def touched(self) -> bool:
        return bool(self._new or self._changed)

    def all_open(self) -> list[Promise]:
        if self._open is None:
            # Locked after the ticket: a sweep that holds one of them never waits for a ticket.
            rows = self.ticket.promises.filter(met_at=None, voided_at=None).order_by("pk")
            self._open = list(rows.select_for_update(no_key=True))
        for promise in self._open:
            promise.ticket = self.ticket
        return [p for p in [*self._open, *self._new] if p.is_open]

    def find(self, kind: str, leg: Leg | None = None) -> Promise | None:
        legs = {leg.pk} if leg else None
        return next((p for p in self.all_open() if p.kind == kind and (legs is None or p.leg_id in legs)), None)

    def start(self, kind: str, *, leg: Leg | None = None, unit_id: int | None = None, limit: str = "",
              since: datetime | None = None, due_at: datetime | None = None) -> Promise:
        """Start a clock; one of this kind that runs for the same leg is replaced."""
        running = next((p for p in self.all_open() if p.kind == kind and p.leg_id == (leg.pk if leg else None)), None)
        if running:
            self._void(running, "replaced")
        promise = fresh(self.ticket, kind, since or self.now, leg=leg, unit_id=unit_id, limit=limit, due_at=due_at)
        self._new.append(promise)
        return promise

    def meet(self, *kinds: str, leg: Leg | None = None) -> None:
        """The promise was kept (or, when late, at last done)."""
        for promise in self._of(kinds, leg):
            promise.met_at = self.now
            self._touch(promise)

    def unmeet(self, *kinds: str) -> None:
        """The reply was sent back: the same clock runs on from the same start."""
        for promise in self.ticket.promises.filter(kind__in=kinds, met_at__isnull=False, voided_at=None).order_by("-met_at", "-id")[:1]:
            promise.met_at, promise.ticket = None, self.ticket
            self.all_open()
            assert self._open is not None
            self._open.append(promise)
            self._touch(promise)

    def void(self, *kinds: str, leg: Leg | None = None, reason: str) -> None:
        """The promise no longer applies; without kinds, none does."""
        for promise in self._of(kinds, leg):
            self._void(promise, reason)

    def restore(self, reason: str) -> None:
        """Bring back what was voided for `reason` (unmerge loses nothing)."""
        for promise in self.ticket.promises.filter(voided_at__isnull=False, void_reason=reason):
            promise.voided_at, promise.void_reason, promise.ticket = None, "", self.ticket
            self.all_open()
            assert self._open is not None
            self._open.append(promise)
            self._touch(promise)

    def pause(self, reason: str) -> None:
        """The unit's clocks stand still from now."""
        for promise in self.all_open():
            if promise.kind in OF_UNIT and promise.paused_at is None:
                promise.paused_at = self.now
                self._pauses.append(Pause(promise=promise, from_at=self.now, reason=reason))
                self._touch(promise)

    def resume(self) -> None:
        """The unit's clocks run on, later by the time they stood still."""
        paused = [p for p in self.all_open() if p.paused_at]
        Pause.objects.filter(promise__in=paused, to_at=None).update(to_at=self.now)
        rows: dict[int, list[tuple[datetime, datetime | None]]] = {}
        for pause in Pause.objects.filter(promise__in=paused):
            rows.setdefault(pause.promise_id, []).append((pause.from_at, pause.to_at))
        for promise in paused:
            promise.paused_at = None
            compute(promise, pauses=rows.get(promise.pk, ()))
            self._touch(promise)

    def extend(self, promise: Promise, whole: str) -> None:
        """Give the promise a longer whole limit from the same start."""
        promise.extra = whole
        rows = [(pause.from_at, pause.to_at) for pause in promise.pauses.all()]
        compute(promise, pauses=rows)
        if promise.due_at and promise.due_at > self.now:
            promise.missed_at, promise.level = None, -1
        self._touch(promise)

    def touch(self, promise: Promise) -> None:
        self._touch(promise)

    def headline(self) -> Promise | None:
        """The promise that the ticket shows."""
        found = {p.kind: p for p in self.all_open() if p.leg_id is None}
        return next((found[kind] for kind in HEADLINE if kind in found), None)

    def save(self) -> None:
        # A row by itself costs a tenth of bulk_update's work, and a step changes one to three.
        for promise in self._changed:
            promise.save(update_fields=[name.removesuffix("_id") for name in WRITTEN])
        if self._new:
            Promise.objects.bulk_create(list(self._new))
        if self._pauses:
            Pause.objects.bulk_create(self._pauses)

    def _of(self, kinds: tuple[str, ...], leg: Leg | None) -> list[Promise]:
        return [p for p in self.all_open() if (not kinds or p.kind in kinds) and (leg is None or p.leg_id == leg.pk)]

    def _void(self, promise: Promise, reason: str) -> None:
        promise.voided_at, promise.void_reason = self.now, reason
        self._touch(promise)

    def _touch(self, promise: Promise) -> None:
        schedule(promise)
        if promise.pk:
            self._changed.add(promise)
        elif promise.voided_at:
            self._new.remove(promise)
