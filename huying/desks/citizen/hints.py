"""What the page says back while a request is written; proposals, never decisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from huying import policy
from huying.desks.citizen import asking
from huying.desks.citizen.frame import english
from huying.tickets.states import KIND_NAMES, Kind

FIELDS = {"time": "happened", "place": "place", "person": "parties", "event": "detail", "wish": "wish"}


def hints(request: HttpRequest, values: dict[str, Any]) -> dict[str, Any]:
    """Template variables of citizen/hints.html."""
    reading, running = asking.look(request, values)
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
        "safe": bool(request.POST.get("safe")),
    }
