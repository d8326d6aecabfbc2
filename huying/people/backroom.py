"""What all pages of the back room share: who may enter, how they come in, and what nobody may do there."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import urlencode
from unfold.admin import ModelAdmin, TabularInline

from huying.people.persons import Role

# Unfold's pages need scripts and styles of their own inside the page; nothing from elsewhere, and no frame.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
MOST_COUNTED = 10_000
# Other packages' tables that hold secrets, or rights that this project does not use.
HIDDEN = ("auth.Group", "mfa.Authenticator", "account.EmailAddress", "account.EmailConfirmation", "socialaccount.SocialApp",
          "socialaccount.SocialToken", "socialaccount.SocialAccount")


def allowed(request: HttpRequest) -> bool:
    """Administrators only; the flag `is_staff` alone opens nothing."""
    return bool(request.user.is_active and request.person.has(Role.ADMINISTRATOR))  # type: ignore[attr-defined]


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than MOST_COUNTED: a million tickets are no reason to wait."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:MOST_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)


class Backroom(ModelAdmin):  # type: ignore[misc]
    """Pages for administrators; rows that history points at are never deleted."""

    list_per_page = 50
    show_full_result_count = False
    paginator = BoundedPaginator
    list_filter_submit = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Shown(Backroom):
    """Only to look at: what happens to these rows happens through verbs."""

    actions: Any = []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ShownLines(TabularInline):  # type: ignore[misc]
    """Rows that belong to another, only to look at."""

    extra = 0
    can_delete = False
    hide_title = True
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def arrange() -> None:
    """The one entrance (with lock-out and second factor) also for the back room, its content policy, and no strangers' tables."""
    site = admin.site
    site.has_permission = allowed  # type: ignore[method-assign]
    site.login = _to_login  # type: ignore[method-assign]
    site.admin_view = partial(_guarded, site.admin_view)  # type: ignore[method-assign]
    for name in HIDDEN:
        with suppress(LookupError, NotRegistered):
            site.unregister(apps.get_model(name))


def _to_login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    target = request.GET.get("next") or request.get_full_path()
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': target})}")


_to_login.entry = "public"  # type: ignore[attr-defined]


def _guarded(admin_view: Any, view: Any, cacheable: bool = False) -> Any:
    """The site's own wrapper, with our content policy on every answer."""
    wrapped = admin_view(view, cacheable)

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = wrapped(request, *args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        return response

    for name in ("model_admin", "admin_site"):
        if hasattr(wrapped, name):
            setattr(answer, name, getattr(wrapped, name))
    answer.entry = (Role.ADMINISTRATOR,)  # type: ignore[attr-defined]  # as huying.desks.gate marks pages
    return answer
