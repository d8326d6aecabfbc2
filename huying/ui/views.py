"""Two small pages of the look itself: the reader's preferences, and the style guide."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from huying.ui.context import SIZES, THEMES

YEAR = 365 * 24 * 3600


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep theme, size or language in a cookie and go back. Open to everybody; only known values are kept."""
    back = request.POST.get("next") or request.headers.get("Referer", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    wanted = {
        "huying_theme": (request.POST.get("theme"), THEMES),
        "huying_size": (request.POST.get("size"), SIZES),
    }
    for name, (value, allowed) in wanted.items():
        if value in allowed:
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return answer


def guide(request: HttpRequest, frame: str = "citizen") -> HttpResponse:
    """All components on one page, in the citizen's or the staff frame ("desk"); made-up content, open to all."""
    from huying.ui.samples import frames, samples

    if frame == "desk":
        return render(request, "ui/guide_desk.html", samples() | frames())
    return render(request, "ui/guide.html", samples())


# Both are open to everybody (see huying.desks.gate).
preferences.entry = guide.entry = "public"  # type: ignore[attr-defined]
