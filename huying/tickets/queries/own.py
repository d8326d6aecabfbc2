"""What the same citizen has running: asked for every contact, hence a prepared statement and plain rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from huying.tickets import prepared
from huying.tickets.states import OPEN

Row = tuple[Any, ...]  # id, words_key, title, detail, wish
RECENT = timedelta(days=90)
STATES = ", ".join(f"'{state}'" for state in sorted(state.value for state in OPEN))


def sql(phone: str, citizen: str, since: str) -> str:
    """The newest 20 of a phone's key or of a citizen (none: ""); two index scans, never one OR over both columns."""
    whose = f"phone_key = {phone}"
    if citizen:
        among = "SELECT id FROM tickets_ticket WHERE"
        whose = f"id IN ({among} {whose} UNION {among} citizen_id = {citizen})"
    return f"""SELECT id, words_key, title, detail, wish FROM tickets_ticket
WHERE {whose} AND state IN ({STATES}) AND registered_at >= {since} ORDER BY id DESC LIMIT 20"""  # noqa: S608


def running(phone_key: bytes | None, citizen_id: int | None, now: datetime) -> list[Row]:
    """The rows, the newest first. One statement."""
    return prepared.rows(_ASKED, [phone_key, citizen_id, now - RECENT])


_ASKED = sql("$1", "$2", "$3")
