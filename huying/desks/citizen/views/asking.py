"""我要反映: the form, the look at it while it is written, proof of the phone, the same matter again, and the end."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying import policy
from huying.clocks.present import now
from huying.desks import refusals
from huying.desks.citizen import asking, codes, forms, keeping
from huying.desks.citizen.frame import citizen_of, show, visitor
from huying.desks.citizen.hints import hints
from huying.desks.citizen.slip import slip
from huying.desks.citizen.story import last_moment
from huying.desks.files.holder import holder_of
from huying.desks.gate import public
from huying.people import citizens
from huying.people.phonecode import CodeRefused
from huying.people.vault import mask_phone
from huying.tickets import access, uploads
from huying.tickets.problems import Refused

FRESH = "fresh_number"


@public
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; what was kept for the citizen stands in it again."""
    if request.method == "POST":
        return _received(request)
    holder_of(request)  # a session, so that files sent piece by piece have a holder
    values = keeping.kept(request) or {"kind": request.GET.get("kind", "")}
    return _form(request, _blank(request, initial=values), values.get("tokens", ()), kept="detail" in values)


@public
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """While it is written: danger, what is missing, the likely class, and the citizen's own running ticket."""
    values = asking.typed(request)
    if len(f"{values['title']}{values['detail']}") < 4:
        return HttpResponse("")
    return show(request, "citizen/hints.html", hints(request, values))


@public
@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest) -> HttpResponse:
    """A guest proves the phone number, and the kept request goes off."""
    values = keeping.kept(request)
    if values is None:
        return redirect("citizen:new")
    form, problem = forms.Code(request.POST or None), ""
    if request.method == "POST" and "again" in request.POST:
        problem = _send_code(request, values["phone"])
    elif request.method == "POST" and form.is_valid():
        try:
            codes.accept(request, form.cleaned_data["code"])
            return _send(request, values)
        except CodeRefused as refusal:
            problem = refusal.words(get_language() or "zh")
    return show(request, "citizen/verification.html", {
        "form": form, "problem": problem or request.session.pop("code_problem", ""), "shown": codes.shown(request),
        "phone": mask_phone(codes.phone_of(request) or values["phone"])}, status=422 if request.method == "POST" and problem else 200)


@public
@require_GET
def same(request: HttpRequest) -> HttpResponse:
    """The matter is in hand already: the running ticket, and the way out when it is another matter."""
    values = keeping.kept(request)
    if values is None or not values.get("joined"):
        return redirect("citizen:new")
    person = visitor(request)
    own = access.visible(person).filter(number=values["joined"]).select_related("lead").first() if person.id else None
    return show(request, "citizen/same.html", {"ticket": own, "values": values})


@public
@require_POST
def separate(request: HttpRequest) -> HttpResponse:
    """这是另一件事: the same words become a ticket of their own."""
    values = keeping.kept(request)
    if values is None or not values.get("joined"):
        return redirect("citizen:new")
    asking.untie(request, values, values["joined"])
    return _send(request, {**values, "key": values["other_key"]}, again=False)


@public
@require_GET
def done(request: HttpRequest, number: str) -> HttpResponse:
    """The number, the extraction code (this once), a code to scan, and what comes next."""
    person = visitor(request)
    ticket = access.visible(person).filter(number=number).select_related("lead").first()
    if ticket is None:
        return redirect(f"{reverse('citizen:progress')}?{urlencode({'number': number})}")
    fresh = request.session.pop(FRESH, "") == number
    return show(request, "citizen/done.html", slip(request, ticket, with_code=fresh) | {
        "ticket": ticket, "due": last_moment(ticket.due_at)})


