"""查进度: by number and code or phone, and the page of one request with what its owner may do."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.clocks.present import now
from huying.desks.citizen import forms
from huying.desks.citizen.frame import show, visitor
from huying.desks.citizen.views.acting import page_of
from huying.desks.gate import public
from huying.people import citizens
from huying.people.brake import address_of
from huying.tickets import access, numbers
from huying.tickets.proof import PER_ADDRESS, PER_NUMBER, proven


@public
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Ask for the number and for what only its owner knows."""
    asked = request.GET.get("number", "")
    form = forms.Progress(request.POST or None, initial={"number": asked})
    if request.method != "POST" or not form.is_valid():
        if request.method == "GET" and _own(request, asked):
            return redirect("citizen:ticket", numbers.normalise(asked))
        return show(request, "citizen/progress.html", {"form": form}, status=422 if form.errors else 200)
    number, at = form.cleaned_data["number"], now()
    wait = PER_ADDRESS.waits(address_of(request), at) or PER_NUMBER.hit(number, at)
    if wait:
        form.add_error(None, _("输错次数过多，请 %(minutes)d 分钟后再试，或拨打 12345 查询。") % {"minutes": _minutes(wait)})
        return show(request, "citizen/progress.html", {"form": form}, status=429)
    if proven(number, form.cleaned_data["secret"]) is None:
        PER_ADDRESS.hit(address_of(request), at)
        form.add_error(None, _("编号与提取码或手机号码对不上，请核对后再试。"))
        return show(request, "citizen/progress.html", {"form": form}, status=422)
    PER_NUMBER.clear(number)
    citizens.open_ticket(request, number)
    return redirect("citizen:ticket", number)


@public
@require_safe
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """One request; whoever has not proven that it is theirs is asked to."""
    if not _own(request, number):
        return redirect(f"{reverse('citizen:progress')}?{urlencode({'number': number})}")
    return page_of(request, number)


def _own(request: HttpRequest, number: str) -> bool:
    spelt = numbers.normalise(number)
    return bool(spelt) and access.visible(visitor(request)).filter(number=spelt).exists()


def _minutes(wait: timedelta) -> int:
    return max(1, -(-int(wait.total_seconds()) // 60))
