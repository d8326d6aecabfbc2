"""The platform's entrance: every call signed, timely and once; answered within the five seconds that it waits."""

from __future__ import annotations

import hashlib
import logging
import time

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from huying.channels.base import health
from huying.channels.wechat import account, envelope, messages, receiving, sealed, seen, signing
from huying.channels.wechat.account import Account
from huying.clocks.present import now

logger = logging.getLogger("huying.wechat")
TAKEN = "success"  # what the platform takes for "no answer now, and do not try again"


class Forged(Exception):
    """Not signed by the platform, too old, or a signature that stood for something else."""


@csrf_exempt
def webhook(request: HttpRequest) -> HttpResponse:
    """GET verifies the address; POST brings a message."""
    own = account.current()
    if own is None:
        return _plain("", 404)
    if request.method == "GET":
        return _verified(request, own)
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    try:
        if int(request.headers.get("Content-Length") or 0) > envelope.MOST_BYTES:
            return _plain("too big", 413)
        return _answered(request, own)
    except Forged as refusal:
        logger.warning("refused: %s", refusal)
        return _plain("", 403)
    except (envelope.Unreadable, sealed.Unsealable, ValueError) as error:
        # Signed and still unreadable: the desk shall see it.
        logger.warning("unreadable: %s", error)
        health.trouble(receiving.DOOR, error, now())
        return _plain("", 400)
    except (RequestDataTooBig, UnreadablePostError):
        return _plain("", 413)
    except DatabaseError as error:
        logger.warning("the database does not answer: %s", type(error).__name__)
        return _plain("", 503)  # the platform brings it again


webhook.entry = "public"  # type: ignore[attr-defined]  # as huying.desks.gate marks pages; the signature is the key


def _verified(request: HttpRequest, own: Account) -> HttpResponse:
    """The platform asks whether we know the token: it wants its own word back."""
    given = request.GET
    at, nonce = given.get("timestamp", ""), given.get("nonce", "")
    if not signing.timely(at, time.time()) or not signing.signed(given.get("signature", ""), own.token, at, nonce):
        return _plain("", 403)
    return _plain(given.get("echostr", "")[:1000])


def _answered(request: HttpRequest, own: Account) -> HttpResponse:
    xml = _opened(request, own)
    heard = messages.read(envelope.read(xml.encode()))
    if not seen.stands_for(request.GET.get("timestamp", ""), request.GET.get("nonce", ""), xml, now()):
        raise Forged("the signature was used for another message")
    said = receiving.take(heard, xml, now())
    if not said:
        return _plain(TAKEN)
    written = envelope.write({"ToUserName": heard.openid, "FromUserName": heard.account, "CreateTime": int(time.time()),
                              "MsgType": "text", "Content": said})
    return HttpResponse(_sealed(written, own) if own.aes_key else written, content_type="text/xml; charset=utf-8")


def _opened(request: HttpRequest, own: Account) -> str:
    """The message's XML, proven to come from the platform. Raises Forged, or what makes it unreadable."""
    given, raw = request.GET, request.body
    at, nonce = given.get("timestamp", ""), given.get("nonce", "")
    if not nonce or not signing.timely(at, time.time()):
        raise Forged("too old, or no moment at all")
    if not signing.signed(given.get("signature", ""), own.token, at, nonce):
        raise Forged("not signed with our token")
    if own.aes_key is None:
        return raw.decode()
    hidden = envelope.text_of(envelope.read(raw), "Encrypt")
    if not hidden or not signing.signed(given.get("msg_signature", ""), own.token, at, nonce, hidden):
        raise Forged("not sealed and signed, as safe mode asks")
    return sealed.open_(hidden, own.aes_key, own.app_id)


def _sealed(written: str, own: Account) -> str:
    assert own.aes_key is not None
    hidden, at = sealed.seal(written, own.aes_key, own.app_id), int(time.time())
    nonce = hashlib.sha256(hidden.encode()).hexdigest()[:16]
    return envelope.write({"Encrypt": hidden, "MsgSignature": signing.signature(own.token, str(at), nonce, hidden),
                           "TimeStamp": at, "Nonce": nonce})


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
