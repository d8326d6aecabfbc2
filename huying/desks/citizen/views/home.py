"""The first page, one's own requests, and the pages about the service."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from huying import policy
from huying.clocks.present import now
from huying.desks.citizen.frame import show, to_login, visitor
from huying.desks.citizen.views import doors
from huying.desks.gate import public
from huying.tickets import access
from huying.tickets.queries.pages import Lane, page

ON_HOME = 3
ON_PAGE = 20


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the hotline is, the ways in, advice by situation, and the visitor's own requests."""
    person = visitor(request)
    recent = access.visible(person).select_related("lead").defer("search").order_by("-id")[:ON_HOME] if person.kind == "citizen" else []
    return show(request, "citizen/home.html", {
        "recent": recent, "advice": policy.current().advice, "busy": busy(), "chat_url": _chat(request)})


@public
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything the visitor has asked, newest first."""
    person = visitor(request)
    if person.kind != "citizen":
        return to_login(request)
    own = access.visible(person).select_related("lead").defer("search", "detail", "wish")
    found = page([Lane(own, ("-id",))], request.GET.get("at", ""), ON_PAGE)
    return show(request, "citizen/mine.html", {
        **doors.part(request), "tickets": found.rows, "next_url": f"?at={found.next}" if found.next else "",
        "previous_url": f"?at={found.previous}" if found.previous else ""})


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the hotline does and does not, how long it takes, and the doors."""
    current = policy.current()
    return show(request, "citizen/about.html", {"doors": [each for each in current.doors.values() if each.best_for],
                                                "grounds": list(current.grounds.values())})


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return show(request, "citizen/privacy.html", {"retention": policy.current().retention})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return show(request, "citizen/accessibility.html")


def _chat(request: HttpRequest) -> str:
    """The simulated WeChat of a demonstration, on the machine that the visitor already talks to."""
    return f"{request.scheme}://{request.get_host().split(':')[0]}:{settings.WECHAT_SIMULATOR}/" if settings.WECHAT_SIMULATOR else ""


def busy() -> str:
    """The peak hours that it is now ("09:00–11:00"), or nothing: callers are told."""
    clock = timezone.localtime(now()).time()
    for begins, ends in policy.current().city.peak_hours:
        if begins <= clock < ends:
            return f"{begins:%H:%M}–{ends:%H:%M}"
    return ""


