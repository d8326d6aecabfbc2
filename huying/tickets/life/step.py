"""The frame of every act on a ticket: refuse, change, clocks, record, announce, in one short transaction.

A verb's function gets a `Step` and keyword arguments; `act` makes of it the public function

    verb(number, *, by, now, version=None, key=None, door="", **arguments) -> Outcome

`version` is the version the person saw: when the ticket has moved on, they are told what changed.
`key` makes a retry safe: the same key on the same ticket returns the first outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.db import models, transaction

from huying.evidence import canonical
from huying.people.models import Unit
from huying.people.persons import Person
from huying.tickets import access, announce, map, numbers
from huying.tickets.incoming import cleaned, fitting
from huying.tickets.models import Event, Leg, Ticket
from huying.tickets.prepared import made, tied
from huying.tickets.problems import Blocker, Problem, Refused, blocked
from huying.tickets.promises import Clocks
from huying.tickets.states import State

P = ParamSpec("P")
JOINING = frozenset({"merge", "unmerge"})  # verbs that touch a second ticket


@dataclass(slots=True)
class Outcome:
    """What an act led to. `replayed`: the same key had been done before, nothing new happened."""

    ticket: Ticket
    event: Event
    replayed: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class Step:
    """One act on one locked ticket."""

    def __init__(self, verb: map.Verb, ticket: Ticket, by: Person, now: datetime, door: str, key: str | None) -> None:
        self.verb, self.ticket, self.by, self.now, self.door, self.key = verb, ticket, by, now, door, key
        self.from_state = ticket.state
        self.clocks = Clocks(ticket, now)
        self.extra: dict[str, Any] = {}
        self.data: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._problems: list[Problem] = []
        self._legs: list[Leg] | None = None
        self.unit_id: int | None = by.unit_id

    # refuse
    def refuse(self, when: object, code: str, zh: str, en: str, field: str = "") -> None:
        """Note a blocker when `when` holds; `stop` ends the step if there are any."""
        if when:
            self._problems.append(Blocker(code, zh, en, field))

    def need(self, value: object, field: str, zh: str, en: str) -> None:
        """A value that must be given."""
        self.refuse(not (value.strip() if isinstance(value, str) else value), "needed", f"请填写{zh}。",
                    f"Please give the {en}.", field)

    def stop(self) -> None:
        if self._problems:
            raise Refused(self._problems)

    # the ticket's legs
    @property
    def legs(self) -> list[Leg]:
        """Running legs, lead first."""
        if self._legs is None:
            self._legs = sorted(self.ticket.legs.filter(ended_at=None).select_related("unit"), key=_lead_first)
        return self._legs

    @property
    def lead_leg(self) -> Leg | None:
        return next((leg for leg in self.legs if leg.role == Leg.LEAD and leg.above_id is None), None)

    def own_leg(self) -> Leg:
        """The running leg nearest to the person's own unit; Refused when there is none."""
        own = [leg for leg in self.legs if leg.unit_id in self.by.unit_ids]
        own.sort(key=lambda leg: (leg.unit_id != self.by.unit_id, leg.role != Leg.LEAD, leg.pk))
        if not own:
            raise blocked("not_yours", "此工单不由您的单位办理。", "This ticket is not with your unit.")
        return own[0]

    @property
    def account_id(self) -> int:
        """The staff account that acts; Refused for anybody else."""
        if not self.by.is_staff or self.by.id is None:
            raise Refused([map.stranger(self.by)])
        return self.by.id

    def forget_legs(self) -> None:
        self._legs = None

    # change
    def change(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.ticket, name, value)
            self._changed.add(name)

    def save(self, row: models.Model, **values: Any) -> None:
        """Set and write fields of a row that belongs to the ticket."""
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[name.removesuffix("_id") for name in values])

    # record
    def record(self, **data: Any) -> None:
        """What the history says besides who, when and what; no personal values (see `commit`)."""
        self.data.update(data)

    def commit(self, field: str, value: str) -> None:
        """Bind the history to a personal or free text without storing it there."""
        key = settings.MASTER_SECRET
        self.data[field] = {"commit": canonical.commitment(key, self.ticket.number, f"{self.verb.name}.{field}", value)}

    # the end
    def finish(self) -> Event:
        self.stop()
        ticket = self.ticket
        if self.clocks.touched:
            headline = self.clocks.headline()
            paused = headline is not None and headline.paused_at is not None
            self.change(due_at=None if headline is None or paused else headline.due_at,
                        yellow_at=None if headline is None or paused else headline.yellow_at)
        targets = self.verb.targets | ({State(self.from_state)} if self.verb.keeps else frozenset())
        assert State(ticket.state) in targets, f"{self.verb.name}: {self.from_state} → {ticket.state} is not on the map"
        self.change(version=ticket.version + 1, changed_at=self.now)
        ticket.save(update_fields=[name.removesuffix("_id") for name in self._changed])
        self.clocks.save()
        event = write_event(self.ticket, self.verb, self.by, self.now, from_state=self.from_state, data=self.data,
                            door=self.door, key=self.key, unit_id=self.unit_id)
        announce.tell(self.verb.name, event.pk, topics_of(ticket), ticket.number)
        return event


def _lead_first(leg: Leg) -> tuple[bool, int]:
    return (leg.role != Leg.LEAD, leg.pk)


def topics_of(ticket: Ticket) -> list[str]:
    """The pages that want to know: the centre's desks, the lead unit's, and the ticket's own."""
    topics = ["desk", f"ticket:{ticket.number}"]
    return [*topics, f"unit:{ticket.lead_id}"] if ticket.lead_id else topics


