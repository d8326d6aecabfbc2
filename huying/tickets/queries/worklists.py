"""The named worklists: what waits for whom, in which order. Desks show them; what is in them is said here only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from huying.people.persons import UNIT_ROLES, Person, Role
from huying.tickets import access
from huying.tickets.map import CENTRE_DESK, CHECKERS, DISPATCHERS, RULERS
from huying.tickets.models import Ask, Leg, Likely, Promise, Rating, Reply, Review, Supervision, Ticket
from huying.tickets.models.ticket import END, NEVER
from huying.tickets.queries.pages import SIZE, Lane, Page, page
from huying.tickets.states import ANSWERED, OPEN, State

Query = Callable[[Person, datetime], "QuerySet[Ticket]"]
Parts = Callable[[Person, datetime], "QuerySet[Leg]"]
# What a row of a list shows; everything else stays in the database.
ROW = (
    "number", "title", "summary", "state", "version", "urgency", "kind", "door", "category", "division", "place",
    "callers", "urges", "returns", "reworks", "problem", "confidential", "sms_only", "due_at", "yellow_at",
    "registered_at", "completed_at", "lead__short", "lead__name", "lead__slug", "lead__name_en",
)
MOST = 1000  # counts stop here: "999+"
SOON = timedelta(days=12)  # no warning comes earlier than a working day before a long holiday ends
NEAR = timedelta(days=7)
_OPEN = [state.value for state in OPEN]
URGENT, DUE = ("urgent",), ("due",)
MISSED = "missed"
BY_END, BY_COMPLETION = ("end_at", "id"), ("completed_at", "id")


@dataclass(frozen=True, slots=True)
class Worklist:
    """`query`: its tickets; for a unit's inbox `parts`: the running legs that put them there.

    `order`: URGENT (urgent ones first, then by deadline), DUE, or one or two keys of a row.
    `step`: the kind of promise that it is about, where that is not the whole ticket's; MISSED: whichever was missed.
    """

    name: str
    zh: str
    en: str
    roles: frozenset[Role]
    query: Query | None = None
    order: tuple[str, ...] = DUE
    parts: Parts | None = None
    step: str = ""

    def words(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh

    def tickets(self, person: Person, now: datetime) -> QuerySet[Ticket]:
        """The tickets in it that `person` may see, in no order."""
        if self.parts:
            return Ticket.objects.filter(Exists(self.parts(person, now).filter(ticket=OuterRef("pk"))))
        assert self.query
        return self.query(person, now)

    def keys(self, person: Person, now: datetime) -> QuerySet[Any]:
        """What is counted: the id of each of its tickets once."""
        if not self.parts:
            return self.tickets(person, now).values("pk")
        found = self.parts(person, now).order_by().values("ticket")
        return found if _once(person) else found.distinct()


def _in(*states: State) -> Query:
    def query(person: Person, now: datetime) -> QuerySet[Ticket]:
        return access.visible(person).filter(state__in=[state.value for state in states])

    return query


def _to_merge(person: Person, now: datetime) -> QuerySet[Ticket]:
    """Not yet dispatched, and likely the same matter as a running ticket."""
    likely = Likely.objects.filter(ticket=OuterRef("pk"), refused_at=None, main__state__in=_OPEN)
    return access.visible(person).filter(Exists(likely), state__in=[State.RECEIVED.value, State.PENDING_DISPATCH.value])


def _asked(kind: str) -> Query:
    def query(person: Person, now: datetime) -> QuerySet[Ticket]:
        waiting = Ask.objects.filter(ticket=OuterRef("pk"), kind=kind, decided_at=None)
        return access.visible(person).filter(Exists(waiting))

    return query


def _with_unit(*states: State, **leg: object) -> Parts:
    """The running parts of the person's own units; `leg` narrows them. What a unit has a part in, it sees."""

    def parts(person: Person, now: datetime) -> QuerySet[Leg]:
        if not person.is_unit:
            return Leg.objects.none()
        own = {"unit": next(iter(person.unit_ids))} if _once(person) else {"unit__in": person.unit_ids}
        return Leg.objects.filter(ended_at=None, state__in=[state.value for state in states or OPEN], **own, **leg)

    return parts


