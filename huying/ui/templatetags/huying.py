"""`{% load huying %}`: icons, states, lights, times and numbers as people read them (docs/design-system.md §4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from huying.people.vault import mask_name, mask_phone
from huying.tickets import numbers
from huying.tickets.states import ANSWERED, GRADE_NAMES, REVIEW_OUTCOMES, STATE_NAMES, SUPERVISIONS, Grade, Names, State
from huying.ui import assets, icons, when

register = template.Library()

# state → (tone, icon); the words come from the ticket's own table of states
STATE_LOOK: dict[State, tuple[str, str]] = {
    State.RECEIVED: ("blue", "inbox"),
    State.INCOMPLETE: ("yellow", "edit"),
    State.PENDING_DISPATCH: ("blue", "dispatch"),
    State.DISPATCHED: ("violet", "sign"),
    State.HANDLING: ("teal", "refresh"),
    State.REPLIED: ("violet", "shield"),
    State.COMPLETED: ("green", "check"),
    State.REVIEWING: ("yellow", "scale"),
    State.ARCHIVED: ("grey", "archive"),
    State.DECLINED: ("red", "close"),
    State.EXPIRED: ("grey", "clock"),
    State.TRANSFERRED: ("grey", "transfer"),
    State.MERGED: ("grey", "merge"),
    State.WITHDRAWN: ("grey", "hand-back"),
    State.SUSPENDED: ("yellow", "pause"),
}
CITIZEN_SAME = frozenset({State.PENDING_DISPATCH, State.DISPATCHED, State.HANDLING, State.REPLIED})
CALLED: dict[str, Names] = {"review": REVIEW_OUTCOMES, "supervision": SUPERVISIONS}
GRADE_FACES = ("face-great", "face-good", "face-flat", "face-bad", "face-worst")


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.simple_tag(name="icon")
def icon_tag(name: str, css: str = "") -> SafeString:
    """`{% icon "phone" %}`, `{% icon "phone" "icon-lg" %}`."""
    return icons.icon(name, css)


@register.simple_tag
def asset(entry: str) -> SafeString:
    """Link and script tags of a built entry: `{% asset "main.js" %}`."""
    return assets.tags(entry)


@register.simple_tag
def ui_static(name: str) -> str:
    """Address of a file under `huying/ui/static/ui/`."""
    return f"{settings.STATIC_URL}ui/{name}"


@register.simple_tag
def light_shape(colour: str) -> SafeString:
    return icons.light_shape(colour)


@register.inclusion_tag("ui/c/state.html")
def state_badge(ticket: Any, audience: str = "staff") -> dict[str, str]:
    """Badge of a ticket or state word; `audience="citizen"` uses the citizen's words."""
    state = State(ticket if isinstance(ticket, str) else _get(ticket, "state"))
    names = STATE_NAMES[state]
    citizen = audience == "citizen"
    tone, mark = STATE_LOOK[State.HANDLING if citizen and state in CITIZEN_SAME else state]
    return {"tone": tone, "icon_name": mark, "label": names[2 * citizen + _english()]}


@register.inclusion_tag("ui/c/light.html")
def deadline(thing: Any, now: datetime | None = None, text: str = "") -> dict[str, str]:
    """Light and remaining time of a ticket, promise or row: `{% deadline ticket now %}`."""
    thing = _get(thing, "deadline") or thing
    if isinstance(thing, dict):
        return {"colour": thing.get("light", "none"), "text": text or thing.get("text", "")}
    colour = when.light(thing, now or None)
    return {"colour": colour, "text": text or when.due(thing, now or None) or "—"}


@register.simple_tag
def grades() -> list[tuple[str, str, str]]:
    """(code, label, icon) of the five grades, best first."""
    five = [grade for grade in Grade if grade in ANSWERED]
    return [(g.value, GRADE_NAMES[g][_english()], face) for g, face in zip(five, GRADE_FACES, strict=True)]


@register.simple_block_tag
def dialog(content: str, id: str, title: str, auto: bool = False, css: str = "") -> SafeString:
    """`{% dialog id="x" title="…" %}body{% enddialog %}`; opened by data-dialog-open, or at once with auto."""
    from django.utils.html import format_html

    return format_html(
        '<dialog id="{}" class="{}" aria-labelledby="{}-title"{}><div class="dialog-head"><h2 id="{}-title">{}</h2>'
        '<button type="button" class="dialog-close" data-dialog-close aria-label="{}">{}</button></div>{}</dialog>',
        id, css, id, SafeString(" data-dialog-auto") if auto else "", id, title,
        gettext("关闭"), icons.icon("close"), content,
    )  # fmt: skip


@register.filter
def clock(instant: datetime | date | None, now: datetime | str | None = None) -> str:
    return when.clock(instant, now or None)  # type: ignore[arg-type]


@register.filter
def due(thing: Any, now: datetime | str | None = None) -> str:
    return when.due(thing, now or None) if thing else ""  # type: ignore[arg-type]


@register.filter
def light(thing: Any, now: datetime | str | None = None) -> str:
    return when.light(thing, now or None) if thing else "none"  # type: ignore[arg-type]


@register.filter
def number(value: str | None) -> str:
    """261123 482915 7; anything that is no ticket number stays as it is."""
    text = str(value or "")
    return numbers.shown(text) if len(text) == 13 and text.isdigit() else text


@register.filter
def called(code: str, what: str) -> str:
    """`{{ review.outcome|called:"review" }}`: the name of a code in the page's language."""
    return CALLED[what][code][_english()]


@register.filter
def mask(value: str | None) -> str:
    """A phone number or a name with its middle hidden."""
    text = str(value or "").strip()
    digits = sum(letter.isdigit() for letter in text)
    return mask_phone(text) if digits >= 5 else mask_name(text)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def plain(value: Any) -> str:
    """A number for an attribute: a decimal point in every language, empty for None."""
    return "" if value in (None, "") else f"{float(value):g}" if abs(float(value)) < 1 else str(value)


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
