"""The ticket on paper: one page with its history, and a code that leads back to it."""

from __future__ import annotations

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huying.clocks.present import now
from huying.desks.gate import STAFF, enter
from huying.desks.ticket import face, story
from huying.desks.ticket.sheet import events, whole
from huying.tickets import access
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused

MOST_EVENTS = 1000


@enter(*STAFF)
@require_safe
@never_cache
def sheet_of_paper(request: HttpRequest, number: str) -> HttpResponse:
    """To be printed; contact data stay masked."""
    ticket = _ticket(request, number)
    sheet = whole(ticket, request.person, now())  # type: ignore[attr-defined]
    told = story.entries(reversed(events(ticket, most=MOST_EVENTS)))
    return render(request, "ticket/print.html", face.page(sheet) | {"entries": told})


@enter(*STAFF)
@require_safe
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """The page's own address as a QR code (SVG)."""
    ticket = _ticket(request, number)
    out = io.BytesIO()
    code = segno.make(request.build_absolute_uri(reverse("ticket:page", args=[ticket.number])), error="m", micro=False)
    code.save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})


def _ticket(request: HttpRequest, number: str) -> Ticket:
    try:
        return access.find(request.person, number)  # type: ignore[attr-defined]
    except Refused:
        raise Http404 from None
