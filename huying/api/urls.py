"""Addresses under /api/."""

from django.urls import path, re_path

from huying.api import problems
from huying.api.health import health
from huying.api.oauth import token
from huying.api.v1 import api

urlpatterns = [
    path("health/", health, name="api-health"),
    path("v1/oauth/token", token, name="api-token"),
    path("v1/", api.urls),
    re_path("", problems.nowhere, name="api-nowhere"),
]
