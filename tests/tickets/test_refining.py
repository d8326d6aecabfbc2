"""The outside model is asked only where a city names one, and may choose only among near categories."""

from datetime import UTC, datetime

import pytest

from huying.tickets import reading, refining
from huying.tickets.incoming import Incoming
from huying.understanding.outside import Refined, Terms


def contact() -> Incoming:
    return Incoming(door="web", key="", received_at=datetime.now(UTC), title="路灯不亮", detail="人民路路灯不亮三天了")


def test_nothing_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refining, "refine", lambda *_, **__: pytest.fail("asked"))
    assert refining.ask_outside(contact(), reading.Reading()) is None


def test_with_a_model_it_is_asked_with_near_categories(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def refine(text: str, **more: object) -> Refined:
        asked.update(more, text=text)
        return Refined(summary="人民路路灯不亮")

    _, guard = refining._outside()
    monkeypatch.setattr(refining, "_outside", lambda: (Terms("http://127.0.0.1:1/v1", "m"), guard))
    monkeypatch.setattr(refining, "refine", refine)
    incoming = contact()
    read = reading.read(incoming)
    assert refining.ask_outside(incoming, read) == Refined(summary="人民路路灯不亮")
    candidates = asked["candidates"]
    assert isinstance(candidates, dict) and 0 < len(candidates) <= refining.MOST_CANDIDATES
    assert next(iter(candidates)) == read.category