def build_event(ticket: Ticket, verb: map.Verb, by: Person, now: datetime, *, from_state: str, data: dict[str, Any],
                door: str = "", key: str | None = None, unit_id: int | None = None, public: bool = False) -> Event:
    """An event with its checksum, not yet written. The checksum covers all but the row's own id.

    `public`: the citizen sees this one, though not every event of the verb.
    """
    event = made(
        Event, at=now, verb=verb.name, from_state=from_state, to_state=ticket.state, actor_kind=by.kind,
        actor_id=by.id if by.kind == "staff" else None, actor_name=by.name if by.kind == "staff" else "",
        unit_id=unit_id, door=door, public=public or verb.public, data=data, key=key,
    )
    tied(event, ticket=ticket)
    event.digest = canonical.checksum(fields_of(event, ticket.number))
    return event


def fields_of(event: Event, number: str) -> dict[str, Any]:
    """What the checksum of an event covers."""
    return {
        "number": number, "at": event.at, "verb": event.verb, "from": event.from_state, "to": event.to_state,
        "actor_kind": event.actor_kind, "actor": event.actor_id, "actor_name": event.actor_name,
        "unit": event.unit_id, "door": event.door, "public": event.public, "data": event.data, "key": event.key,
    }


def write_event(ticket: Ticket, verb: map.Verb, by: Person, now: datetime, **more: Any) -> Event:
    event = build_event(ticket, verb, by, now, **more)
    event.save(force_insert=True)
    return event


def act(name: str) -> Callable[[Callable[Concatenate[Step, P], None]], Callable[..., Outcome]]:
    """Make of a verb's function the public one that runs it inside the frame."""
    verb = map.VERBS[name]

    def decorate(body: Callable[Concatenate[Step, P], None]) -> Callable[..., Outcome]:
        @wraps(body)
        def run(number: str, *, by: Person, now: datetime, version: int | None = None, key: str | None = None,
                door: str = "", **arguments: Any) -> Outcome:
            arguments = {name: _clean(value) for name, value in arguments.items()}
            key = fitting(key) if key else None
            with transaction.atomic():
                ticket = _locked(number, joins=name in JOINING, main=str(arguments.get("main") or ""))
                if key and (done := Event.objects.filter(ticket=ticket, key=key).first()):
                    return Outcome(ticket, done, replayed=True)
                _allowed(verb, ticket, by)
                _unmoved(ticket, version)
                step = Step(verb, ticket, by, now, door, key)
                body(step, **arguments)  # type: ignore[call-arg]
                return Outcome(ticket, step.finish(), extra=step.extra)

        run.verb = verb  # type: ignore[attr-defined]
        return run

    return decorate


def _clean(value: object) -> object:
    """Texts without what no column can hold and no reader needs."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


def _locked(number: str, *, joins: bool, main: str) -> Ticket:
    """The ticket; with the one that it is or will be joined to, both in one order whoever comes first.

    The lock leaves the row's key free: the sweep writes history without waiting for it, so that the two never
    wait for each other in a circle.
    """
    wanted = {numbers.normalise(number)}
    if joins:
        wanted.add(numbers.normalise(main) or Ticket.objects.filter(number__in=wanted).values_list("main__number", flat=True).first())
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).defer("search").filter(number__in=wanted - {None})
    ticket = next((row for row in rows.order_by("pk") if row.number == numbers.normalise(number)), None)
    if ticket is None:
        raise blocked("unknown", "没有找到这个编号的工单，请核对 13 位编号。", "No ticket of this number. Check the 13 digits.", "number")
    return ticket


def _allowed(verb: map.Verb, ticket: Ticket, by: Person) -> None:
    own = access.owns(ticket, by)
    joined = verb.joined and not own and access.joined_by(ticket, by) is not None
    found = map.problem(verb, ticket.state, by, leg=access.standing(ticket, by), own=own, joined=joined)
    if found is None and by.divisions and not by.is_unit and not access.visible(by).filter(pk=ticket.pk).exists():
        found = Blocker("not_yours", "此工单不在您负责的区域。", "This ticket is outside your divisions.")
    if found:
        raise Refused([found])


def _unmoved(ticket: Ticket, version: int | None) -> None:
    """Compare-and-set: the loser is told who did what in the meantime."""
    if version is None or version == ticket.version:
        return
    last = ticket.events.select_related("unit").order_by("-id").first()
    name = map.VERBS[last.verb].zh if last else "更新"
    english = map.VERBS[last.verb].en if last else "update"
    who = (last.actor_name or "系统") if last else "系统"
    raise blocked(
        "changed", f"此工单刚刚由{who}“{name}”，内容已变化。您填写的内容已保留，请核对后重新提交。",
        f"Meanwhile {who} did “{english}” on this ticket. Your text is kept; look again and resend.",
    )


def unit_named(slug_or_id: str | int | Unit | None, field: str = "unit") -> Unit:
    """The unit meant; Refused when it does not exist or is closed."""
    if isinstance(slug_or_id, Unit):
        return slug_or_id
    text = str(slug_or_id or "")
    query = Unit.objects.filter(active=True)
    unit = query.filter(pk=int(text)).first() if text.isascii() and text.isdigit() else query.filter(slug=text).first()
    if unit is None:
        raise blocked("unknown_unit", f"没有这个承办单位：{text or '（未填）'}。", f"No such unit: {text or '(none)'}.", field)
    return unit
