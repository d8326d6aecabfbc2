"""Preferences, and the frame's context."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from huying.ui import assets, context, views

factory = RequestFactory()


def post(**data: str) -> object:
    return views.preferences(factory.post("/preferences", data))


def test_preferences_keep_known_values_and_go_back() -> None:
    answer = post(theme="dark", size="large", language="en", next="/tickets/?q=1")
    assert answer["Location"] == "/tickets/?q=1"  # type: ignore[index]
    kept = {name: morsel.value for name, morsel in answer.cookies.items()}  # type: ignore[attr-defined]
    assert kept == {"huying_theme": "dark", "huying_size": "large", "huying_lang": "en"}


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_preferences_do_not_send_anybody_elsewhere(back: str) -> None:
    assert post(theme="dark", next=back)["Location"] == "/"  # type: ignore[index]


def test_preferences_ignore_unknown_values_and_reading() -> None:
    assert not post(theme="neon", size="9", language="xx").cookies  # type: ignore[attr-defined]
    assert views.preferences(factory.get("/preferences")).status_code == 405


def test_cookies_set_the_look_and_bad_ones_are_ignored(render: Callable[..., str]) -> None:
    assert '<html lang="zh-Hans" data-theme="dark" data-size="large">' in render("/guide", "huying_theme=dark; huying_size=large")
    assert '<html lang="zh-Hans">' in render("/guide", 'huying_theme="><script>; huying_size=9')
    assert '<html lang="en">' in render("/guide", language="en")


def test_the_frame_stands_when_the_policy_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("city.yaml")

    monkeypatch.setattr("huying.policy.current", broken)
    found = context.page(factory.get("/"))
    assert found["city_name"] == "呼应"
    assert [call["number"] for call in found["emergency_calls"]] == ["110", "119", "120"]


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_scripts_and_styles_are_sent_compressed(client: Client, coding: str):
    main = assets.manifest()["src/main.js"]
    for file in (main["file"], *main["css"]):
        answer = client.get(f"/static/dist/{file}", headers={"Accept-Encoding": coding})
        assert answer.status_code == 200 and answer["Content-Encoding"] == coding
        assert len(b"".join(answer.streaming_content)) < (assets.DIST / file).stat().st_size / 2
