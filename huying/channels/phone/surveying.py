"""Recorded surveys, as far as they are rows: which citizen is called next, what the keys came to, the rating that they are."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from huying.channels.phone import choosing, owing
from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.channels.phone.models import Call, CallEvent
from huying.channels.phone.signals import What
from huying.people.models import Citizen
from huying.people.persons import SYSTEM, citizen_person
from huying.people.sealed import caller_of, phone_key
from huying.policy.phone import Survey
from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import Grade

logger = logging.getLogger("huying.phone")
HEARD_OF = timedelta(minutes=10)  # a call that was taken and never told of went astray with its exchange
STOP = "stop"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One call to make now. `key`: its name at the exchange, another for each try."""

    key: str
    ticket: str
    number: str
    language: str
    survey: Survey
    opening: str


def claim(now: datetime) -> Wanted | None:
    """Take the next citizen of a recorded survey; None: nobody, or no hour for it. Whom we may not call is passed over."""
    if not owing.may_dial(now):
        return None
    with transaction.atomic():
        same = CampaignCall.objects.filter(ticket__citizen=OuterRef("ticket__citizen"), state=CampaignCall.DIALLING)  # called already
        for row in choosing.due(now, recorded=True).filter(~Exists(same))[:20]:
            number = caller_of(row.ticket.number, row.ticket.caller_sealed)[1]
            why = choosing.forbidden(row.ticket, now) or ("" if number else "no_number")
            if why:
                choosing.pass_over(row, why, now)
                continue
            CampaignCall.objects.filter(pk=row.pk).update(state=CampaignCall.DIALLING, not_before=now + HEARD_OF)
            return Wanted(row.call_key, row.ticket.number, number, row.ticket.language, survey_of(row.campaign), row.campaign.opening)
    return None


def cannot(key: str, now: datetime) -> None:
    """The number of a call that was taken is none that can be dialled."""
    _rows().filter(pk=_pk(key)).update(state=CampaignCall.SKIPPED, why="no_number", done_at=now)


def survey_of(campaign: Campaign) -> Survey:
    """What the campaign asks."""
    return Survey.model_validate_json(json.dumps(campaign.survey))


def settle(key: str, now: datetime) -> bool:
    """What came of the call of this name, as soon as it is over."""
    row = _rows().filter(pk=_pk(key)).first()
    call = Call.objects.filter(key=key).first()
    return row is not None and call is not None and row.call_key == key and came(row, call, now)


def came(row: CampaignCall, call: Call, now: datetime) -> bool:
    """The end of one try: answered and done, or another attempt later. The answers are the citizen's rating."""
    if not call.is_over:
        return False
    answers, stopped = answers_of(call)
    reached = bool(answers) or stopped or call.answered_at is not None or call.outcome in ("hung_up", "abandoned", "promised")
    changed: dict[str, object] = {"call": call, "tries": F("tries") + 1, "answers": answers, "done_at": now}
    if stopped and not answers:
        changed |= {"state": CampaignCall.SKIPPED, "why": "asked"}
    elif reached:
        changed |= {"state": CampaignCall.DONE}
    else:
        again = choosing.again(row, call, now)
        changed |= {"state": CampaignCall.OPEN, "not_before": again, "done_at": None} if again else {"state": CampaignCall.GIVEN_UP}
    with transaction.atomic():
        if not _rows().filter(pk=row.pk, tries=row.tries).update(**changed):
            return False
        if stopped:
            _no_more(row.ticket)
        if not stopped or answers:
            _log(row, call, answers, now, reached=reached)
    return True


def answers_of(call: Call) -> tuple[dict[str, str], bool]:
    """Question → value, and whether they asked for no more such calls."""
    answers, stopped = {}, False
    for data in CallEvent.objects.filter(call=call, what=What.KEYED).order_by("id").values_list("data", flat=True):
        if "question" in data:
            answers[data["question"]] = data["choice"]
        stopped = stopped or data.get("choice") == STOP
    return answers, stopped


def _log(row: CampaignCall, call: Call, answers: dict[str, str], now: datetime, *, reached: bool) -> None:
    """Into the ticket's history as any call for a rating is; answers go the way of everybody's rating, so that 不满意 is reviewed."""
    ticket, key = row.ticket, f"survey:{call.key}"
    refused = call.outcome == "hung_up" and not answers
    outcome = "refused" if refused else "reached" if reached else "not_reached"
    try:
        with transaction.atomic():
            life.ask_rating(ticket.number, by=SYSTEM, now=now, outcome=outcome, words="录音回访", key=key)
            if answers or refused:
                by = citizen_person(ticket.citizen_id, numbers=[ticket.number])
                matter = answers.get("matter", Grade.REFUSED if refused else Grade.NOT_RATED)
                life.rate(ticket.number, by=by, now=now, door="phone", matter=matter, agent=answers.get("agent", ""),
                          solved={"yes": True, "no": False}.get(answers.get("solved", "")), key=f"{key}:rate")
    except Refused as refusal:  # rated by another door meanwhile, or too late
        logger.info("survey of %s: %s", ticket.number, ", ".join(sorted(refusal.codes)))


def _no_more(ticket: Ticket) -> None:
    """Text messages only from now on, for every campaign."""
    if ticket.citizen_id:
        Citizen.objects.filter(pk=ticket.citizen_id).update(sms_only=True)
    elif key := phone_key(caller_of(ticket.number, ticket.caller_sealed)[1]):
        Citizen.objects.update_or_create(phone_key=key, defaults={"sms_only": True})


def _rows() -> QuerySet[CampaignCall]:
    return CampaignCall.objects.filter(state=CampaignCall.DIALLING).select_related("ticket", "campaign")


def _pk(key: str) -> int:
    found = key.split("-")
    return int(found[1]) if len(found) == 3 and found[1].isdigit() else 0
