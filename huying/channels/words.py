"""The words of notices: from the policy's templates, filled with what the event and the ticket say."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.tickets import numbers
from huying.tickets.events import sentence
from huying.tickets.life.ask_completion import ELEMENTS
from huying.tickets.models import Event, Reply, Ticket
from huying.tickets.states import State, Urgency
from huying.understanding import completeness

LONGEST_ANSWER = 400
WRITTEN = frozenset({"email", "sms", "wechat"})  # doors without a page that would say what is missing


def link_to(ticket: Ticket) -> str:
    """The page of the ticket; from WeChat by a way that logs in by itself there, and leads on elsewhere."""
    own = "/channels/wechat/t" if ticket.door == "wechat" else "/t"
    return f"{settings.PUBLIC_URL}{own}/{ticket.number}"


def facts(event: Event, ticket: Ticket) -> dict[str, str]:
    """What a template may name (policy/notices.yaml): {number} {title} {unit} {link} {reason} …"""
    data = event.data
    plain = {key: str(value) for key, value in data.items() if isinstance(value, str | int | float)}
    due = ticket.due_at or _instant(data.get("until"))
    elements = [ELEMENTS.get(each, each) for each in data.get("missing") or ticket.missing]
    return {
        **plain,
        "number": numbers.shown(ticket.number),
        "code": numbers.code_for(ticket.number, settings.MASTER_SECRET),
        "title": ticket.summary or ticket.title[:20],
        "link": link_to(ticket),
        "unit": ticket.lead.name if ticket.lead else plain.get("unit_name", ""),
        "hotline": policy.current().city.hotline.number,
        "due": f"{due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if due else "",
        "date": f"{_instant(data.get('until')) or event.at:%Y-%m-%d}",
        "missing": "、".join(elements) or str(data.get("words", "")),
        "questions": completeness.questions(data.get("missing") or ticket.missing, ticket.language),
        "ground": str(data.get("text") or data.get("ground_name", "")),
        "reason": str(data.get("reason") or data.get("words") or data.get("ground_name", "")),
        "service": str(data.get("target_name", "")),
        "main_number": numbers.shown(ticket.main.number) if ticket.main else "",
        "count": str(ticket.callers),
        "answer": _answer(event, ticket),
    }


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
    "merge": "merged", "unmerge": "unmerged", "urge": "urged", "withdraw": "withdrawn", "reopen": "reopened",
}  # fmt: skip


def notice_name(event: Event) -> str:
    """The policy's name of the notice that goes with an event."""
    if event.verb == "register" and event.ticket.urgency == Urgency.CRITICAL:
        return "received_urgent"
    if event.verb == "register" and event.data.get("missing") and event.ticket.door in WRITTEN:
        return "received_incomplete"
    if event.verb == "rate" and event.to_state == State.REVIEWING:
        return "reviewing"
    if event.verb == "remind":
        return "incomplete_reminder" if event.data.get("kind") == "completion" else "rating_asked"
    return NAMES.get(event.verb, event.verb)


def to_staff(event: Event, ticket: Ticket) -> tuple[str, str]:
    """(title, text) for a desk."""
    said = sentence(event)
    return f"{numbers.shown(ticket.number)} {said}"[:120], f"{ticket.title}：{said}"