def _once(person: Person) -> bool:
    """One unit has one running part in a ticket at most (constraint leg_unit_once); units of a tree may have several."""
    return len(person.unit_ids) == 1


_handling = _with_unit(State.HANDLING, role=Leg.LEAD, signed_at__isnull=False)
_of_unit = _with_unit()


def _returned(person: Person, now: datetime) -> QuerySet[Leg]:
    """The last answer was sent back."""
    answers = Reply.objects.filter(ticket=OuterRef("ticket"), kind=Reply.ANSWER).order_by("-pk")
    return _handling(person, now).alias(last=Subquery(answers.values("passed")[:1])).filter(last=False)


def _reworked(person: Person, now: datetime) -> QuerySet[Leg]:
    return _handling(person, now).filter(_promised("rework", of="ticket"))


def _answered_below(person: Person, now: datetime) -> QuerySet[Leg]:
    below = Leg.objects.filter(ticket=OuterRef("ticket"), above__isnull=False, above__unit__in=person.unit_ids, ended_at=None,
                               replied_at__isnull=False)
    return _handling(person, now).filter(Exists(below))


def _promised(*kinds: str, of: str = "pk", **more: object) -> Exists:
    running = Promise.objects.filter(ticket=OuterRef(of), met_at=None, voided_at=None, **more)
    return Exists(running.filter(kind__in=kinds) if kinds else running)


def _end_of(kind: str) -> Subquery:
    """The end of a ticket's running promise of a kind that it has once. Asked of row after row in the list's order; an EXISTS would
    be turned round, and all promises of the kind be read before the first row."""
    return Subquery(Promise.objects.filter(ticket=OuterRef("pk"), kind=kind, met_at=None, voided_at=None).values("due_at")[:1])


def _to_call(person: Person, now: datetime) -> QuerySet[Ticket]:
    rated = Rating.objects.filter(ticket=OuterRef("pk"), matter_grade__in=list(ANSWERED))
    waiting = access.visible(person).filter(state=State.COMPLETED, completed_at__isnull=False, sms_only=False)
    return waiting.alias(until=_end_of("rating")).filter(~Exists(rated), until__gt=now)


def _to_review(person: Person, now: datetime) -> QuerySet[Ticket]:
    waiting = Review.objects.filter(ticket=OuterRef("pk"), decided_at=None)
    return access.visible(person).filter(Exists(waiting), state=State.REVIEWING)


def _overdue(person: Person, now: datetime) -> QuerySet[Ticket]:
    return access.visible(person).alias(end_at=END).filter(state__in=_OPEN, end_at__lt=now)


def _due_soon(person: Person, now: datetime) -> QuerySet[Ticket]:
    """Its warning has passed, its end has not. Read by the end; the warnings stand in the same index (ticket_ending)."""
    ending = access.visible(person).alias(end_at=END).filter(state__in=_OPEN, end_at__gte=now, end_at__lt=now + SOON)
    return ending.filter(yellow_at__lte=now)


def _unit_late(person: Person, now: datetime) -> QuerySet[Leg]:
    return _of_unit(person, now).filter(end_at__lt=now)


def _missed(person: Person, now: datetime) -> QuerySet[Ticket]:
    return access.visible(person).filter(state__in=_OPEN).filter(_promised(missed_at__isnull=False))


def _problem(person: Person, now: datetime) -> QuerySet[Ticket]:
    return access.visible(person).filter(problem=True, state__in=_OPEN)


