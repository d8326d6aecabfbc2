"""The start-up checks find what was forgotten, and the house has forgotten nothing."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from huying.config import checks
from huying.desks.gate import public
from huying.tickets import events, map

READ_AT = r"(?:environ(?:\.get|\.setdefault|\.pop)?[\[(]|envvar=|env\.\w+\()\"((?:HUYING|DATABASE)_[A-Z_]+|PORT|HOST)\""


def test_the_house_passes() -> None:
    assert checks.mistakes() == []


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def test_a_view_without_an_entrance_is_found(settings: Any) -> None:
    from huying.config import urls

    _view.__module__ = "huying.desks.made_up"
    city = ModuleType("city_with_a_hole")
    city.urlpatterns = [*urls.urlpatterns, path("hole/", _view)]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = city
    assert [each.id for each in checks.views_declare_entry()] == ["huying.E001"]
    public(_view)
    assert checks.views_declare_entry() == []


def test_a_verb_without_words_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(events.SENTENCES, "urge")
    assert [each.obj for each in checks.verbs_are_whole()] == ["urge"]


def test_a_verb_without_a_function_or_a_line_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(map.VERBS, "teleport", map.VERBS["urge"])
    assert len(checks.verbs_are_whole()) == 3


def test_a_setting_without_a_line_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from huying.config import env

    monkeypatch.setitem(env.READ, "HUYING_SURPRISE", "")
    assert [each.obj for each in checks.settings_are_documented()] == ["HUYING_SURPRISE"]
    assert checks.mistakes()[0]["write"] == "Add a line to docs/settings.md."


def test_an_unsound_policy_is_told_with_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from huying import policy

    def broken() -> Any:
        raise policy.PolicyErrors([policy.Mistake("units.yaml", 7, "water", "没有名称", "no name", "name: …")])

    monkeypatch.setattr(policy, "current", broken)
    found = checks.policy_is_sound()
    assert (found[0].obj, found[0].hint) == ("units.yaml:7", "name: …")


def test_every_name_read_anywhere_is_documented(checkout: Path) -> None:
    told = checks.documented() or frozenset()
    read: set[str] = set()
    for folder in ("huying", "bench", "tests", "scripts"):
        for file in (checkout / folder).rglob("*.py"):
            text = file.read_text("utf-8")
            read |= set(re.findall(READ_AT, text))
    assert read - told == set()
    assert {"HUYING_VAR", "DATABASE_URL", "HUYING_LIVE_MOST"} <= read
