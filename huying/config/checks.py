"""What must not be forgotten, looked at on every start: entrances declared, verbs whole, settings documented, policy sound.

Django runs these with its own checks; `mistakes` gives the same as plain data for `huying check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register, run_checks
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY, SETTINGS_PAGE = ROOT / "GLOSSARY.md", ROOT / "docs" / "settings.md"
TAG = "huying"


@register(TAG)
def views_declare_entry(app_configs: Any = None, **_more: Any) -> list[CheckMessage]:
    """Every view of ours says who may enter (huying.desks.gate); a forgotten one would be open to the street."""
    return [
        Error(f"{each.callback.__module__}.{each.callback.__name__} does not say who may enter.",
              hint="Put @public or @enter(Role.…) from huying.desks.gate on it.", obj=str(each.pattern), id="huying.E001")
        for each in _patterns(get_resolver().url_patterns)
        if each.callback.__module__.startswith("huying.") and not hasattr(each.callback, "entry")
    ]


@register(TAG)
def verbs_are_whole(app_configs: Any = None, **_more: Any) -> list[CheckMessage]:
    """Every verb of the map can be done, is told in words, and stands in the glossary (where there is a checkout)."""
    from huying.tickets import events, life, map

    known = _glossary()
    found: list[CheckMessage] = []
    for verb in map.VERBS:
        lacks = [what for what, there in (
            ("a function in huying.tickets.life", callable(getattr(life, verb, None))),
            ("a sentence in huying.tickets.events", verb in events.SENTENCES),
            ("a line in GLOSSARY.md", known is None or verb in known)) if not there]
        found += [Error(f"The verb {verb} has not {what}.", obj=verb, id="huying.E002") for what in lacks]
    return found


@register(TAG)
def settings_are_documented(app_configs: Any = None, **_more: Any) -> list[CheckMessage]:
    """Every name read from the environment has its line in docs/settings.md (where there is a checkout)."""
    from huying.config.env import READ

    told = documented()
    if told is None:
        return []
    return [Error(f"{name} is read but not documented.", hint="Add a line to docs/settings.md.", obj=name, id="huying.E003")
            for name in sorted(READ) if name not in told]


@register(TAG)
def policy_is_sound(app_configs: Any = None, **_more: Any) -> list[CheckMessage]:
    """The city's policy can be read; each mistake with its file and line."""
    from huying import policy

    try:
        policy.current()
    except policy.PolicyErrors as errors:
        return [Error(f"{one.what_en} ({one.what_zh})", hint=one.write, obj=f"{one.file}:{one.line}", id="huying.E004")
                for one in errors.mistakes]
    return []


@register(TAG)
def other_exchanges_have_secrets(app_configs: Any = None, **_more: Any) -> list[CheckMessage]:
    """Each of HUYING_PHONE_CTI is `name:secret`, with a secret that nobody guesses; one that is not opens no door."""
    from django.conf import settings

    from huying.channels.phone.cti import SHORTEST_SECRET
    from huying.channels.phone.models import OWN

    found: list[CheckMessage] = []
    for each in settings.PHONE_CTI:
        name, _colon, secret = each.partition(":")
        if not name or name == OWN or len(name) > 20 or len(secret) < SHORTEST_SECRET:
            found.append(Error(f"HUYING_PHONE_CTI: {name[:20]}: a name (not {OWN}) and a secret of {SHORTEST_SECRET} letters are needed.",
                               hint="HUYING_PHONE_CTI=cloud:$(openssl rand -hex 16)", obj="HUYING_PHONE_CTI", id="huying.E015"))
    return found


def mistakes() -> list[dict[str, Any]]:
    """All of the above as `huying check` shows mistakes: file, line, id, what_zh, what_en, write."""
    return [
        {"file": str(each.obj or ""), "line": 0, "id": each.id or "", "what_zh": each.msg, "what_en": each.msg, "write": each.hint or ""}
        for each in run_checks(tags=[TAG])
    ]


def documented() -> frozenset[str] | None:
    """Names of the settings that the page explains; None without a checkout."""
    if not SETTINGS_PAGE.exists():
        return None
    return frozenset(re.findall(r"^\| `([A-Z][A-Z0-9_]*)`", SETTINGS_PAGE.read_text("utf-8"), re.MULTILINE))


def _glossary() -> frozenset[str] | None:
    if not GLOSSARY.exists():
        return None
    return frozenset(re.findall(r"^\| [^|]+ \| ([a-z0-9_]+) \|", GLOSSARY.read_text("utf-8"), re.MULTILINE))


def _patterns(found: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        else:
            yield each
