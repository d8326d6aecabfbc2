"""Finding tickets: by number, by phone, by words, and by what they are; always within what the person may see.

Words are looked for month by month from the newest (see huying.tickets.queries.search), in growing steps:
a common word fills its page from the newest month, a rare one soon spans all years.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.people.entry import units_below
from huying.people.models import Unit
from huying.people.persons import Person
from huying.people.sealed import phone_key
from huying.people.vault import normal_phone
from huying.tickets import access, numbers
from huying.tickets.models import Ticket
from huying.tickets.models.ticket import END
from huying.tickets.problems import Blocker, Refused
from huying.tickets.queries.pages import SIZE, Lane, Page, page
from huying.tickets.queries.search import month_word
from huying.tickets.queries.worklists import DUE, NEWEST, ROW, lanes
from huying.tickets.states import OPEN, Kind, State, Urgency
from huying.understanding.segment import query_terms

STEPS = (1, 2, 4, 8)  # months looked through at a time, before all that is older
RUNNING = "open"
BY_DAY = ("-registered_at", "-id")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for. `q`: number, phone or words; `category`, `division`: any level of their codes;
    `unit`: slug, with the units below it; `since`, `until`: days of registration, both included."""

    q: str = ""
    state: str = ""
    kind: str = ""
    category: str = ""
    division: str = ""
    unit: str = ""
    door: str = ""
    urgency: str = ""
    since: date | None = None
    until: date | None = None
    overdue: bool = False
    problem: bool = False

    @property
    def empty(self) -> bool:
        return self == Filters()


def filters_of(given: Mapping[str, str]) -> Filters:
    """Filters from an address or a command line; Refused names each value that cannot be right."""
    problems: list[Blocker] = []
    values: dict[str, object] = {}
    for field in fields(Filters):
        text = str(given.get(field.name) or "").strip()
        if not text:
            continue
        try:
            values[field.name] = _value(field.name, text)
        except (ValueError, LookupError):
            problems.append(Blocker("unknown_value", f"筛选条件“{text[:40]}”无法识别，请重新选择。",
                                    f"The filter “{text[:40]}” is not known; choose again.", field.name))
    if problems:
        raise Refused(problems)
    return Filters(**values)  # type: ignore[arg-type]


def _value(name: str, text: str) -> object:
    """One value, checked. ValueError or LookupError when it cannot be right."""
    rules = policy.current()
    if name in ("since", "until"):
        return date.fromisoformat(text)
    if name in ("overdue", "problem"):
        return text not in ("0", "false", "off")
    if name == "q":
        return text.replace("\0", "")[:200]
    known = {"state": {*State, RUNNING}, "kind": set(Kind), "urgency": set(Urgency), "category": rules.categories,
             "division": rules.divisions, "door": rules.doors, "unit": rules.units}[name]
    if text not in known:
        raise LookupError(text)
    return text


def found(person: Person, filters: Filters, now: datetime) -> QuerySet[Ticket]:
    """All tickets that fit, in no order. Refused when `q` is half a number or says nothing."""
    query = _narrowed(access.visible(person), filters, now)
    exact = _exact(person, filters.q)
    if exact is not None:
        return query.filter(**exact)
    terms = _terms(filters.q)
    return query.filter(search=_words(terms)) if terms else query


def find(person: Person, filters: Filters, now: datetime, cursor: str = "", size: int = SIZE) -> Page:
    """One page of what was found, newest first (overdue: by deadline); one statement, for words a few at most."""
    exact, terms = _exact(person, filters.q), _terms(filters.q)
    if exact is None and terms:
        narrowed = _narrowed(access.visible(person), filters, now).select_related("lead").only(*ROW)
        return page(_spans(narrowed, terms, now), cursor, size, one_by_one=True)
    return page(lanes(found(person, filters, now), order_of(filters)), cursor, size)


def order_of(filters: Filters) -> tuple[str, ...]:
    if filters.overdue:
        return DUE
    return BY_DAY if filters.since or filters.until else NEWEST