def _supervised(person: Person, now: datetime) -> QuerySet[Ticket]:
    waiting = Supervision.objects.filter(ticket=OuterRef("pk"), answered_at=None)
    if person.is_unit and not person.is_centre:
        waiting = waiting.filter(unit__in=person.unit_ids)
    return access.visible(person).filter(Exists(waiting))


def _look_again(person: Person, now: datetime) -> QuerySet[Ticket]:
    return access.visible(person).filter(state=State.SUSPENDED).alias(look=_end_of("look_again")).filter(look__lt=now + NEAR)


def _final(person: Person, now: datetime) -> QuerySet[Ticket]:
    return access.visible(person).filter(final=True)


def _all(person: Person, now: datetime) -> QuerySet[Ticket]:
    return access.visible(person)


R = Role
_SUPERVISORS = frozenset({R.SUPERVISOR, R.LEADER, R.SQUAD_LEADER, R.QUALITY})
_REVIEWERS = frozenset({R.FOLLOWUP, R.SUPERVISOR, R.QUALITY})
_EVERY = CENTRE_DESK | CHECKERS | _SUPERVISORS | UNIT_ROLES | {R.AUDITOR, R.ADMINISTRATOR}
NEWEST, OLDEST = ("-id",), ("id",)

_TABLE = [
    Worklist("to_triage", "待受理", "to triage", CENTRE_DESK, _in(State.RECEIVED), URGENT),
    Worklist("to_dispatch", "待派单", "to dispatch", DISPATCHERS, _in(State.PENDING_DISPATCH), URGENT),
    Worklist("to_merge", "建议并单", "likely the same as another", DISPATCHERS, _to_merge, URGENT),
    Worklist("objections", "退单待裁定", "hand backs to rule on", RULERS, _asked(Ask.HAND_BACK)),
    Worklist("extensions", "延期待审批", "extensions to decide", RULERS, _asked(Ask.EXTENSION)),
    Worklist("suspensions", "挂账待审批", "suspensions to decide", frozenset({R.SUPERVISOR, R.SQUAD_LEADER}),
             _asked(Ask.SUSPENSION)),
    Worklist("incomplete", "待完善", "to be completed by citizens", CENTRE_DESK, _in(State.INCOMPLETE)),
    Worklist("to_sign", "待签收", "to sign", UNIT_ROLES, None, URGENT, _with_unit(signed_at__isnull=True)),
    Worklist("handling", "办理中", "in hand", UNIT_ROLES, None, URGENT, _handling),
    Worklist("returned", "审核退回", "sent back by the check", UNIT_ROLES, parts=_returned),
    Worklist("rework", "重办", "to do again", UNIT_ROLES, parts=_reworked),
    Worklist("assisting", "协办", "assisting", UNIT_ROLES,
             parts=_with_unit(role=Leg.ASSIST, signed_at__isnull=False, replied_at__isnull=True)),
    Worklist("answers_below", "下级已答复", "answered by units below", UNIT_ROLES, parts=_answered_below),
    Worklist("unit_late", "本单位逾期", "overdue with the unit", UNIT_ROLES, parts=_unit_late),
    Worklist("unit_supervised", "待反馈督办", "supervisions to answer", UNIT_ROLES, _supervised),
    Worklist("in_check", "待审核", "waiting for the check", UNIT_ROLES, parts=_with_unit(State.REPLIED)),
    Worklist("of_unit", "全部在办", "all in hand", UNIT_ROLES, parts=_of_unit),
    Worklist("to_check", "待审核", "answers to check", CHECKERS, _in(State.REPLIED), URGENT),
    Worklist("to_call", "待回访", "calls to make", frozenset({R.FOLLOWUP, R.AGENT, R.SQUAD_LEADER}), _to_call,
             BY_COMPLETION, step="rating"),
    Worklist("to_review", "待复核", "reviews to decide", _REVIEWERS, _to_review, OLDEST, step="review"),
    Worklist("overdue", "逾期未办结", "overdue", _SUPERVISORS | {R.DISPATCHER}, _overdue),
    Worklist("due_soon", "即将到期", "due soon", _SUPERVISORS | {R.DISPATCHER}, _due_soon),
    Worklist("missed", "环节超时", "missed steps", _SUPERVISORS, _missed, step=MISSED),
    Worklist("problem", "问题工单", "problem tickets", _SUPERVISORS, _problem, NEWEST),
    Worklist("supervised", "督办未反馈", "supervisions without answer", _SUPERVISORS, _supervised, OLDEST),
    Worklist("look_again", "挂账待复查", "suspended, to look at again", _SUPERVISORS, _look_again, OLDEST, step="look_again"),
    Worklist("final", "最终答复", "final answers", _SUPERVISORS, _final, NEWEST),
    Worklist("all", "全部工单", "all tickets", _EVERY, _all, NEWEST),
]
WORKLISTS: dict[str, Worklist] = {each.name: each for each in _TABLE}


