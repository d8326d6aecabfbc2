"""登录: by a code sent to the phone, or through the city's own sign-on; and going out again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from huying.desks.citizen import asking, codes, forms
from huying.desks.citizen.frame import inside, show
from huying.desks.gate import public
from huying.people import citizens
from huying.people.phonecode import CodeRefused
from huying.people.vault import mask_phone

NEXT = "login_next"


@public
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for the phone number and send a code to it."""
    target = inside(request, request.POST.get("next") or request.GET.get("next", ""), reverse("citizen:mine"))
    ways = asking.ways(target)
    form, problem = forms.Phone(request.POST or None), ""
    if request.method == "POST" and ways["by_code"] and form.is_valid():
        request.session[NEXT] = target
        try:
            codes.send(request, form.cleaned_data["phone"])
            return redirect("citizen:code")
        except CodeRefused as refusal:
            if refusal.code == "again":
                return redirect("citizen:code")
            problem = refusal.words(get_language() or "zh")
    status = 422 if problem or form.errors else 200
    return show(request, "citizen/login.html", {"form": form, "problem": problem, "next": target, **ways}, status=status)


@public
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, or send another one."""
    phone = codes.phone_of(request)
    if not phone:
        return redirect("citizen:login")
    form, problem = forms.Code(request.POST or None), ""
    if request.method == "POST":
        try:
            if "again" in request.POST:
                codes.send(request, phone)
                return redirect("citizen:code")
            if form.is_valid():
                codes.accept(request, form.cleaned_data["code"])
                return redirect(request.session.pop(NEXT, "") or "citizen:mine")
        except CodeRefused as refusal:
            problem = refusal.words(get_language() or "zh")
    return show(request, "citizen/code.html", {"form": form, "problem": problem, "phone": mask_phone(phone),
                                               "shown": codes.shown(request)}, status=422 if problem else 200)


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Leave; nothing of the visit stays on this device."""
    citizens.go_out(request)
    return redirect("citizen:home")
