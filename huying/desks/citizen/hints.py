"""What the page says back while a request is written; proposals, never decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext

from huying import policy
from huying.clocks.present import now
from huying.desks.citizen import asking
from huying.desks.citizen.frame import english
from huying.desks.lists.rows import place_name
from huying.people.brake import Brake, address_of
from huying.tickets.queries.nearby import nearby
from huying.tickets.reading import Reading
from huying.tickets.reasons import Reason, reasons
from huying.tickets.states import KIND_NAMES, Kind

MINUTE = timedelta(minutes=1)
FIELDS = {"time": "happened", "place": "place", "person": "parties", "event": "detail", "wish": "wish"}


def hints(request: HttpRequest, values: dict[str, Any]) -> dict[str, Any]:
    """Template variables of citizen/hints.html."""
    reading, running = asking.look(request, values)
    wanted = asking.incoming_of(request, values, None)
    plain, rules = english(), policy.current().understanding
    categories = policy.current().categories
    named = [categories[each.code] for each in reading.proposals if each.confidence >= rules.thresholds.category_shown]
    return {
        "alarm": reading.alarm and {"service": reading.alarm.service,
                                    "text": reading.alarm.en if plain else reading.alarm.zh},
        "missing": [{"field": f"id_{FIELDS[each.element]}", "ask": each.ask_en if plain else each.ask_zh,
                     "why": each.why_en if plain else each.why_zh} for each in reading.missing],
        "proposals": [{"code": each.code, "name": each.en if plain else each.name,
                       "path": "" if plain else " › ".join(each.path_names[:-1])} for each in named],
        "chosen": values.get("category", ""),
        "likely_kind": KIND_NAMES[Kind(reading.kind)][1 if plain else 0],
        "running": running,
        "read": [_read(each, plain) for each in reasons(wanted, reading) if each.element != "category"],
        "near": _near(request, reading, plain) if running is None and not reading.alarm else None,
        "safe": bool(request.POST.get("safe")),
    }


def _read(reason: Reason, plain: bool) -> dict[str, Any]:
    """A chip: what was understood, in the citizen's own words."""
    title = gettext("时间") if reason.element == "time" else gettext("地点")
    return {"title": title, "label": place_name(reason.value) if reason.element == "division" else reason.value,
            "words": reason.words if reason.element == "division" else ()}


def _near(request: HttpRequest, reading: Reading, plain: bool) -> dict[str, Any] | None:
    """How many people nearby reported this: a count, never words; at most one statement, kept for a minute."""
    rules = policy.current().understanding
    key = f"near:{reading.category}:{reading.division}:{reading.kind}"
    found = cache.get(key)
    if found is None:
        whose = address_of(request)
        if whose and Brake("web.near", rules.nearby.per_minute, MINUTE).hit(whose, now()) is not None:
            return None
        there = nearby(reading, now())
        found = there.count if there else 0
        cache.set(key, found, MINUTE.total_seconds())
    if not found:
        return None
    said = rules.wording
    leaf = policy.current().categories[reading.category]
    return {"text": (said.nearby.en if plain else said.nearby.zh).replace("{n}", str(found)),
            "join": said.join.en if plain else said.join.zh, "title": leaf.en if plain else leaf.name,
            "place": place_name(reading.division)}
