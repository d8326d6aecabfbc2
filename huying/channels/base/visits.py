"""A visit to the pages that changes somebody's ways of contact: what it has proven lately, how often it may."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest

from huying.channels.base import joining
from huying.channels.base.joining import Visit
from huying.clocks.present import now
from huying.people import citizens
from huying.people.brake import Brake, address_of
from huying.people.models import Citizen
from huying.tickets.problems import blocked

PROVEN = "proven_doors"
FRESH = timedelta(minutes=30)  # how long a proof counts for what hangs on several addresses
CHANGES = Brake("citizen.doors", 40, timedelta(hours=1))


def visit_of(request: HttpRequest) -> Visit:
    """Where a change comes from, with the proofs of the last half hour."""
    since = (now() - FRESH).timestamp()
    proven = [each for each, at in request.session.get(PROVEN, {}).items() if at >= since]
    return Visit(now(), address_of(request).partition("/")[0] or None, proven)


def slow(citizen: Citizen) -> None:
    """Count one change. Raises Refused when there were too many."""
    if CHANGES.hit(str(citizen.pk), now()) is not None:
        raise blocked("slow", "改动过于频繁，请一小时后再试。", "Too many changes; please try again in an hour.")


def prove(request: HttpRequest, citizen: Citizen, door: str, address: str) -> str:
    """The visitor has just shown that the address is theirs. Answers as `joining.add`; raises Refused."""
    proven = dict(request.session.get(PROVEN, {}))
    proven[joining.proof_of(door, address)] = now().timestamp()
    request.session[PROVEN] = dict(list(proven.items())[-joining.MOST :])
    done = joining.add(citizen, door, address, visit_of(request))
    if done != "had":
        citizens.come_in(request, citizen)  # what the visit may see has grown: a new session id
    return done
