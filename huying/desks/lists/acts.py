"""Acts on many tickets at once: each ticket goes through its verb, and each outcome is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from huying.people.persons import Person
from huying.tickets import access, life
from huying.tickets.map import VERBS
from huying.tickets.models import Ticket
from huying.tickets.problems import Blocker, Refused
from huying.tickets.queries.proposals import proposals
from huying.tickets.queries.worklists import ROW

MOST = 200
NOTHING = Blocker("no_proposal", "派单目录没有建议，请打开工单选择承办单位。",
                  "The dispatch catalogue has no proposal; open the ticket and choose a unit.")


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `words` is the label of the text it needs, empty when it needs none."""

    verb: str
    label: str
    icon: str
    words: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one ticket; `problems` in the reader's language, none when it was done."""

    number: str
    title: str
    problems: tuple[str, ...] = ()


ACTS: dict[str, Act] = {
    "dispatch": Act("dispatch", _("按建议派单"), "dispatch"),
    "sign": Act("sign", _("签收"), "sign"),
    "urge": Act("urge", _("催办"), "urge", _("催办内容"), "words"),
    "supervise": Act("supervise", _("督办"), "flag", _("督办意见"), "text"),
    "note": Act("note", _("备注"), "edit", _("内部备注"), "words"),
}
# worklist → what is offered there; elsewhere the last two
OFFERED: dict[str, tuple[str, ...]] = {
    "to_triage": ("dispatch", "note"), "to_dispatch": ("dispatch", "note"), "to_sign": ("sign", "note"),
    "overdue": ("urge", "supervise", "note"), "due_soon": ("urge", "supervise", "note"),
    "problem": ("supervise", "note"), "missed": ("urge", "supervise", "note"), "search": ("urge", "supervise", "note"),
}


def offered(name: str, person: Person) -> list[Act]:
    """The acts that a worklist offers to this person."""
    return [ACTS[verb] for verb in OFFERED.get(name, ("urge", "note")) if VERBS[verb].roles & person.roles]


def chosen(person: Person, numbers: Sequence[str]) -> list[Ticket]:
    """The tickets picked, in the order of the list, as far as the person may see them."""
    found = {t.number: t for t in access.visible(person).filter(number__in=numbers[:MOST]).select_related("lead").only(*ROW)}
    return [found[number] for number in dict.fromkeys(numbers[:MOST]) if number in found]


def run(act: Act, tickets: Sequence[Ticket], person: Person, *, words: str, key: str, now: datetime) -> Iterator[Done]:
    """Do it on each ticket; one refusal stops none of the others."""
    language = get_language() or "zh"
    for ticket, verb in _calls(act, tickets, words):
        try:
            if verb is None:
                raise Refused([NOTHING])
            verb(ticket.number, by=person, now=now, key=f"bulk:{key}"[:120])
        except Refused as refusal:
            yield Done(ticket.number, ticket.title, tuple(problem.words(language) for problem in refusal.problems))
        else:
            yield Done(ticket.number, ticket.title)


def _calls(act: Act, tickets: Sequence[Ticket], words: str) -> Iterator[tuple[Ticket, Callable[..., Any] | None]]:
    verb = getattr(life, act.verb)
    if act.verb != "dispatch":
        arguments = {act.argument: words} if act.argument else {}
        yield from ((ticket, partial(verb, **arguments)) for ticket in tickets)
        return
    found = proposals(tickets)
    for ticket in tickets:
        if proposed := found.get(ticket.pk):
            yield ticket, partial(verb, lead=proposed.lead, assisting=proposed.assisting, basis=proposed.basis,
                                  rule=proposed.rule, limit=proposed.limit)
        else:
            yield ticket, None
