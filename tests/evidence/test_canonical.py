"""Canonical bytes: one spelling for one act; a commitment binds and tells nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.evidence.canonical import canonical, checksum, commitment, instant
from huying.tickets.life.step import fields_of
from huying.tickets.models import Event
from tests.cast import Cast
from tests.tickets.world import World

plain = st.none() | st.booleans() | st.integers() | st.text()
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(st.dictionaries(st.text(), values))
def test_the_order_of_keys_does_not_matter(data: dict):
    backwards = dict(reversed(list(data.items())))
    if all(char < "\ud800" or char > "\udfff" for char in str(data)):
        assert canonical(data) == canonical(backwards) and len(checksum(data)) == 32


def test_the_bytes_are_as_documented():
    at = datetime(2026, 3, 2, 10, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    assert instant(at) == "2026-03-02T02:00:00.000005Z"
    assert canonical({"b": 1, "a": at, "c": b"\x00\xff", "d": "中"}) == \
        '{"a":"2026-03-02T02:00:00.000005Z","b":1,"c":"00ff","d":"中"}'.encode()
    assert checksum({"a": 1}) == hashlib.sha256(b'{"a":1}').digest()
    assert instant(at) == instant(at.astimezone(UTC))


def test_a_value_without_one_spelling_is_refused():
    with pytest.raises(TypeError):
        canonical({"a": object()})


def test_a_commitment_binds_to_value_ticket_and_field():
    key = b"k" * 32
    one = commitment(key, "2603020000001", "rate.comment", "很好")
    assert one == commitment(key, "2603020000001", "rate.comment", "很好") and len(one) == 64
    others = {commitment(key, "2603020000001", "rate.comment", "很差"), commitment(key, "2603020000002", "rate.comment", "很好"),
              commitment(key, "2603020000001", "urge.words", "很好"), commitment(b"x" * 32, "2603020000001", "rate.comment", "很好")}
    assert one not in others and len(others) == 4


def test_every_event_of_every_life_can_be_derived_again_from_the_database(cast: Cast):
    from huying.tickets.states import State

    world = World(cast)
    for state in State:
        world.ticket(state, rich=True)
    events = list(Event.objects.select_related("ticket"))
    assert len(events) > 60
    for event in events:
        assert checksum(fields_of(event, event.ticket.number)) == bytes(event.digest), event.verb
