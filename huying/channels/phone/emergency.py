"""110, 120, 119 called in a telephone call, and what that means for the ticket: its transfer, with consent, both numbers and the clock
of their acknowledgement. A call without a ticket carries it until there is one. A drill leaves no trace on a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from huying import policy
from huying.channels.cap.acks import tell_floor
from huying.channels.phone import asking
from huying.channels.phone.models import Call, CallEvent, CallParty, PhoneOrder
from huying.people.models import Account
from huying.people.persons import Person
from huying.tickets import life
from huying.tickets.models import Ticket, Transfer
from huying.tickets.problems import Refused

UNANSWERED = timedelta(minutes=1)
OLD = timedelta(days=1)
CONSENT = dict(Transfer.CONSENTS)


def press(account: Account, person: Person, call: str, now: datetime, *, key: str, target: str, consent: str, drill: bool) -> PhoneOrder:
    """The key: the order to the exchange, and the transfer of the call's ticket if it has one, at once. What the ticket refuses
    does not keep the call from being made."""
    with transaction.atomic():
        order = asking.act(account, "emergency", call, now, key=key, target=target, consent=consent, drill=drill)
        ticket = order.call.ticket if order.call is not None else None
        if ticket is not None and _counts(order):
            _onto(ticket, order, person, now)
    return order


def carry(call: Call, person: Person, now: datetime, *, other_number: str = "") -> list[str]:
    """The call has a ticket now: it is transferred to whom the call was. The services, oldest first."""
    ticket = Ticket.objects.filter(calls=call.pk).first()
    if ticket is None:
        return []
    done = []
    for order in PhoneOrder.objects.filter(call=call, what="emergency").order_by("pk"):
        if _counts(order):
            _onto(ticket, order, person, now, other_number=other_number)
            done.append(str(order.args["target"]))
    return done


def called(call: Call) -> bool:
    """Whether a service was called in it: its ticket is a record of its own then, and no urge of another."""
    return any(_counts(order) for order in PhoneOrder.objects.filter(call=call, what="emergency"))


def consent_of(call: Call, target: str) -> str:
    """What the caller said when this service was called; empty when it was not."""
    for order in PhoneOrder.objects.filter(call=call, what="emergency", args__target=target).order_by("-pk"):
        if _counts(order):
            return str(order.args["consent"])
    return ""


def acknowledge(call: Call, target: str, service: str, at: datetime) -> None:
    """Somebody answered for the service that was called; on its transfer, if the call has a ticket by now."""
    if call.ticket_id is None:
        return
    receipt = "" if service == target else f"由{_name(service)}接听"
    for row in Transfer.objects.filter(ticket=call.ticket_id, target=target, acknowledged_at=None):
        row.acknowledged_at, row.receipt = at, "；".join(filter(None, (row.receipt, receipt)))
        row.save(update_fields=["acknowledged_at", "receipt"])


def their_number(call: Call, number: str) -> bool:
    """The number that the service gave: with the latest of its lines that answered, and on the ticket's transfer."""
    party = CallParty.objects.filter(call=call, kind="emergency", drill=False, answered_at__isnull=False).order_by("-pk").first()
    if party is None:
        return False
    party.other_number = number[:60]
    party.save(update_fields=["other_number"])
    told = CallEvent.objects.filter(call=call, what="party_answered", data__party_key=party.key).first()
    target = told.data.get("for", party.target) if told is not None else party.target
    Transfer.objects.filter(ticket=call.ticket_id or 0, target=target).update(other_number=party.other_number)
    return True


def unanswered(now: datetime) -> int:
    """Tell the floor of transfers by telephone that nobody took within a minute, once each; how many. In writing: cap.acks."""
    told = 0
    for row in Transfer.objects.filter(~Q(consent=""), acknowledged_at=None, at__gt=now - OLD, at__lte=now - UNANSWERED).select_related(
            "ticket")[:100]:
        text = f"工单 {row.ticket.number} 已转{row.target_name}，电话尚无人接听。请立即拨打核实。"
        told += tell_floor(row.ticket, f"phone.unanswered:{row.pk}", text, now)
    return told


def _counts(order: PhoneOrder) -> bool:
    return not order.args.get("drill") and not settings.PHONE_DRILLS


def _onto(ticket: Ticket, order: PhoneOrder, person: Person, now: datetime, *, other_number: str = "") -> None:
    """The transfer once for each service; where the ticket is past that, a note says that they were called."""
    target, consent, call = str(order.args["target"]), str(order.args["consent"]), order.call
    assert call is not None
    answered = CallEvent.objects.filter(call=call, what="party_answered", data__for=target).order_by("at").first()
    party = CallParty.objects.filter(call=call, key=str(answered.data["party_key"])).first() if answered else None
    if not Transfer.objects.filter(ticket=ticket, target=target).exists():
        number = other_number or (party.other_number if party else "")
        try:
            life.transfer(ticket.number, by=person, now=now, key=f"emergency:{order.pk}", door="phone", target=target, consent=consent,
                          other_number=number)
        except Refused:
            words = f"通话中已呼叫{_name(target)}（诉求人：{CONSENT.get(consent, consent)}）" + (f"，对方编号 {number}" if number else "")
            life.note(ticket.number, by=person, now=now, key=f"emergency:{order.pk}", door="phone", words=words)
    if answered is not None and party is not None:
        call.ticket = ticket
        acknowledge(call, target, party.target, answered.at)


def _name(target: str) -> str:
    known = policy.current().reasons["transfer"].get(target)
    return known.name if known else target
