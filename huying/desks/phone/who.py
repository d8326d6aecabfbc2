"""Who asks: the person of the request, and their account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language

from huying.people.models import Account
from huying.people.persons import Person
from huying.tickets.problems import Refused


def person_of(request: HttpRequest) -> Person:
    return request.person  # type: ignore[attr-defined,no-any-return]


def account_id(request: HttpRequest) -> int:
    """The id of the account; behind a gate for staff there is one."""
    found = person_of(request).id
    assert found is not None
    return found


def account_of(request: HttpRequest) -> Account:
    return Account.objects.get(pk=account_id(request))


def say(request: HttpRequest, refusal: Refused) -> None:
    """Why it did not happen, on the next page."""
    for problem in refusal.problems:
        messages.error(request, problem.words(get_language() or "zh"))
