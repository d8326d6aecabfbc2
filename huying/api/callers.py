"""Who calls: a partner by its token, a citizen by a token of their provider or of ours, or nobody that is known."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huying.api import limits, oauth, sessions
from huying.people import bearers, citizens, oidc, partners
from huying.people.models import Citizen, Partner
from huying.people.persons import Person, citizen_person
from huying.tickets.models import Ticket
from huying.tickets.problems import blocked

logger = logging.getLogger("huying.api")


@dataclass(frozen=True, slots=True)
class Caller:
    """A partner's access, or a citizen; both None: a guest."""

    access: oauth.Access | None = None
    citizen: Citizen | None = None

    @property
    def partner(self) -> Partner | None:
        return self.access.partner if self.access else None

    @property
    def person(self) -> Person:
        return citizen_person(self.citizen.pk if self.citizen else None)

    @property
    def holder(self) -> str:
        """Whose the files are that wait for a request."""
        return f"partner:{self.partner.pk}" if self.partner else f"citizen:{self.citizen.pk}" if self.citizen else ""

    @property
    def assurance(self) -> int:
        """How sure we are of who asks."""
        if self.citizen is not None:
            return self.citizen.assurance
        return citizens.PHONE_PROVEN if self.partner and self.partner.vouches else citizens.UNPROVEN

    @property
    def vouched(self) -> bool:
        """Whether a partner answers for who asks."""
        return self.partner is not None and self.partner.vouches

    def owns(self, ticket: Ticket) -> bool:
        """Whether what was joined to this running request may be told of it: its own citizen, or a partner that vouches."""
        if self.citizen is not None:
            return ticket.citizen_id == self.citizen.pk
        return self.vouched

    def wait(self, request: HttpRequest) -> int:
        """Seconds to wait before this call; 0: welcome."""
        if self.partner is not None:
            return limits.of_partner(self.partner)
        if self.citizen is not None and settings.API_RATE > 0:
            return limits.BUCKETS.wait(f"citizen:{self.citizen.pk}", settings.API_RATE)
        return limits.wait(request)

    def limited(self, request: HttpRequest, response: HttpResponse) -> None:
        """Take one call; partners are told how many are left. Raises Waits."""
        if self.partner is not None:
            limits.partner(self.partner, response)
        elif seconds := self.wait(request):
            raise limits.Waits(seconds)

    def count(self, what: str, now: datetime) -> None:
        if self.access is not None:
            partners.count(self.access.key, what, now)


GUEST = Caller()


def caller_of(request: HttpRequest, scope: str) -> Caller:
    """Whose token came with the request. Refused (401, 403) when it does not do; scopes bind partners, citizens act for themselves."""
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not given:
        return GUEST
    kind, _, text = given.partition(" ")
    if kind.lower() == "bearer" and bearers.looks_like_one(text.strip()):
        return Caller(citizen=_citizen(text.strip()))
    if kind.lower() == "bearer" and sessions.looks_like_one(text.strip()):
        visitor = sessions.citizen_of(text.strip())
        if visitor is None:
            raise oauth.refused()
        return Caller(citizen=visitor)
    return Caller(access=oauth.access_of(request, scope))


def needed(request: HttpRequest, scope: str) -> Caller:
    found = caller_of(request, scope)
    if found is GUEST:
        raise blocked("no_token", "请先取得访问令牌。", "An access token is needed.")
    return found


def _citizen(text: str) -> Citizen:
    try:
        claims = bearers.claims_of(text)
    except bearers.Untrusted as error:
        logger.info("a citizen's token was refused: %s", error)
        raise oauth.refused() from None
    citizen = oidc.known(str(claims["sub"])) or oidc.citizen_of(str(claims["sub"]), claims)
    if not oidc.welcome(citizen):
        raise oauth.refused()
    return citizen
