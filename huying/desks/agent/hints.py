"""Help while the agent writes: danger first, then what to ask, the likely class, and tickets like this one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huying import policy
from huying.desks.agent import forms
from huying.desks.lists.rows import Row, place_name, row_of
from huying.desks.ticket import names
from huying.desks.ticket.finding import Option, category
from huying.people.persons import Person
from huying.people.sealed import phone_key
from huying.people.vault import normal_phone
from huying.tickets.incoming import LONGEST, Incoming, cleaned
from huying.tickets.manner import marks
from huying.tickets.models import Ticket
from huying.tickets.queries.alike import alike
from huying.tickets.reading import Reading, read
from huying.tickets.reasons import Reason, marked, reasons
from huying.tickets.states import Kind
from huying.understanding.alarm import Alarm
from huying.understanding.tone import Mark

TEXTS = ("title", "detail", "wish", "happened", "place", "parties", "name")
SHOWN = 600  # letters of the text that are shown with the words that spoke
ENOUGH = 4  # letters from which there is something to say


@dataclass(frozen=True, slots=True)
class Read:
    """A value that was read: the form's `field`, its `value` and `label`, the source words, the keys to accept or correct it;
    `fill`: sure enough to stand in the form until a person says otherwise."""

    field: str
    title: str
    value: str
    label: str
    words: tuple[str, ...]
    percent: int
    fill: bool
    accept_key: str
    correct_key: str


@dataclass(slots=True)
class Help:
    """What the panel shows; `ask` is (question to read aloud, why it helps), `alike` (row, reasons, percent)."""

    alarm: Alarm | None = None
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    advice: str = ""
    kind: str = ""
    urgency: str = ""
    urgent: bool = False
    place: str = ""
    ask: list[tuple[str, str]] = field(default_factory=list)
    proposals: list[Option] = field(default_factory=list)
    alike: list[tuple[Row, str, int]] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)
    said: list[tuple[str, bool]] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()


def help_of(data: Any, person: Person, now: datetime) -> Help | None:
    """Read what stands in the form (cut to length, nothing refused). One query, for the look-alikes."""
    incoming = typed(data, now)
    if len(incoming.text) < ENOUGH:
        return None
    reading = read(incoming)
    found = Help(
        alarm=reading.alarm, kind=names.kind(reading.kind), urgency=names.urgency(reading.urgency),
        urgent=reading.urgency != "normal", place=place_name(reading.division), proposals=proposed(reading),
        ask=[(names.word((each.ask_zh, each.ask_en)), names.word((each.why_zh, each.why_en))) for each in reading.missing])
    if reading.alarm:
        found.advice = names.word((reading.alarm.zh, reading.alarm.en))
        found.calls = _calls(reading.alarm)
    found.marks = marks(incoming.text)
    why = reasons(incoming, reading)
    found.read = [_read(each) for each in why]
    found.said = marked(incoming.text[:SHOWN], tuple(word for each in why for word in each.words))
    found.alike = _alike(_ticket(incoming, reading, now), person)
    return found


def _read(reason: Reason) -> Read:
    rules = policy.current().understanding.thresholds
    title, name, keys = {"category": (_("事项"), "category", "ju"), "division": (_("区划"), "division", "ki"),
                          "time": (_("时间"), "happened", "lo")}[reason.element]
    label = {"category": names.category_path, "division": place_name}.get(reason.element, str)(reason.value)
    sure = reason.element != "category" or reason.confidence >= rules.category_filled
    return Read(name, title, reason.value, label, reason.words, round(100 * reason.confidence), sure,
                f"alt+{keys[0]}", f"alt+{keys[1]}")


def typed(data: Any, now: datetime) -> Incoming:
    """The words of a form that is still being written."""
    given: dict[str, Any] = {name: cleaned(data.get(name, ""))[: LONGEST[name]] for name in TEXTS}
    chosen = {name: data.get(name, "")[:12] for name in ("kind", "division")}
    phone = normal_phone(data.get("phone", "")[:40], policy.current().city.area_code) or ""
    given["kind"] = chosen["kind"] if chosen["kind"] in set(Kind) else ""
    given["division"] = chosen["division"] if chosen["division"] in policy.current().divisions else ""
    return Incoming(door="phone", key="typing", received_at=now, phone=phone, **given)


def proposed(reading: Reading) -> list[Option]:
    """The likely categories with how sure the machine is."""
    bar = policy.current().understanding.thresholds.category_shown
    return [category(each.code, _("把握 %(percent)d%%") % {"percent": round(each.confidence * 100)})
            for each in reading.proposals[: forms.MOST_PROPOSED] if each.confidence >= bar]


def _alike(ticket: Ticket, person: Person) -> list[tuple[Row, str, int]]:
    """Others' running tickets like this one; the caller's own stand on their card."""
    own = bytes(ticket.phone_key or b"")
    return [(row_of(each.ticket), "、".join(names.word(pair) for pair in each.reasons), round(each.likeness * 100))
            for each in alike(ticket, person, most=5) if not own or bytes(each.ticket.phone_key or b"") != own]


def _calls(alarm: Alarm) -> list[tuple[str, str, str]]:
    """(number, the target's code, its name) in the order to call."""
    known, reasons = forms.emergency_targets(), policy.current().reasons["transfer"]
    return [(phone, known[phone], names.word((reasons[known[phone]].name, reasons[known[phone]].en)))
            for phone in (alarm.service, *alarm.also) if phone in known]


def _ticket(incoming: Incoming, reading: Reading, now: datetime) -> Ticket:
    """The ticket that this call would become, for comparing; never saved."""
    return Ticket(title=incoming.title, detail=incoming.detail, wish=incoming.wish, place=incoming.place,
                  category=reading.category, division=reading.division, words_key=reading.words_key or None,
                  phone_key=phone_key(incoming.phone) if incoming.phone else None, registered_at=now)
