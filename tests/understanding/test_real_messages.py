"""Every function on 4,326 real messages: none fails, the alarm stays rare, the speed suffices.

The messages are no part of the project: HUYING_EVAL_DATA names their folder, else ../shared/data beside the
checkout.
"""

import csv
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from huying.understanding.alarm import alarm
from huying.understanding.category import LeafWords, Proposer, kind_of
from huying.understanding.completeness import missing
from huying.understanding.masking import mask_text
from huying.understanding.places import DivisionFinder, DivisionName
from huying.understanding.segment import query_terms, search_text, words
from huying.understanding.similar import distance, fingerprint64, likeness, same_words, shingles
from huying.understanding.summary import summary
from huying.understanding.urgency import urgency

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HUYING_EVAL_DATA", CHECKOUT.parent / "shared" / "data")) / "teddy"
PROPOSER = Proposer([LeafWords("010101", "路灯照明", words=("路灯",)), LeafWords("010102", "停水", words=("停水",))])
FINDER = DivisionFinder([DivisionName("1", "城南区"), DivisionName("2", "城南路街道", (), "1")])

pytestmark = pytest.mark.skipif(
    not (DATA / "teddy_hot_messages.csv").exists(), reason="no evaluation data: set HUYING_EVAL_DATA"
)


@pytest.fixture(scope="module")
def messages() -> dict[str, tuple[str, str]]:
    with (DATA / "teddy_hot_messages.csv").open(encoding="utf-8", newline="") as file:
        return {row["留言编号"]: (row["留言主题"], row["留言详情"].strip()) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def texts(messages: dict[str, tuple[str, str]]) -> list[str]:
    return [f"{title}\n{detail}" for title, detail in messages.values()]


@pytest.mark.parametrize(
    "function",
    [
        words, search_text, query_terms, alarm, urgency, kind_of, PROPOSER.propose, FINDER.find,
        fingerprint64, same_words, shingles, mask_text, lambda text: missing(text, {}),
        lambda text: summary("", text), lambda text: likeness(text, text[::-1]),
    ],
)  # fmt: skip
def test_no_function_fails(function: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        function(text)


def test_alarm_is_rare_on_ordinary_complaints(messages: dict[str, tuple[str, str]], texts: list[str]) -> None:
    assert sum(alarm(text) is not None for text in texts) < 0.03 * len(texts)
    titles = [title for title, _ in messages.values()]
    assert sum(alarm(title) is not None for title in titles) < 0.03 * len(titles)


def test_most_messages_tell_an_event_and_a_place(texts: list[str]) -> None:
    lacking = [{each.element for each in missing(text, {})} for text in texts]
    assert sum("event" in each for each in lacking) < 0.01 * len(texts)
    assert sum("place" in each for each in lacking) < 0.15 * len(texts)


def test_few_messages_are_critical(texts: list[str]) -> None:
    assert sum(urgency(text).level == "critical" for text in texts) < 0.08 * len(texts)


def test_exact_repeats_have_the_same_words(messages: dict[str, tuple[str, str]]) -> None:
    with (DATA / "teddy_hot_exact_dup_pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["msg_a"], row["msg_b"]) for row in csv.DictReader(file)]
    alike = [same_words(messages[a][1]) == same_words(messages[b][1]) for a, b in pairs]
    near = [distance(fingerprint64(messages[a][1]), fingerprint64(messages[b][1])) <= 6 for a, b in pairs]
    assert sum(alike) >= 0.95 * len(pairs)
    assert sum(near) >= 0.95 * len(pairs)


def test_speed_suffices(texts: list[str]) -> None:
    # Measured about 2,500 µs together for 370 letters; the bound catches a change of order.
    started = time.process_time()
    for text in texts[:400]:
        alarm(text)
        urgency(text)
        kind_of(text)
        missing(text, {})
        search_text(text)
        fingerprint64(text)
        mask_text(text)
    assert (time.process_time() - started) / 400 < 0.02