def _received(request: HttpRequest) -> HttpResponse:
    form = _blank(request, request.POST)
    tokens = _files(request, form)
    if not form.is_valid() or form.errors:
        return _form(request, form, tokens, status=422)
    values = asking.values_of(form, tokens)
    reading, _running = asking.look(request, values)
    if reading.alarm and not values["safe"]:
        return _form(request, form, tokens, status=422, stop="danger")
    if reading.missing and not reading.alarm and not values["anyway"]:
        return _form(request, form, tokens, status=422, stop="missing")
    if reading.alarm is None and asking.too_many(request, values):
        form.add_error(None, _("这个网络一小时内提交得太多了。内容已为您保留，请稍后再试，或直接拨打 12345。"))
        return _form(request, form, tokens, status=429)
    if reading.alarm is None and asking.needs(citizen_of(request)).proof:  # danger is never held up for a proof
        return _prove(request, values)
    return _send(request, values)


def _prove(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """Keep everything, and let the guest prove who they are."""
    keeping.keep(request, values)
    if not asking.needs(citizen_of(request)).by_code:
        return redirect(f"{reverse('citizen:login')}?{urlencode({'next': reverse('citizen:new')})}")
    problem = _send_code(request, values["phone"])
    if problem:
        request.session["code_problem"] = problem
    return redirect("citizen:verification")


def _send(request: HttpRequest, values: dict[str, Any], *, again: bool = True) -> HttpResponse:
    keeping.keep(request, values)
    try:
        registered = asking.submit(request, values, again=again)
    except Refused as refusal:
        form = _blank(request, values)
        form.is_valid()
        refusals.show(form, refusal)
        return _form(request, form, values["tokens"], status=422)
    if registered.joined:
        keeping.keep(request, {**values, "joined": registered.ticket.number, "other_key": asking.fresh_key()})
        return redirect("citizen:same")
    keeping.forget(request)
    request.session[FRESH] = registered.ticket.number
    return redirect("citizen:done", registered.ticket.number)


def _blank(request: HttpRequest, data: Any = None, **more: Any) -> forms.Request:
    wanted = asking.needs(citizen_of(request))
    return forms.Request(data, phone_needed=wanted.phone, name_needed=wanted.name, **more)


def _form(request: HttpRequest, form: forms.Request, tokens: Any, *, status: int = 200, stop: str = "",
          kept: bool = False) -> HttpResponse:
    citizen = citizen_of(request)
    files = uploads.held(tokens, holder_of(request)) if tokens else []
    look = hints(request, asking.typed(request)) if request.method == "POST" and form.data.get("detail") else {}
    if look.get("alarm") and not look["safe"]:
        stop = "danger"  # before anything else, also before a forgotten name
    key = form["idempotency_key"].value() or asking.fresh_key()
    name, phone = citizens.masked(citizen) if citizen else ("", "")
    return show(request, "citizen/new.html", {
        "form": form, "files": [{"id": each.token, "name": each.name} for each in files], "stop": stop, "kept": kept,
        "key": key, "citizen_name": name, "citizen_phone": phone, "advice": policy.current().advice, "needs": asking.needs(citizen),
        "uploads": policy.current().city.uploads, "upload_url": reverse("files:uploads"), **look}, status=status)


def _files(request: HttpRequest, form: forms.Request) -> list[str]:
    """Tokens of what was sent piece by piece and of whole files; what is not taken is said above the form."""
    holder = holder_of(request)
    tokens = [each.token for each in uploads.held(form.tokens(), holder)]
    most = policy.current().city.uploads.most_files
    try:
        tokens += uploads.take(request.FILES.getlist("files")[:most], holder, None, "citizen", now())
    except uploads.UploadsRefused as refusal:
        tokens += refusal.tokens
        refusals.show(form, refusal)
    if len(tokens) > most:
        form.add_error(None, _("最多上传 %(most)d 个文件，请移除一些。") % {"most": most})
    return tokens


def _send_code(request: HttpRequest, phone: str) -> str:
    """Send a code; why not, when it could not be sent."""
    try:
        codes.send(request, phone)
    except CodeRefused as refusal:
        return refusal.words(get_language() or "zh")
    return ""
