"""The inbox of a unit, narrowed to one of its sub-units on demand."""

from __future__ import annotations

from dataclasses import fields

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.lists.board import board, show
from huying.desks.lists.rows import address, unit_name
from huying.people.entry import units_below
from huying.people.models import Unit
from huying.people.persons import Person, Role
from huying.tickets import life
from huying.tickets.problems import Refused

LISTS = ("to_sign", "handling", "returned", "rework", "answers_below", "assisting", "unit_supervised", "unit_late", "in_check",
         "of_unit")


@require_GET
@enter(Role.LIAISON, Role.UNIT_HEAD)
def inbox(request: HttpRequest) -> HttpResponse:
    """Worklists of the unit with those below it; `?unit=` one of them only (with those below that one)."""
    person = _narrowed(request)
    context = board(request, LISTS, person=person)
    tree = Unit.objects.filter(pk__in=request.person.unit_ids).order_by("level", "slug")[:200]  # type: ignore[attr-defined]
    context["units"] = [(unit.pk, unit_name(unit)) for unit in tree]
    context["chosen_unit"] = person.unit_id
    return show(request, "unit/home.html", context)


@require_GET
@enter(Role.LIAISON, Role.UNIT_HEAD)
def below(request: HttpRequest) -> HttpResponse:
    """How much each unit of the tree has in hand, unsigned and late: one statement."""
    now, running = present(), Q(legs__ended_at=None)
    open_legs = Unit.objects.filter(pk__in=request.person.unit_ids).annotate(  # type: ignore[attr-defined]
        in_hand=Count("legs", filter=running),
        unsigned=Count("legs", filter=running & Q(legs__signed_at=None)),
        late=Count("legs", filter=running & Q(legs__due_at__lt=now, legs__replied_at=None)),
    ).order_by("-late", "-in_hand", "slug")[:300]
    home = reverse("unit:home")
    rows = [(unit_name(unit), unit.in_hand, unit.unsigned, unit.late, f"{home}?list=of_unit&unit={unit.pk}") for unit in open_legs]
    return render(request, "unit/below.html", {"rows": rows})


@require_POST
@enter(Role.LIAISON, Role.UNIT_HEAD)
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """Take it on and go to its page."""
    try:
        done = life.sign(number, by=request.person, now=present())  # type: ignore[attr-defined]
    except Refused as refusal:
        for problem in refusal.problems:
            messages.error(request, problem.words(get_language() or "zh"))
        return redirect("unit:home")
    messages.success(request, gettext("已签收。"))
    return redirect(address(done.ticket.number))


def _narrowed(request: HttpRequest) -> Person:
    """The person with one sub-unit's eyes; never more than their own tree."""
    person: Person = request.person  # type: ignore[attr-defined]
    asked = request.GET.get("unit", "")
    if not asked:
        return person
    if not asked.isdecimal() or int(asked) not in person.unit_ids:
        raise PermissionDenied(gettext("这不是本单位或下级单位。"))
    # request.person is lazy, no dataclass to the eyes of `replace`.
    same = {field.name: getattr(person, field.name) for field in fields(Person)}
    return Person(**{**same, "unit_id": int(asked), "unit_ids": units_below(int(asked)) & person.unit_ids})
