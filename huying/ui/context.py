"""What every page needs to know: the city, the reader's language, theme and size, where news comes from."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from huying.ui.streams import live_url

log = logging.getLogger(__name__)
THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large")
# Shown even when the policy cannot be read: these three are national.
EMERGENCY = (
    {"number": "110", "name": "公安报警", "en": "Police"},
    {"number": "119", "name": "火警救援", "en": "Fire and rescue"},
    {"number": "120", "name": "医疗急救", "en": "Ambulance"},
)

# Strict content policy: no eval, no style element; nothing of a page is kept in localStorage by htmx.
HTMX = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "selfRequestsOnly": True,
        "scrollIntoViewOnBoost": False,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "4(09|22)", "swap": True},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Template variables of every page (docs/design-system.md §2). Never raises: an error page uses it too."""
    english = (get_language() or "").startswith("en")
    return {
        "ui_lang": "en" if english else "zh-Hans",
        "ui_theme": chosen(request, "theme", THEMES),
        "ui_size": chosen(request, "size", SIZES),
        "htmx_config": HTMX,
        "live_url": live_url(request),
        "login_url": str(settings.LOGIN_URL),
        "preferences_url": _address("preferences"),
        "person": getattr(request, "person", None),
        "tiles": getattr(settings, "TILES", ""),
        "tile_credit": getattr(settings, "TILE_CREDIT", ""),
        **city(english),
    }


def chosen(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    """The reader's choice from its cookie, or the first allowed value."""
    value = request.COOKIES.get(f"huying_{name}", "")
    return value if value in allowed else allowed[0]


def city(english: bool) -> dict[str, Any]:
    """`city` (the policy's object or None), `city_name`, `hotline_number`, `emergency_calls`."""
    try:
        from huying.policy import current

        found = current().city
    except Exception:  # a broken policy is reported by `huying check`; the page must still say so in its frame
        log.exception("policy not readable")
        name = "Huying" if english else "呼应"
        return {"city": None, "city_name": name, "hotline_number": "12345", "emergency_calls": EMERGENCY}
    return {
        "city": found,
        "city_name": found.en if english else found.name,
        "hotline_number": found.hotline.number,
        "emergency_calls": found.emergency,
    }


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
