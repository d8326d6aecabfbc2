"""Addresses under /open311/; the format is the suffix."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, re_path

from huying.api.open311 import views


def _at(where: str, view: Any, name: str) -> URLPattern:
    return re_path(rf"^{where}(?:\.(?P<suffix>[A-Za-z]{{1,10}}))?/?$", view, name=name)


app_name = "open311"
urlpatterns = [
    _at("(?:v2/)?discovery", views.discovery, "discovery"),
    re_path(r"^v2/?$", views.discovery, name="root"),
    _at("v2/services", views.services, "services"),
    _at(r"v2/services/(?P<code>[\w-]{1,40})", views.definition, "definition"),
    _at("v2/requests", views.requests, "requests"),
    _at(r"v2/requests/(?P<number>[\w-]{1,40})", views.one, "request"),
    _at(r"v2/tokens/(?P<token>[\w-]{1,80})", views.token, "token"),
    _at("v2/(?:servicerequestupdates|update)", views.request_updates, "updates"),
    _at("v2/.*?", views.nowhere, "nowhere"),
]
