"""Whatever is sent, no part of the understanding fails on it, and none takes quadratic time."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from huying.tickets import reading
from huying.tickets.incoming import Incoming
from huying.understanding import (
    alarm,
    category,
    completeness,
    masking,
    places,
    plain,
    segment,
    similar,
    summary,
    tone,
    urgency,
)
from huying.understanding.evaluation.speed import hostile, measure

TEXTS = hostile(2000)
PROPOSER = category.Proposer([category.LeafWords("010101", "路灯照明", words=("路灯",))])
FINDER = places.DivisionFinder([places.DivisionName("1", "城南区")])
PARTS: list[Callable[[str], object]] = [
    alarm.alarm, urgency.urgency, category.kind_of, PROPOSER.propose, FINDER.find, lambda text: completeness.missing(text, {}),
    lambda text: summary.summary(text, text), similar.same_words, similar.fingerprint64, similar.shingles,
    lambda text: similar.likeness(text, text[::-1]), tone.tone, masking.mask_text, masking.masked, plain.plain, plain.bare,
    segment.words, segment.search_text, segment.query_terms,
]


@pytest.mark.parametrize("part", PARTS, ids=range(len(PARTS)))
def test_no_part_fails_on_hostile_text(part: Callable[[str], object]) -> None:
    for text in TEXTS.values():
        part(text)


def test_reading_fails_in_no_part(caplog: pytest.LogCaptureFixture) -> None:
    for text in TEXTS.values():
        reading.read(Incoming(door="web", key="", received_at=datetime.now(UTC), detail=text))
    assert caplog.records == []


def test_lone_surrogates_can_be_encoded_once_plain() -> None:
    assert plain.plain("路灯\ud83d不亮").encode() == "路灯\ufffd不亮".encode()


@pytest.mark.parametrize("name", ["digits", "people", "places", "wishes", "dots"])
def test_missing_takes_linear_time(name: str) -> None:
    # 10 s before the pieces of places and times were bounded; the measure is 50 ms for all parts together.
    found = measure({"missing": lambda text: completeness.missing(text, {})}, {name: hostile(10_000)[name]}, rounds=1)
    assert next(figure.value for figure in found.figures if figure.name == "missing, p99") < 500


def test_measure_of_speed_reports_failures_as_misses() -> None:
    def fails(_: str) -> object:
        raise ValueError("no")

    report = measure({"part": fails}, {"a": "b"}, rounds=1)
    assert not report.kept and "no" in report.mistakes[0].said
