"""Letters that no person wrote: RFC 3834 answers, RFC 3464 reports, lists, and our own coming back."""

from __future__ import annotations

import email.message
import re
from collections.abc import Mapping, Sequence

from huying.channels.email import charsets

MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|noreply-.*|bounce[s+-]?[^@]*|notification)@", re.I)
_AWAY = re.compile(
    r"^\s*[\[【]?(?:自动回复|自動回覆|自动答复|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|休假通知)", re.I)


def kind(message: email.message.Message, first: Mapping[str, str], heads: Mapping[str, Sequence[str]], address: str, own: str) -> str:
    """bounce, delayed, read_receipt, loop, auto_reply, list, or empty for a person's letter."""
    sort = message.get_content_type()
    told = str(message.get("Content-Type", "")).lower()
    if sort == "multipart/report":
        if "disposition-notification" in told:
            return "read_receipt"
        return "delayed" if _action(message) in {"delayed", "relayed", "expanded", "delivered"} else "bounce"
    if re.match(r"(?:mailer-daemon|postmaster)@", address):
        return "bounce"
    local, _, domain = own.lower().partition("@")
    if first.get("x-huying") or (address.split("+")[0] == local and address.endswith(f"@{domain}")) or address == own.lower():
        return "probe" if first.get("x-huying-probe") else "loop"
    return _answered(first, address)


def _answered(first: Mapping[str, str], address: str) -> str:
    submitted = first.get("auto-submitted", "no").split(";")[0].strip().lower()
    marked = first.get("x-autoreply") or first.get("x-autorespond") or first.get("x-auto-response-suppress", "").lower() == "all"
    if submitted not in {"no", ""} or marked:
        return "auto_reply"
    bulk = first.get("precedence", "").strip().lower() in {"bulk", "list", "junk"}
    if first.get("list-id") or first.get("list-unsubscribe") or bulk:
        return "list"
    away = _AWAY.search(charsets.header(first.get("subject", "")))
    if away or first.get("return-path", "?").strip() == "<>" or MACHINES.search(address):
        return "auto_reply"
    return ""


def reason(message: email.message.Message, sort: str) -> tuple[bool, str]:
    """(for good, why) of a report; a report without fields counts as for good."""
    fields = _fields(message)
    action, status = _field(fields, "Action").lower(), _field(fields, "Status")
    why = _field(fields, "Diagnostic-Code") or status or "returned"
    final = sort == "bounce" and action in {"", "failed"} and not status.startswith("4")
    return final, re.sub(r"\s+", " ", why)[:180]


def _action(message: email.message.Message) -> str:
    return _field(_fields(message), "Action").lower()


def _field(fields: str, name: str) -> str:
    found = re.search(rf"^{name}\s*:\s*(.+(?:\n[ \t].+)*)", fields, re.I | re.M)
    return found[1].strip() if found else ""


def _fields(message: email.message.Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            inner = part.get_payload()
            return "\n".join(str(each) for each in inner) if isinstance(inner, list) else str(inner)
    return ""
