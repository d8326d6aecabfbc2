"""Whatever fails after a contact has come in: it is kept, it is seen, and the next try makes a ticket of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.people.persons import SYSTEM
from huying.tickets import contacts, life, numbers, reading
from huying.tickets.life import register
from huying.tickets.models import Contact, Ticket
from huying.tickets.problems import Refused
from huying.tickets.rescue import rescue
from huying.understanding import alarm
from tests.cast import MONDAY, Cast

register_module = __import__("huying.tickets.life.register", fromlist=["write"])


def _broken(*_: object, **__: object) -> None:
    raise RuntimeError("the model\x00 is gone")


def test_a_contact_that_nothing_understands_is_still_a_ticket(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    for part in ("_danger", "_matter", "_place", "_lack", "_short"):
        monkeypatch.setattr(reading, part, _named(part))
    done = register(cast.request(), by=SYSTEM, now=MONDAY)
    assert numbers.is_valid(done.ticket.number) and done.ticket.category == "" and done.ticket.title == cast.request().title


def test_one_part_that_fails_leaves_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(alarm, "alarm", _broken)
    ticket = register(cast.request(), by=SYSTEM, now=MONDAY).ticket
    assert ticket.category and ticket.division and ticket.summary


def test_a_contact_that_cannot_be_written_is_kept_and_a_later_try_succeeds(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    request = cast.request(phone="13800138000")
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(register_module, "write", _broken)
        register(request, by=SYSTEM, now=MONDAY)
    kept = Contact.objects.get()
    assert kept.state == Contact.FAILED and kept.ticket_id is None and "RuntimeError" in kept.note
    assert contacts.raw_of(kept)["phone"] == "13800138000" and contacts.raw_of(kept)["detail"] == request.detail
    done = register(request, by=SYSTEM, now=MONDAY + timedelta(minutes=5))
    kept.refresh_from_db()
    assert (kept.state, kept.ticket_id) == (Contact.REGISTERED, done.ticket.pk) and Ticket.objects.count() == 1


def test_a_process_that_died_in_between_is_made_good_by_itself(cast: Cast):
    request = cast.request(tags=("夜间",), lon=113.3, lat=23.1)
    contacts.keep(request)
    assert rescue(MONDAY + timedelta(minutes=1)) == 0, "it may still be at work"
    assert rescue(MONDAY + timedelta(minutes=3)) == 1 and rescue(MONDAY + timedelta(minutes=3)) == 0
    ticket = Ticket.objects.get()
    assert (ticket.detail, ticket.tags, ticket.lon) == (request.detail, ["夜间"], 113.3)
    assert Contact.objects.get().state == Contact.REGISTERED


def test_a_rescued_contact_about_a_running_matter_urges_it(cast: Cast):
    first = register(cast.request(phone="13800138000"), by=SYSTEM, now=MONDAY).ticket
    contacts.keep(cast.request(phone="13800138000"))
    assert rescue(MONDAY + timedelta(minutes=3)) == 1
    first.refresh_from_db()
    assert first.urges == 1 and Contact.objects.filter(state=Contact.ATTACHED, ticket=first).count() == 1


def test_without_a_database_the_contact_waits_to_be_rescued(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as broken, pytest.raises(OperationalError):
        broken.setattr(register_module, "write", gone)
        broken.setattr(contacts, "failed", gone)
        register(cast.request(), by=SYSTEM, now=MONDAY)
    assert Contact.objects.get().state == Contact.NEW and rescue(MONDAY + timedelta(minutes=3)) == 1


HOSTILE = ["零\x00字节\x00", "半个字符\ud83d和\udc00", "𠮷𠮷𠮷 👨‍👩‍👧‍👦 🏗️", "\u202e倒着写的路名\u202c",
           "Robert'); DROP TABLE tickets_ticket;--",
           "<img src=x onerror=alert(1)>投诉", "%s %(x)s {number} {0}", "\\x00 \\u0000 \\ud800", "\r\n\r\n投诉\t\x0b\x0c", "啊" * 10_000,
           "a" * 10_000, "　" * 50 + "投诉", "\ufeff\u200b投诉\u200d", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("field", ["title", "detail", "wish", "happened", "place", "parties", "name", "phone", "other", "key"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_ends_as_a_ticket_or_a_stated_refusal(cast: Cast, field: str, text: str):
    request = cast.request(**{field: text})
    try:
        ticket = Ticket.objects.get(pk=register(request, by=SYSTEM, now=MONDAY).ticket.pk)
        assert "\x00" not in ticket.text and numbers.is_valid(ticket.number)
    except Refused as refusal:
        assert refusal.codes <= {"too_long", "empty"} and Contact.objects.get().problems
    kept = Contact.objects.get()
    assert kept.state in {Contact.REGISTERED, Contact.REFUSED} and contacts.raw_of(kept)[field] == text


@pytest.mark.parametrize("words", [
    {"category": "999999999"}, {"division": "x" * 50}, {"kind": "rant" * 9}, {"urgency": "now!" * 9}, {"language": "klingon-" * 9},
    {"lon": float("nan"), "lat": 1e400}, {"lon": 500.0, "lat": 12.0}, {"tags": ("\x00", "标" * 500)}, {"attachments": ("nonsense",)},
    {"raw": {"\ud83d": b"\x00\xff", "n": float("inf")}},
])
def test_values_that_do_not_fit_are_left_out_and_kept_raw(cast: Cast, words: dict):
    ticket = Ticket.objects.get(pk=register(cast.request(**words), by=SYSTEM, now=MONDAY).ticket.pk)
    assert ticket.lon is None and ticket.kind in {"complaint", "help", "report", "suggestion", "consultation"}
    assert Contact.objects.get().state == Contact.REGISTERED


@given(text=st.text(min_size=1, max_size=300), place=st.text(max_size=80), name=st.text(max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_any_text_at_all(cast: Cast, text: str, place: str, name: str):
    request = cast.request(detail=text, title="", wish="", place=place, name=name)
    try:
        assert numbers.is_valid(register(request, by=SYSTEM, now=MONDAY).ticket.number)
    except Refused as refusal:
        assert refusal.codes <= {"empty", "too_long"}
    assert life.register is register


def _named(name: str):
    def broken(*_: object) -> None:
        raise RuntimeError(name)

    broken.__name__ = name
    return broken


@pytest.mark.django_db(transaction=True)
def test_a_look_that_fails_costs_no_contact(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(contacts, "KEEP_AND_LOOK", "SELECT no_such_thing($1, $2, $3, $4, $5, $6, $7)")
    assert contacts.keep(cast.request(phone="13800138000")).running is None
    assert Contact.objects.get().state == Contact.NEW
