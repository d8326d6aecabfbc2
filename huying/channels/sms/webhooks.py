"""Kannel's calls: messages from telephones and receipts. Kept and answered at once, with an empty body."""

from __future__ import annotations

import hmac
import ipaddress
import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from huying.channels.base import health
from huying.channels.sms import codec, incoming, probing, spool
from huying.channels.sms.codec import Alphabet
from huying.channels.sms.kannel import STATES
from huying.channels.sms.links import Brought, Report
from huying.clocks.present import now as present
from huying.people.brake import address_of
from huying.tickets.incoming import cleaned

logger = logging.getLogger("huying.sms")
DOOR = "sms"
LONGEST_QUERY = 30_000
SHORTEST_SECRET = 16
_ALPHABETS = {"utf-16be": Alphabet.UCS2, "ucs-2": Alphabet.UCS2, "ucs2": Alphabet.UCS2, "gbk": Alphabet.GBK, "gb18030": Alphabet.GBK,
              "gb2312": Alphabet.GBK, "iso-8859-1": Alphabet.LATIN, "latin1": Alphabet.LATIN}
_BY_CODING = {"2": Alphabet.UCS2, "1": Alphabet.BYTES}

Called = Callable[[HttpRequest, datetime], HttpResponse]


def called(view: Called) -> Callable[..., HttpResponse]:
    """By Kannel alone: the secret of the address and the caller's network are looked at before anything else."""

    @csrf_exempt
    @require_GET
    @wraps(view)
    def guarded(request: HttpRequest, secret: str) -> HttpResponse:
        wanted = str(settings.SMS["webhook"])
        if len(wanted) < SHORTEST_SECRET or not hmac.compare_digest(secret.encode(), wanted.encode()):
            raise Http404
        if not _allowed(address_of(request)):
            logger.warning("a call of the SMS webhook from %s is refused", address_of(request))
            raise Http404
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return HttpResponse(status=413)
        now = present()
        try:
            return view(request, now)
        except DatabaseError:
            logger.exception("kept nothing: the gateway shall call again")
            return HttpResponse(status=503)

    guarded.entry = "public"  # type: ignore[attr-defined]
    return guarded


@called
def messages(request: HttpRequest, now: datetime) -> HttpResponse:
    """A message from a telephone, or a part of one."""
    given = request.GET
    sender = cleaned(given.get("from", ""))
    if not sender or "from" not in given:
        return HttpResponse("from is missing", status=400, content_type="text/plain")
    if not health.is_open(DOOR, "receiving"):
        return HttpResponse(status=503)
    body, alphabet = _words(request)
    piece, body = _placed(given.get("udh", ""), body)
    brought = Brought(
        "kannel", sender, cleaned(given.get("to", "")), body, alphabet, key=cleaned(given.get("id", ""))[:100], piece=piece,
        session="" if given.get("id") else "no id", more={"ts": given.get("ts", ""), "smsc": given.get("smsc", "")})
    if not probing.heard(brought, now):
        incoming.take(brought, now)
    return HttpResponse(content_type="text/plain")


@called
def receipts(request: HttpRequest, now: datetime) -> HttpResponse:
    """What became of a message of ours, known by our own id of it."""
    given = request.GET
    part, state = given.get("part", ""), STATES.get(given.get("type", ""), "")
    if state and part.isascii() and part.isdigit() and len(part) < 19:
        said = given.get("said", "")
        known = spool.reported(Report(state, name=cleaned(given.get("name", "")), to=cleaned(given.get("to", "")), part=int(part),
                                      why=said if state == "failed" else ""), now)
        if not known:
            logger.warning("a receipt of no message of ours: part %s", part)
    return HttpResponse(content_type="text/plain")


def _words(request: HttpRequest) -> tuple[bytes, Alphabet]:
    """The bytes of `text` as they came, and how to read them: by charset, else by coding, else as UTF-8."""
    raw = _raw(request, "text")
    given = request.GET
    charset = given.get("charset", "").strip().lower()
    alphabet = _ALPHABETS.get(charset)
    if alphabet is None and not charset:
        alphabet = _BY_CODING.get(given.get("coding", ""))
    return raw, alphabet or Alphabet.BYTES


def _raw(request: HttpRequest, name: str) -> bytes:
    """The value of one field as bytes, before any charset is believed."""
    for pair in request.META.get("QUERY_STRING", "").encode("latin-1", "replace").split(b"&"):
        key, _, value = pair.partition(b"=")
        if key == name.encode():
            return unquote_to_bytes(value.replace(b"+", b" "))
    return b""


def _placed(udh: str, body: bytes) -> tuple[codec.Piece | None, bytes]:
    """The place of a part, from Kannel's %u: the header in hexadecimal digits, with or without its length."""
    try:
        head = bytes.fromhex(udh.replace("%", "").strip())
    except ValueError:
        return None, body
    return (codec.piece_of(head[1:]) if head and head[0] == len(head) - 1 else codec.piece_of(head)), body


def _allowed(visitor: str) -> bool:
    nets = settings.SMS_SOURCES
    if not nets:
        return True
    try:
        return any(ipaddress.ip_address(visitor.partition("/")[0]) in ipaddress.ip_network(net, strict=False) for net in nets)
    except ValueError:
        return False
