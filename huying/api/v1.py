"""The API of version 1: its description (OpenAPI 3.1) stands at openapi.json."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from huying.api import acting, catalogue, problems, sessions
from huying.api.hooks import described, views
from huying.people import partners

ABOUT = """一座城市的 12345 热线：提交诉求、查询进度、读取事项目录。错误一律为 application/problem+json，中英文并列。

A city's 12345 hotline: file requests, ask where they stand, read the catalogue. Every refusal is
application/problem+json (RFC 9457) in both languages; `code` is stable, for programs. Instants are UTC."""

SCHEMES = {"partner": {"type": "oauth2", "flows": {"clientCredentials": {
    "tokenUrl": "/api/v1/oauth/token", "scopes": {code: en for code, (_, en) in partners.SCOPES.items() if code != partners.OPEN311}}}},
    "citizen": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": "an access token of the citizens' own OpenID Connect provider, made for this API,"
                               " or one of /sessions/wechat"}}


_OWN: dict[str, list[str]] = {"citizen": []}


def _partner(scope: str) -> dict[str, list[str]]:
    return {"partner": [scope]}


# Who may call what; the empty one: anybody, with number and extraction code where it concerns one request.
SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "createRequest": [{}, _partner(partners.WRITE), _OWN], "readRequest": [{}, _partner(partners.READ), _OWN],
    "listRequests": [_partner(partners.READ), _OWN], "createAttachments": [_partner(partners.WRITE), _OWN], "listCategories": [{}],
    "readCity": [{}], "createWechatSession": [{}],
    **{f"{act}Request": [{}, _partner(partners.ACT), _OWN] for act in ("complete", "urge", "withdraw", "rate")},
}  # fmt: skip


class Api(NinjaAPI):
    """With who may call what, and the messages to partners, in its description; made once, for making it takes 80 ms."""

    _told: OpenAPISchema | None = None

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Made only where a view asks for it: those that answer by themselves need none."""
        return cast(HttpResponse, SimpleLazyObject(partial(super().create_temporal_response, request)))

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        if self._told is None:
            self._told = self._describe(**asked)
        return self._told

    def _describe(self, **asked: Any) -> OpenAPISchema:
        told = super().get_openapi_schema(**asked)
        told["components"]["securitySchemes"] = SCHEMES
        for operation in (each for path in told["paths"].values() for each in path.values()):
            operation["security"] = SECURITY.get(operation["operationId"], [_partner(partners.HOOKS)])
        described.add(told)
        return told


api = Api(title="呼应 Huying", version="1.0.0", description=ABOUT, urls_namespace="api-v1", docs_url=None,
          openapi_url="/openapi.json")
problems.install(api)
api.add_router("", acting.router)  # with those of huying.api.requests: an address belongs to one router
api.add_router("", catalogue.router)
api.add_router("", sessions.router)
api.add_router("", views.router)
