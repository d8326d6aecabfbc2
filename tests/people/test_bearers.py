"""Tokens of citizens: who made them, for whom, until when; forged, foreign and old ones are refused. Keys may rotate."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from huying.people import bearers, citizens
from huying.people.models import Account, Citizen
from tests.api.test_requests import ASK, send

ISSUER, AUDIENCE = "https://id.city.example", "https://12345.city.example/api"
RSA = RSAKey.generate_key(2048, {"kid": "a", "use": "sig", "alg": "RS256"})
ROTATED = ECKey.generate_key("P-256", {"kid": "b", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "a"})
TOLD = {"name": "林小满", "phone_number": "13700137001", "phone_number_verified": True, "id_no": "440106199001010072"}


class Wire:
    """The provider's two documents, how often they were asked for, and a clock."""

    def __init__(self) -> None:
        self.keys: list[Any] = [RSA]
        self.asked, self.down, self.now = 0, False, 1000.0

    def fetch(self, url: str) -> dict[str, Any]:
        if self.down:
            raise OSError("down")
        if url.endswith("/openid-configuration"):
            self.asked += 1
            return {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
        return dict(KeySet(self.keys).as_dict(private=False))


@pytest.fixture
def wire(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Wire:
    settings.OIDC_CITIZEN_ISSUER, settings.OIDC_CITIZEN_AUDIENCE = ISSUER, AUDIENCE
    made = Wire()
    keys = bearers.Keys(ISSUER, made.fetch, lambda: made.now)
    monkeypatch.setattr(bearers, "_keys", lambda _issuer: keys)
    return made


def token(key: Any = RSA, alg: str = "RS256", head: dict[str, Any] | None = None, **claims: Any) -> str:
    at = int(time.time())
    told = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "iat": at, "exp": at + 300, **TOLD, **claims}
    header = {"alg": alg, "kid": key.kid, "typ": "at+jwt", **(head or {})}
    return jwt.encode(header, {name: value for name, value in told.items() if value is not None}, key, algorithms=[alg])


def by_hand(head: dict[str, Any], sign: Callable[[bytes], bytes] = lambda _: b"") -> str:
    """The claims of a good token below a header that no library would write."""
    said = f"{_coded(json.dumps(head).encode())}.{token().split('.')[1]}"
    return f"{said}.{_coded(sign(said.encode()))}"


def _coded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _by_public_key(said: bytes) -> bytes:
    """The old trick: our own public key as the secret of an HMAC."""
    return hmac.digest(RSA.as_pem(private=False), said, "sha256")


def _by_key(said: bytes) -> bytes:
    return bytes(RSA.get_op_key("sign").sign(said, padding.PKCS1v15(), hashes.SHA256()))


FORGED: dict[str, Callable[[], str]] = {
    "another key of the same id": lambda: token(STRANGER),
    "none": lambda: by_hand({"alg": "none"}), "None": lambda: by_hand({"alg": "NoNe", "kid": "a"}),
    "by the public key": lambda: by_hand({"alg": "HS256", "kid": "a"}, _by_public_key),
    "changed": lambda: token()[:-6] + "AAAAAA", "another audience": lambda: token(aud="https://other.example"),
    "no audience": lambda: token(aud=None), "another issuer": lambda: token(iss="https://evil.example"),
    "over": lambda: token(exp=int(time.time()) - 120), "endless": lambda: token(exp=None),
    "not yet": lambda: token(nbf=int(time.time()) + 600), "from the future": lambda: token(iat=int(time.time()) + 600),
    "nobody's": lambda: token(sub=None), "empty subject": lambda: token(sub=""), "a program's": lambda: token(client_id="u-1"),
    "made to log in": lambda: token(nonce="n"), "of another type": lambda: token(head={"typ": "logout+jwt"}),
    "a key that it brings along": lambda: token(STRANGER, head={"kid": "x", "jwk": STRANGER.as_dict(private=False)}),
    "a key from an address of its own": lambda: token(STRANGER, head={"kid": "x", "jku": "https://evil.example/keys"}),
    "signed words that are no claims": lambda: jws.serialize_compact({"alg": "RS256", "kid": "a", "typ": "at+jwt"}, b"[1]", RSA),
    "critical extension": lambda: by_hand({"alg": "RS256", "kid": "a", "crit": ["b64x"], "b64x": 1}, _by_key),
    "text": lambda: "a.b.c", "dots": lambda: "..", "long": lambda: token(name="长" * 9000),
}


@pytest.mark.parametrize("kind", FORGED)
def test_what_our_provider_did_not_make_for_us_opens_nothing(wire: Wire, db: None, kind: str) -> None:
    told = Client(headers={"Authorization": f"Bearer {FORGED[kind]()}"}).get("/api/v1/requests")
    assert (told.status_code, told.json()["problems"][0]["code"]) == (401, "bad_token")
    assert not Citizen.objects.exists()


def test_without_an_audience_no_token_of_citizens_is_taken(wire: Wire, db: None, settings: Any) -> None:
    settings.OIDC_CITIZEN_AUDIENCE = ""
    assert Client(headers={"Authorization": f"Bearer {token()}"}).get("/api/v1/requests").status_code == 401


def test_what_is_made_by_hand_is_else_right(wire: Wire) -> None:
    assert bearers.claims_of(by_hand({"alg": "RS256", "kid": "a"}, _by_key))["sub"] == "u-1"


def test_clocks_may_differ_by_a_minute(wire: Wire) -> None:
    at = int(time.time())
    assert bearers.claims_of(token(exp=at - 30, nbf=at + 30, iat=at + 30))["sub"] == "u-1"
    assert bearers.claims_of(token(aud=["https://other.example", AUDIENCE]))["sub"] == "u-1"


def test_keys_are_asked_for_seldom_and_new_ones_are_found(wire: Wire) -> None:
    for _ in range(5):
        bearers.claims_of(token())
    assert wire.asked == 1
    wire.keys = [ROTATED]
    with pytest.raises(bearers.Untrusted):
        bearers.claims_of(token(ROTATED, "ES256"))
    assert wire.asked == 1, "strangers who name unknown keys cost nothing"
    wire.now += 31
    assert bearers.claims_of(token(ROTATED, "ES256"))["sub"] == "u-1"
    with pytest.raises(bearers.Untrusted):
        bearers.claims_of(token())
    assert wire.asked == 2


def test_a_provider_that_is_down_is_believed_for_a_day(wire: Wire) -> None:
    bearers.claims_of(token())
    wire.down = True
    wire.now += 20 * 3600
    assert bearers.claims_of(token())["sub"] == "u-1"
    wire.now += 5 * 3600
    with pytest.raises(bearers.Untrusted):
        bearers.claims_of(token())
    wire.down, wire.now = False, wire.now + 31
    assert bearers.claims_of(token())["sub"] == "u-1"


def test_a_citizen_acts_for_themselves_and_for_nobody_else(wire: Wire, cast: Any) -> None:
    own = Client(headers={"Authorization": f"Bearer {token()}"})
    body = {name: value for name, value in ASK.items() if name not in {"name", "phone"}}
    made = send(own, body, "mine-00001")
    assert made.status_code == 201, made.content
    assert send(own, body, "mine-00001").json() == made.json()
    number = made.json()["number"]
    citizen = Citizen.objects.get()
    assert (citizen.assurance, citizens.name_of(citizen), citizen.tickets.get().number) == (citizens.IDENTITY_PROVEN, "林小满", number)
    assert citizens.of_identity("citizen", "u-1", citizen.created_at) == citizen, "the same as after a login in the browser"
    assert [each["number"] for each in own.get("/api/v1/requests").json()["items"]] == [number]
    assert own.get(f"/api/v1/requests/{number}").json()["number"] == number
    other = Client(headers={"Authorization": f"Bearer {token(sub='u-2', phone_number='13700137002', id_no=None)}"})
    assert other.get("/api/v1/requests").json()["items"] == []
    assert other.get(f"/api/v1/requests/{number}").status_code == 404
    assert other.post(f"/api/v1/requests/{number}/withdrawals", "{}", content_type="application/json",
                      headers={"Idempotency-Key": "key-00001"}).status_code == 404
    done = own.post(f"/api/v1/requests/{number}/withdrawals", '{"words": "已修好"}', content_type="application/json",
                    headers={"Idempotency-Key": "key-00002"})
    assert done.json()["status"] == "withdrawn"


def test_a_login_that_was_switched_off_opens_nothing(wire: Wire, db: None) -> None:
    own = Client(headers={"Authorization": f"Bearer {token()}"})
    assert own.get("/api/v1/requests").status_code == 200
    Account.objects.update(is_active=False)
    assert own.get("/api/v1/requests").status_code == 401


def test_a_stranger_with_somebody_elses_phone_learns_nothing_of_their_request(wire: Wire, cast: Any) -> None:
    first = send(Client(), ASK).json()
    other = Client(headers={"Authorization": f"Bearer {token(sub='u-3', phone_number=None, id_no=None)}"})
    told = send(other, ASK | {"detail": ASK["detail"] + "今天又有人摔倒了。"})
    assert told.json()["joined"] and told.json()["number"] is None
    assert first["number"] not in other.get("/api/v1/requests").content.decode()
