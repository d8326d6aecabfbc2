"""A request from first contact to archive, with every clock on its way."""

from datetime import timedelta

import pytest

from huying.people.persons import SYSTEM
from huying.tickets import life
from huying.tickets.models import Promise
from huying.tickets.problems import Refused
from huying.tickets.states import State
from tests.cast import MONDAY, Cast


def open_kinds(ticket) -> set[str]:
    return set(Promise.objects.filter(ticket=ticket, met_at=None, voided_at=None).values_list("kind", flat=True))


def test_a_complaint_travels_to_the_bureau_and_back_and_is_archived(cast: Cast):
    now = MONDAY
    registered = life.register(cast.request(), by=SYSTEM, now=now)
    ticket, number = registered.ticket, registered.ticket.number
    assert len(number) == 13 and number.startswith("260302") and len(registered.code) == 6
    assert ticket.state == State.RECEIVED and open_kinds(ticket) == {"look", "complete"}

    life.triage(number, by=cast.agent, now=now, category=ticket.category, kind="complaint")
    assert open_kinds(ticket) == {"dispatch", "complete"}
    life.dispatch(number, by=cast.dispatcher, now=now, lead=cast.lead_unit, assisting=[cast.other_unit], basis="职责")
    assert open_kinds(ticket) == {"complete", "sign"}
    life.sign(number, by=cast.other_liaison, now=now)
    assert Promise.objects.filter(ticket=ticket, kind="first_contact").count() == 0
    life.sign(number, by=cast.liaison, now=now)
    ticket.refresh_from_db()
    assert ticket.state == State.HANDLING and "first_contact" in open_kinds(ticket)
    life.contact(number, by=cast.liaison, now=now + timedelta(hours=2), way="phone", words="已电话了解情况")
    life.reply(number, by=cast.liaison, now=now + timedelta(days=2), text="经现场检查，工地已停止夜间施工，并依法处罚。")
    life.check(number, by=cast.followup, now=now + timedelta(days=2), passed=True)
    ticket.refresh_from_db()
    assert ticket.state == State.COMPLETED and open_kinds(ticket) == {"rating"}
    life.rate(number, by=cast.owner(ticket), now=now + timedelta(days=2, hours=3), matter="satisfied", agent="very_satisfied",
              solved=True)
    ticket.refresh_from_db()
    assert ticket.state == State.ARCHIVED and open_kinds(ticket) == set()
    verbs = list(ticket.events.order_by("id").values_list("verb", flat=True))
    assert verbs == ["register", "triage", "dispatch", "sign", "sign", "contact", "reply", "check", "rate"]


def test_dissatisfied_opens_a_review_that_the_checker_may_not_decide(cast: Cast):
    now = MONDAY
    number = _completed(cast, now)
    ticket_owner = cast.owner(_ticket(number))
    life.rate(number, by=ticket_owner, now=now, matter="dissatisfied", comment="夜里还在打桩")
    assert _ticket(number).state == State.REVIEWING
    with pytest.raises(Refused) as refusal:
        life.decide_review(number, by=cast.followup, now=now, outcome="rework", opinion="合理")
    assert refusal.value.codes == {"handled_before"}
    life.decide_review(number, by=cast.other_followup, now=now, outcome="rework", opinion="诉求合理，请重新办理")
    ticket = _ticket(number)
    assert ticket.state == State.HANDLING and ticket.reworks == 1 and open_kinds(ticket) == {"rework"}


def test_a_retry_with_the_same_key_changes_nothing(cast: Cast):
    request = cast.request()
    first = life.register(request, by=SYSTEM, now=MONDAY)
    second = life.register(request, by=SYSTEM, now=MONDAY)
    assert second.replayed and second.ticket.pk == first.ticket.pk
    one = life.urge(first.ticket.number, by=cast.owner(first.ticket), now=MONDAY, key="k1", words="请尽快")
    two = life.urge(first.ticket.number, by=cast.owner(first.ticket), now=MONDAY, key="k1", words="请尽快")
    assert two.replayed and two.event.pk == one.event.pk
    assert _ticket(first.ticket.number).urges == 1


def _ticket(number: str):
    from huying.tickets.models import Ticket

    return Ticket.objects.get(number=number)


def _completed(cast: Cast, now) -> str:
    number = cast.ticket(now).number
    life.dispatch(number, by=cast.dispatcher, now=now, lead=cast.lead_unit)
    life.sign(number, by=cast.liaison, now=now)
    life.reply(number, by=cast.liaison, now=now, text="已到现场处理完毕，工地承诺不再夜间施工。")
    life.check(number, by=cast.followup, now=now, passed=True)
    return number