def lists_of(person: Person) -> list[Worklist]:
    """The worklists that a person's roles open, in the order of life."""
    return [each for each in _TABLE if person.has(*each.roles)]


def lanes(query: QuerySet[Ticket], order: Sequence[str]) -> list[Lane]:
    """The stretches of a list in this order, ready to be paged."""
    rows = query.select_related("lead").only(*ROW)
    if order == NEWEST or order[0] not in (*URGENT, *DUE):
        return [Lane(rows, tuple(order))]
    rows = rows.annotate(end_at=END)
    if order == DUE:
        return [Lane(rows, BY_END)]
    # Not "in (urgent, critical)": the partial index ticket_urgent says it this way.
    dated, calm = rows.filter(end_at__lt=NEVER), Q(urgency="normal")
    return [Lane(dated.filter(~calm), BY_END), Lane(dated.filter(calm), BY_END), Lane(rows.filter(end_at=NEVER), BY_END)]


def _inbox(parts: QuerySet[Leg], order: Sequence[str], *, once: bool) -> list[Lane]:
    """The stretches of a unit's list, ordered by its legs."""
    rows = Ticket.objects.select_related("lead").only(*ROW).annotate(end_at=END)
    dated = parts.filter(end_at__lt=NEVER)
    stretches = [parts] if order == DUE else [dated.filter(calm=False), dated.filter(calm=True), parts.filter(end_at=NEVER)]
    return [Lane(rows, BY_END, source, "ticket", once) for source in stretches]


def rows(worklist: Worklist, person: Person, now: datetime, cursor: str = "", size: int = SIZE) -> Page:
    """One page of a worklist; one statement."""
    if worklist.parts:
        return page(_inbox(worklist.parts(person, now), worklist.order, once=_once(person)), cursor, size)
    return page(lanes(worklist.tickets(person, now), worklist.order), cursor, size)


def counts(names: Iterable[str], person: Person, now: datetime) -> dict[str, int]:
    """How many tickets are in each worklist, never counting beyond MOST; one statement for all."""
    return count_all({name: WORKLISTS[name].keys(person, now) for name in names})


def count_all(queries: dict[str, QuerySet]) -> dict[str, int]:
    """The capped size of each query, by name; one statement for all. Queries of whole rows are counted by their ids."""
    parts: list[str] = []
    values: list[Any] = []
    found: dict[str, int] = {}
    for name, query in queries.items():
        if query.query.is_empty():
            found[name] = 0
            continue
        wanted = query.order_by() if query.query.values_select else query.order_by().values("pk")
        sql, params = wanted[:MOST].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS part)")  # noqa: S608 - compiled by Django, values apart
        values += params
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            sizes = iter(cursor.fetchone())
        found |= {name: next(sizes) for name in queries if name not in found}
    return {name: found[name] for name in queries}


def shown(count: int) -> str:
    """"7", or "999+" when counting stopped; empty for none."""
    return f"{MOST - 1}+" if count >= MOST else str(count) if count else ""
