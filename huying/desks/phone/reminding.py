"""Reminding a unit by telephone: the duty telephone of who handles a ticket is dialled at the asker's own seat."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huying.channels.phone import asking
from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.phone.who import account_of, person_of, say
from huying.people.persons import Role
from huying.tickets import access
from huying.tickets.problems import Refused

CALLERS = (Role.AGENT, Role.SQUAD_LEADER, Role.FOLLOWUP)


@require_POST
@enter(*CALLERS)
def reminds(request: HttpRequest, number: str) -> HttpResponse:
    """Dial, and back to the ticket."""
    ticket = access.visible(person_of(request)).select_related("lead").filter(number=number).first()
    if ticket is None:
        raise Http404
    try:
        asking.remind(account_of(request), ticket, present())
        messages.success(request, gettext("正在拨打承办单位的值守电话，通话记入本工单。"))
    except Refused as refusal:
        say(request, refusal)
    return redirect("ticket:page", number)