def _narrowed(query: QuerySet[Ticket], filters: Filters, now: datetime) -> QuerySet[Ticket]:
    if filters.state:
        states = [state.value for state in OPEN] if filters.state == RUNNING else [filters.state]
        query = query.filter(state__in=states) if len(states) > 1 else query.filter(state=states[0])
    for name in ("kind", "door", "urgency"):
        if getattr(filters, name):
            query = query.filter(**{name: getattr(filters, name)})
    for name in ("category", "division"):
        if code := getattr(filters, name):
            query = query.filter(**_below(name, code))
    if filters.unit:
        chosen = Unit.objects.filter(slug=filters.unit).values_list("pk", flat=True).first()
        query = query.filter(lead__in=units_below(chosen))
    if filters.since:
        query = query.filter(registered_at__gte=_midnight(filters.since))
    if filters.until:
        query = query.filter(registered_at__lt=_midnight(filters.until) + timedelta(days=1))
    if filters.overdue:
        query = query.alias(end_at=END).filter(state__in=[state.value for state in OPEN], end_at__lt=now)
    return query.filter(problem=True) if filters.problem else query


def _below(name: str, code: str) -> dict[str, str]:
    """A code and all that begin with it; a street has none below it, and its own index in the order of the list.

    A range, not LIKE: an ordinary index serves it in every collation.
    """
    place = policy.current().divisions.get(code) if name == "division" else None
    if place is not None and place.level == "street":
        return {name: code}
    return {f"{name}__gte": code, f"{name}__lt": _after(code)}


def _after(code: str) -> str:
    """The first code behind all that begin with this one; a city's code ends in 00 and holds all its districts."""
    stem = code.removesuffix("00") if len(code) == 6 and code in policy.current().divisions else code
    return stem[:-1] + chr(ord(stem[-1]) + 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _exact(person: Person, q: str) -> dict[str, object] | None:
    """The look-up that a number or phone means; None when `q` is words. Half a number is refused, not guessed."""
    if not q:
        return None
    number = numbers.normalise(q)
    if number and numbers.is_valid(number):
        return {"number": number}
    spelt = normal_phone(q, policy.current().city.area_code)
    if spelt:
        # A unit may not learn from a phone number which confidential ticket is whose.
        return {"phone_key": phone_key(spelt)} | ({} if person.is_centre else {"confidential": False})
    digits = "".join(char for char in unicodedata.normalize("NFKC", q) if not char.isspace() and char not in "-－—")
    if digits.isdigit() and len(digits) > 5:
        raise Refused([Blocker(
            "partial", "请输入完整的 13 位工单编号或完整的电话号码。",
            "Give all 13 digits of the number, or the whole phone number.", "q")])
    return None


def _terms(q: str) -> list[str]:
    if not q:
        return []
    terms = query_terms(q)
    if not terms:
        raise Refused([Blocker("no_words", "请输入要查找的词语。", "Give a word to look for.", "q")])
    return terms


def _words(terms: list[str], more: str = "") -> SearchQuery:
    said = " & ".join(f"'{term}'" for term in terms)
    return SearchQuery(f"{said}{more}", search_type="raw", config="simple")


def _spans(query: QuerySet[Ticket], terms: list[str], now: datetime) -> list[Lane]:
    """The months from the newest back, in growing steps, then everything before."""
    months = _months(now, sum(STEPS))
    spans: list[Lane] = []
    start = 0
    for step in STEPS:
        part = " | ".join(months[start : start + step])
        spans.append(Lane(query.filter(search=_words(terms, f" & ({part})")), NEWEST))
        start += step
    older = _words(terms, f" & !({' | '.join(months)})")
    return [*spans, Lane(query.filter(search=older), NEWEST)]


def _months(now: datetime, count: int) -> list[str]:
    at = now.astimezone(SHANGHAI).replace(day=15)
    found = []
    for _ in range(count):
        found.append(month_word(at))
        at = (at - timedelta(days=30)).replace(day=15)
    return found
