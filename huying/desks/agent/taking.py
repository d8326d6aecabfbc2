"""From the form of a call to the core: the ticket first, then what the agent chose to become of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huying import policy
from huying.channels.phone import book, emergency
from huying.channels.phone.models import Call
from huying.desks.agent import forms
from huying.desks.phone.pop import own, phone_of
from huying.desks.ticket import names
from huying.people.persons import Person
from huying.tickets import life
from huying.tickets.incoming import Incoming
from huying.tickets.life.register import Registered
from huying.tickets.problems import Blocker, Problem, Refused
from huying.tickets.queries.proposal import proposal

DOOR = "phone"
TEXTS = ("title", "detail", "wish", "happened", "place", "parties", "name", "phone", "category", "kind", "urgency", "division")


@dataclass(slots=True)
class Taken:
    """The registered call; `problems` say why the second act did not happen, though the ticket stands."""

    registered: Registered
    problems: list[Problem] = field(default_factory=list)


def take(form: forms.Call, person: Person, now: datetime) -> Taken:
    """Register the call, then dispatch, close or transfer it. Refused when there is no ticket; a retry is safe."""
    data, key = form.cleaned_data, form.cleaned_data["idempotency_key"]
    call = call_of(data["call"], person, typed=bool(data["phone"]))
    # a call handed on is a record of its own, never an urge
    alone = data["separate"] or form.act == forms.TRANSFER or (call is not None and emergency.called(call))
    registered = life.register(incoming_of(form, person, now, call), by=person, now=now, again=not alone)
    taken = Taken(registered)
    if call is not None:
        book.link(call, registered.ticket)
    if registered.joined and form.act != forms.REGISTER:
        if call is not None:
            emergency.carry(call, person, now)
        taken.problems = [Blocker("same_matter", "内容已并入在办工单，没有另外办理；如是另一件事，请勾选“另立新单”再提交。",
                                  "The words went to the running ticket; tick “another matter” to make a new one.")]
        return taken
    try:
        if data["remark"]:
            life.note(registered.ticket.number, by=person, now=now, key=f"remark:{key}", door=DOOR, words=data["remark"])
        _then(form.act, data, registered, person, now, f"{form.act}:{key}", call)
    except Refused as refusal:
        taken.problems = refusal.problems
    if call is not None:
        emergency.carry(call, person, now, other_number=data["other_number"])
    return taken


def call_of(asked: str, person: Person, *, typed: bool) -> Call | None:
    """The call that the form belongs to. Somebody else's is refused, or left aside when a number was typed: a number is read
    for nobody but who took the call."""
    if not asked:
        return None
    call = own(person, asked)
    if call is None and not typed:
        raise Refused([Blocker("not_your_call", "这张表单对应的来电不是您接的，请填写来电号码后再提交。",
                               "The call of this form is not yours; type the number and send it again.", field="phone")])
    return call


def incoming_of(form: forms.Call, person: Person, now: datetime, call: Call | None = None) -> Incoming:
    data = form.cleaned_data
    given: dict[str, Any] = {name: data[name] for name in TEXTS}
    if call is not None and not given["phone"]:
        given["phone"] = phone_of(call)
    if form.act == forms.REGISTER:  # what the machine filled and nobody accepted is still its proposal, no decision
        given.update(dict.fromkeys({"category", "division"} & set(data["untouched"].split(",")), ""))
    if form.act == forms.TRANSFER and not given["detail"]:  # seconds count: nobody types before handing a call on
        reason = policy.current().reasons["transfer"][data["target"]]
        given["detail"] = _("来电转接%(target)s") % {"target": names.word((reason.name, reason.en))}
    return Incoming(door=DOOR, key=f"agent:{person.id}:{data['idempotency_key']}", received_at=now, account_id=person.id,
                    language="en" if data["english"] else "zh-hans", sms_only=data["sms_only"], confidential=data["confidential"], **given)


def _then(act: str, data: dict[str, Any], registered: Registered, person: Person, now: datetime, key: str,
          call: Call | None = None) -> None:
    """The second act, as the agent by the telephone knows it."""
    number = registered.ticket.number
    if act == forms.CLOSE:
        life.close(number, by=person, now=now, key=key, door=DOOR, text=data["answer"], category=data["category"],
                   source=data["source"])
    elif act == forms.TRANSFER:
        life.transfer(number, by=person, now=now, key=key, door=DOOR, target=data["target"],
                      other_number=data["other_number"], words=data["words"],
                      consent=emergency.consent_of(call, data["target"]) if call is not None else "")
    elif act == forms.DISPATCH:
        found = proposal(registered.ticket)
        if found is None:
            raise Refused([Blocker("no_rule", "派单目录没有建议，请到派单台选择承办单位。",
                                   "The catalogue has no proposal; choose a unit at the dispatch desk.")])
        life.dispatch(number, by=person, now=now, key=key, door=DOOR, lead=found.lead, assisting=found.assisting,
                      basis=found.basis, rule=found.rule, limit=found.limit)
