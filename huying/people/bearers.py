"""Tokens that the citizens' own provider made for our API: JSON Web Tokens, checked by the keys that it publishes."""

from __future__ import annotations

import json
import logging
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any

from django.conf import settings
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

logger = logging.getLogger("huying.oidc")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
SKEW = 60  # seconds by which clocks may differ
FRESH, STALE = 600.0, 86_400.0  # keys are asked for again after ten minutes; a provider that is down is believed for a day
APART = 30.0  # between two askings, whatever unknown keys strangers name
SECONDS, MOST = 5.0, 200_000
LONGEST = 8_000


class Untrusted(Exception):
    """The token does not do; the words are for the log."""


@dataclass(slots=True)
class Keys:
    """The provider's published keys, kept for a while. Safe between threads."""

    issuer: str
    fetch: Callable[[str], dict[str, Any]]
    clock: Callable[[], float] = time.monotonic
    _known: KeySet | None = None
    _named: str = ""
    _at: float = field(default=float("-inf"))
    _asked: float = field(default=float("-inf"))
    _lock: Lock = field(default_factory=Lock)

    def find(self, kid: str | None) -> Any:
        """The key of this id. Raises Untrusted when the provider has none, or cannot be asked."""
        now = self.clock()
        key = self._key(kid)
        if key is None or now - self._at > FRESH:
            if self._lock.acquire(blocking=key is None):  # whoever has a key goes on with it while another asks
                try:
                    if self.clock() - self._asked > APART:
                        self._ask()
                finally:
                    self._lock.release()
            key = self._key(kid)
        if key is None or self.clock() - self._at > STALE:
            raise Untrusted("no such key")
        return key

    @property
    def name(self) -> str:
        """The issuer as it calls itself; ours until it was asked."""
        return self._named or self.issuer

    def _ask(self) -> None:
        self._asked = self.clock()
        try:
            told = self.fetch(f"{self.issuer}/.well-known/openid-configuration")
            if str(told["issuer"]).rstrip("/") != self.issuer:
                raise ValueError(f"it calls itself {str(told['issuer'])[:100]}")
            self._known = KeySet.import_key_set(self.fetch(str(told["jwks_uri"])))  # type: ignore[arg-type]
            self._named, self._at = str(told["issuer"]), self.clock()
        except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
            logger.warning("the keys of %s could not be read: %s: %s", self.issuer, type(error).__name__, error)

    def _key(self, kid: str | None) -> Any:
        keys = self._known.keys if self._known is not None else []
        found = [key for key in keys if key.kid == kid] if kid else keys if len(keys) == 1 else []
        return next((key for key in found if key.get("use") in (None, "sig")), None)


def looks_like_one(text: str) -> bool:
    """Whether it has the shape of a JSON Web Token; our own partners' tokens hold colons."""
    return text.count(".") == 2 and ":" not in text


def claims_of(text: str) -> dict[str, Any]:
    """The claims of a token that our provider made for our API. Raises Untrusted."""
    if not settings.OIDC_CITIZEN_AUDIENCE or not settings.OIDC_CITIZEN_ISSUER:
        raise Untrusted("no provider is set")
    if len(text) > LONGEST:
        raise Untrusted("too long")
    keys = _keys(settings.OIDC_CITIZEN_ISSUER.removesuffix("/.well-known/openid-configuration").rstrip("/"))
    try:
        header = jws.extract_compact(text.encode("ascii")).headers()
        kind = str(header.get("typ", "JWT")).lower().removeprefix("application/")
        if header.get("alg") not in ALGORITHMS or kind not in {"at+jwt", "jwt"}:
            raise Untrusted("algorithm or type")
        token = jwt.decode(text, keys.find(header.get("kid")), algorithms=list(ALGORITHMS))
        wanted = {"iss": keys.name, "aud": settings.OIDC_CITIZEN_AUDIENCE}
        options: Any = {**{name: {"essential": True, "value": value} for name, value in wanted.items()},
                        "sub": {"essential": True}, "exp": {"essential": True}}
        jwt.JWTClaimsRegistry(leeway=SKEW, **options).validate(token.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Untrusted(f"{type(error).__name__}: {error}") from None
    return _of_access(token.claims)


def _of_access(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Refuses what was made to log in (ID tokens), and what stands for a program instead of a person."""
    if {"nonce", "at_hash", "c_hash", "s_hash"} & set(claims):
        raise Untrusted("an ID token is no access token")
    if not claims["sub"] or claims["sub"] == claims.get("client_id"):
        raise Untrusted("a program's token")
    return dict(claims)


@lru_cache(maxsize=2)
def _keys(issuer: str) -> Keys:
    return Keys(issuer, _fetched)


def _fetched(url: str) -> dict[str, Any]:
    if not url.startswith(("https://", "http://")):
        raise ValueError("no web address")
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - the administrator's own, see above
        told = json.loads(answer.read(MOST))
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told
