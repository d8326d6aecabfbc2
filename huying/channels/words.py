"""The words of notices: from the policy's templates, filled with what the event and the ticket say."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from huying import policy
from huying.clocks.wording import until
from huying.clocks.zone import SHANGHAI
from huying.tickets import named, numbers
from huying.tickets.events import sentence
from huying.tickets.models import Event, Reply, Review, Ticket
from huying.tickets.states import ELEMENTS, State, Urgency
from huying.understanding import completeness

LONGEST_ANSWER = 400
# What stands where there is nothing to name: while the clock stands still, before a unit has it, without a number of theirs.
NO_DUE = ("恢复计时后重新计算的期限", "the date that follows when the clock runs again")
NO_UNIT = ("热线中心", "the hotline")
NO_NUMBER = ("暂无", "none yet")
WRITTEN = frozenset({"email", "sms", "wechat"})  # doors without a page that would say what is missing


def link_to(ticket: Ticket) -> str:
    """The page of the ticket; from WeChat by a way that logs in by itself there, and leads on elsewhere."""
    own = "/channels/wechat/t" if ticket.door == "wechat" else "/t"
    return page_at(f"{own}/{ticket.number}")


def page_at(path: str) -> str:
    """A page's address for people who are not on it; under `huying up` the one it has told."""
    return f"{(settings.PUBLIC_URL or settings.OWN_URL).rstrip('/')}{path}"


def facts(event: Event, ticket: Ticket) -> dict[str, str]:
    """What a template may name (policy/notices.yaml): {number} {title} {unit} {link} {reason} …"""
    english = ticket.language.startswith("en")
    data = event.data | named.names_of(event.verb, event.data, english=english)
    plain = {key: str(value) for key, value in data.items() if isinstance(value, str | int | float)}
    due, before = _due(event, ticket), _instant(data.get("due_before"))
    elements = [ELEMENTS[each][english] for each in data.get("missing") or ticket.missing if each in ELEMENTS]
    return {
        **plain,
        "number": numbers.shown(ticket.number),
        "code": numbers.code_for(ticket.number, settings.MASTER_SECRET),
        "title": ticket.summary or ticket.title[:20],
        "link": link_to(ticket),
        "unit": ticket.lead.called(english=english) if ticket.lead else plain.get("unit_name") or NO_UNIT[english],
        "hotline": policy.current().city.hotline.number,
        "old_due": until(before) if before else "",
        "due": until(due) if due else NO_DUE[english],
        "date": f"{_instant(data.get('until')) or event.at.astimezone(SHANGHAI):%Y-%m-%d}",
        "missing": (", " if english else "、").join(elements) or str(data.get("words", "")),
        "questions": completeness.questions(data.get("missing") or ticket.missing, ticket.language),
        "ground": _unended(str(data.get("text") or data.get("ground_name", ""))),
        "reason": _unended(str(data.get("reason") or data.get("words") or data.get("opinion") or data.get("ground_name", ""))),
        "service": str(data.get("target_name", "")),
        "other_number": plain.get("other_number") or NO_NUMBER[english],
        "main_number": numbers.shown(main) if (main := ticket.main.number if ticket.main else str(data.get("main", ""))) else "",
        "count": str(ticket.callers),
        "answer": _unended(_answer(event, ticket) or str(data.get("outcome_name", ""))),
    }


def _due(event: Event, ticket: Ticket) -> datetime | None:
    """By when what the notice tells of is to be done: by the citizen, by the review, or else the answer."""
    if event.verb == "miss":
        return _instant(event.data["due_at"])
    kind = DUE.get(notice_name(event))
    promise = ticket.promises.filter(kind=kind, voided_at=None).order_by("-pk").only("due_at").first() if kind else None
    return promise.due_at if promise else ticket.due_at or _instant(event.data.get("until"))


def _unended(text: str) -> str:
    """Without its last stop, for the template brings one of its own."""
    return text.rstrip("。.；; ")


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(SHANGHAI) if isinstance(text, str) and text else None


def _answer(event: Event, ticket: Ticket) -> str:
    """The public answer, where the notice carries one."""
    if "reply" not in event.data:
        return ""
    row = Reply.objects.filter(pk=event.data["reply"], ticket=event.ticket_id).only("text").first()
    return row.text[:LONGEST_ANSWER] if row else ""


def to_citizen(event: Event, ticket: Ticket, *, short: bool) -> tuple[str, str]:
    """(title, text) for the citizen; text is empty when the event is not told."""
    said = sentence(event, language=ticket.language, citizen=True)
    if not said and event.verb != "remind":
        return "", ""
    language = "en" if ticket.language.startswith("en") else "zh"
    if notice_name(event) not in policy.current().notices:
        return said[:60], f"【12345】{numbers.shown(ticket.number)} {said}"
    words, values = policy.current().notice(notice_name(event), language), facts(event, ticket)
    filled = words.fill(values)
    return filled.title, filled.sms if short else filled.text


NAMES = {
    "register": "received", "ask_completion": "incomplete", "complete": "resumed", "expire": "expired",
    "dispatch": "dispatched", "redispatch": "redispatched", "sign": "signed", "decide_extension": "extension",
    "suspend": "suspended", "resume": "unsuspended", "check": "completed", "close": "answered_at_once", "rate": "rated",
    "open_review": "reviewing", "decide_review": "review_decided", "decline": "declined", "transfer": "transferred",
    "merge": "merged", "unmerge": "unmerged", "urge": "urged", "withdraw": "withdrawn", "reopen": "reopened", "miss": "overdue",
}  # fmt: skip


# Notices whose {due} is that of a promise of its own.
DUE = {"incomplete": "completion", "incomplete_reminder": "completion", "received_incomplete": "completion",
       "reviewing": "review", "rework": "rework"}


def notice_name(event: Event) -> str:
    """The policy's name of the notice that goes with an event."""
    if event.verb == "register" and event.ticket.urgency == Urgency.CRITICAL:
        return "received_urgent"
    if event.verb == "register" and event.data.get("missing") and event.ticket.door in WRITTEN:
        return "received_incomplete"
    if event.verb == "rate" and event.to_state == State.REVIEWING:
        return "reviewing"
    if event.verb == "decide_review" and event.data.get("outcome") != Review.UPHELD:
        return "rework"
    if event.verb == "remind":
        return "incomplete_reminder" if event.data.get("kind") == "completion" else "rating_asked"
    return NAMES.get(event.verb, event.verb)


def to_staff(event: Event, ticket: Ticket) -> tuple[str, str]:
    """(title, text) for a desk."""
    said = sentence(event)
    return f"{numbers.shown(ticket.number)} {said}"[:120], f"{ticket.title}：{said}"
