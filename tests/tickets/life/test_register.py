"""登记: the contact is kept first, the number is given at once, clocks follow what it is about."""

from datetime import timedelta
from importlib import import_module

import pytest

from huying.people.persons import SYSTEM
from huying.tickets import contacts, life, numbers
from huying.tickets.models import Contact, Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import State
from tests.cast import MONDAY, Cast
from tests.tickets.seen import city, open_kinds, promise


def test_a_number_is_given_at_once(cast: Cast):
    done = life.register(cast.request(), by=SYSTEM, now=MONDAY)
    assert numbers.is_valid(done.ticket.number) and done.ticket.number.startswith("260302")
    assert len(done.code) == 6 and done.code.isdigit()
    assert done.ticket.state == State.RECEIVED and open_kinds(done.ticket) == {"look", "complete"}
    contact = Contact.objects.get(pk=done.contact_id)
    assert contact.state == Contact.REGISTERED and contact.ticket_id == done.ticket.pk
    assert contact.citizen_id == Ticket.objects.get(pk=done.ticket.pk).citizen_id is not None


@pytest.mark.parametrize(("words", "limit", "due"), [
    ({"kind": "consultation"}, "2 working_days", "2026-03-05 00:00"),
    ({"kind": "complaint"}, "10 working_days", "2026-03-17 00:00"),
    ({"kind": "complaint", "urgency": "urgent"}, "3 working_days", "2026-03-06 00:00"),
    ({"kind": "help", "urgency": "critical"}, "24 hours", "2026-03-03 10:00"),
])
def test_the_promise_follows_kind_and_urgency(cast: Cast, words: dict, limit: str, due: str):
    ticket = cast.ticket(**words)
    assert promise(ticket, "complete").limit == limit
    assert promise(ticket, "complete").due_at == city(due) == Ticket.objects.get(pk=ticket.pk).due_at


def test_what_is_missing_is_asked_for_and_three_days_are_given(cast: Cast):
    ticket = cast.ticket(title="噪声", detail="太吵了", wish="", happened="", place="", parties="", name="")
    assert ticket.state == State.INCOMPLETE and ticket.missing
    assert open_kinds(ticket) == {"completion"}
    assert promise(ticket, "completion").due_at == MONDAY + timedelta(days=3) == ticket.due_at


def test_danger_is_never_sent_back_for_completion(cast: Cast):
    ticket = cast.ticket(title="燃气泄漏", detail="楼道里煤气泄漏味道很大，有人昏迷，快来人", wish="", happened="", place="", parties="",
                         name="")
    assert ticket.state == State.RECEIVED and ticket.urgency == "critical"
    assert promise(ticket, "complete").due_at == MONDAY + timedelta(hours=2)


def test_an_agent_who_chose_the_matter_leaves_it_ready_for_dispatch(cast: Cast):
    category = cast.ticket().category
    done = life.register(cast.request(category=category, place="", happened=""), by=cast.agent, now=MONDAY)
    assert done.ticket.state == State.PENDING_DISPATCH and done.ticket.registered_by_id == cast.agent.id


def test_a_retry_returns_the_first_result(cast: Cast):
    request = cast.request()
    one, two = (life.register(request, by=SYSTEM, now=MONDAY) for _ in range(2))
    assert two.replayed and one.ticket.pk == two.ticket.pk and Ticket.objects.count() == 1
    assert one.ticket.events.count() == 1


def test_a_retry_that_overtakes_is_no_second_call(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """A slow first try finds the ticket that the retry has made of the same contact: it must not urge itself."""
    register = import_module("huying.tickets.life.register")
    request, real = cast.request(phone="13800138000"), register.same_matter

    def slow(*given):
        monkeypatch.setattr(register, "same_matter", real)
        life.register(request, by=SYSTEM, now=MONDAY)
        return real(*given)

    monkeypatch.setattr(register, "same_matter", slow)
    done = life.register(request, by=SYSTEM, now=MONDAY)
    assert done.replayed and not done.joined and Contact.objects.get().state == Contact.REGISTERED
    assert Ticket.objects.get().urges == 0 and [event.verb for event in done.ticket.events.all()] == ["register"]


def test_the_same_citizen_about_the_same_matter_urges_with_the_new_words(cast: Cast):
    first = life.register(cast.request(phone="13800138000"), by=SYSTEM, now=MONDAY)
    more = cast.request(phone="138-0013-8000", detail=cast.request().detail + "今晚又开始打桩了。")
    second = life.register(more, by=SYSTEM, now=MONDAY + timedelta(days=1))
    assert second.joined and second.ticket.pk == first.ticket.pk and Ticket.objects.count() == 1
    row = Ticket.objects.get()
    assert row.urges == 1 and "今晚又开始打桩了" in row.detail
    assert Contact.objects.get(pk=second.contact_id).state == Contact.ATTACHED
    assert {notice.code for notice in second.notices} == {"same_matter"}


def test_not_the_same_matter_when_the_citizen_says_so(cast: Cast):
    for again in (True, False):
        life.register(cast.request(phone="13800138000"), by=SYSTEM, now=MONDAY, again=again)
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(("words", "code"), [
    ({"title": " ", "detail": "\x00", "wish": ""}, "empty"), ({"detail": "字" * 10_001}, "too_long"),
    ({"title": "题" * 201}, "too_long"), ({"place": "路" * 301}, "too_long"),
])
def test_a_contact_that_is_no_request_is_refused_with_the_reason_and_kept(cast: Cast, words: dict, code: str):
    with pytest.raises(Refused) as refusal:
        life.register(cast.request(**words), by=SYSTEM, now=MONDAY)
    assert refusal.value.codes == {code}
    kept = Contact.objects.get()
    assert kept.state == Contact.REFUSED and kept.problems[0]["code"] == code and kept.ticket_id is None
    assert contacts.raw_of(kept)["phone"]


def test_contact_data_is_sealed_and_not_in_the_history(cast: Cast):
    ticket = cast.ticket(name="欧阳小雨", phone="13912345678")
    event = ticket.events.get()
    assert "13912345678" not in str(event.data) and "欧阳" not in str(event.data)
    assert set(event.data["caller"]) == {"commit"} == set(event.data["text"])
    stored = bytes(Ticket.objects.get(pk=ticket.pk).caller_sealed)
    assert b"13912345678" not in stored and "欧阳".encode() not in stored
