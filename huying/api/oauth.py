"""OAuth 2 for partners: client credentials (RFC 6749 §4.4) become a signed token of an hour, and tokens become access."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from django.core import signing
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from oauthlib.oauth2 import BackendApplicationServer, RequestValidator

from huying.api import limits
from huying.clocks.present import now
from huying.people import partners
from huying.people.models import Partner, PartnerKey
from huying.tickets.problems import Refused, blocked

SECONDS = 3600
SALT = "huying.api.oauth"
REFUSED = {"error": "invalid_request", "error_description": "POST grant_type=client_credentials as a form."}


@dataclass(frozen=True, slots=True)
class Access:
    """Whose token came, and what it may."""

    key: PartnerKey
    scopes: frozenset[str]

    @property
    def partner(self) -> Partner:
        return self.key.partner


class Clients(RequestValidator):  # type: ignore[misc]
    """What oauthlib asks about partners. Only the grant of client credentials exists."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        client_id, secret = _credentials(request)
        key = partners.key_of(secret, now())
        if key is None or key.partner.client_id != client_id:
            return False
        request.client, request.partner_key = _Client(client_id), key
        return True

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return True

    def validate_grant_type(self, client_id: str, grant_type: str, client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        return grant_type == "client_credentials"

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return list(request.partner_key.partner.scopes)

    def validate_scopes(self, client_id: str, scopes: list[str], client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        return set(scopes) <= set(request.partner_key.partner.scopes)

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        """The token is signed, nothing is kept: whether its key still runs is asked each time."""


@dataclass(frozen=True, slots=True)
class _Client:
    client_id: str


def _signed(request: Any, refresh_token: bool = False) -> str:
    return signing.dumps([request.partner_key.pk, sorted(request.scopes)], salt=SALT, compress=True)


SERVER = BackendApplicationServer(Clients(), token_generator=_signed, token_expires_in=SECONDS)


@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """POST grant_type=client_credentials&scope=…, with HTTP Basic or client_id and client_secret in the form."""
    if request.method != "POST":
        return JsonResponse(REFUSED, status=405, headers={"Allow": "POST", "Cache-Control": "no-store"})
    seconds = limits.wait(request, "oauth:")
    if seconds:
        return JsonResponse({"error": "slow_down"}, status=429, headers={"Retry-After": str(seconds), "Cache-Control": "no-store"})
    try:
        body = request.body.decode()
        form = request.content_type == "application/x-www-form-urlencoded"
    except (RequestDataTooBig, SuspiciousOperation, UnicodeDecodeError):
        return JsonResponse(REFUSED, status=400)
    if not form:
        return JsonResponse(REFUSED, status=400)
    headers, text, status = SERVER.create_token_response(
        request.build_absolute_uri(), "POST", body, {"Authorization": request.headers.get("Authorization", ""),
                                                     "Content-Type": "application/x-www-form-urlencoded"})
    response = JsonResponse(json.loads(text), status=status)
    for name, value in headers.items():
        response[name] = value
    if status == 401:
        response["WWW-Authenticate"] = 'Basic realm="huying"'
    response["Cache-Control"] = "no-store"
    return response


token.entry = "public"  # type: ignore[attr-defined]  # as huying.desks.gate marks pages


def access_of(request: HttpRequest, scope: str) -> Access | None:
    """The access that came with the request; None without any. Refused (401, 403) when it does not do."""
    given = request.headers.get("Authorization", "")
    if not given:
        return None
    kind, _, text = given.partition(" ")
    found = _access(text.strip()) if kind.lower() == "bearer" else None
    if found is None:
        raise refused()
    if scope not in found.scopes:
        raise blocked("no_scope", f"访问令牌没有权限范围 {scope}。", f"The access token lacks the scope {scope}.")
    return found


def refused() -> Refused:
    return blocked("bad_token", "访问令牌无效或已过期，请重新获取。", "The access token is invalid or over: get a new one.")


def needed(request: HttpRequest, scope: str) -> Access:
    found = access_of(request, scope)
    if found is None:
        raise blocked("no_token", "请先取得访问令牌。", "An access token is needed.")
    return found


def _access(text: str) -> Access | None:
    try:
        pk, scopes = signing.loads(text, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    key = partners.key_by_id(pk, now())
    return Access(key, frozenset(scopes) & frozenset(key.partner.scopes)) if key is not None else None


def _credentials(request: Any) -> tuple[str, str]:
    """By HTTP Basic (RFC 6749 §2.3.1), else from the form."""
    given = request.headers.get("Authorization", "")
    if given.lower().startswith("basic "):
        try:
            user, _, word = base64.b64decode(given[6:], validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return "", ""
        return unquote_plus(user), unquote_plus(word)
    return str(getattr(request, "client_id", "") or ""), str(getattr(request, "client_secret", "") or "")
