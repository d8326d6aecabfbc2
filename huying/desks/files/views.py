"""Uploads in pieces (frontend/src/modules/transfer.js speaks the other side) and the files themselves.

POST /files/?purpose=…  {name, size}                    → 201 {id, url, chunk}
PUT  /files/<id>/       Content-Range: bytes a-b/total  → 200 {received, done}; 409 {received}: go on from there
HEAD /files/<id>/       → Upload-Offset;  DELETE: given up
400, 413, 415 {message}: not taken, and no use to try again.
"""

from __future__ import annotations

import json
import re

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.clocks.present import now
from huying.desks.files.holder import holder_of
from huying.desks.files.serving import readable, response
from huying.desks.gate import public
from huying.people.persons import Person
from huying.tickets import uploads as core
from huying.tickets.files import FileRefused
from huying.tickets.models import Attachment

CHUNK = 512 * 1024
LONGEST_PIECE = 2 * 1024 * 1024
RANGE = re.compile(r"bytes (\d{1,12})-(-?\d{1,12})/(\d{1,12})")
STATUS = {"too_big": 413, "many": 413, "empty": 400}


@public
@require_POST
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin an upload."""
    try:
        asked = json.loads(request.read(10_000) or b"{}")
        name, size = str(asked.get("name", "")), int(asked.get("size", 0))
    except (ValueError, AttributeError, TypeError, OverflowError):
        return JsonResponse({"message": _("请求格式有误。")}, status=400)
    try:
        upload = core.start(name, size, _purpose(request), holder=holder_of(request), by=_person(request), now=now())
    except FileRefused as refusal:
        return _refused(refusal)
    address = reverse("files:upload", args=[upload.token])
    return JsonResponse({"id": upload.token, "token": upload.token, "url": address, "chunk": CHUNK}, status=201)


@public
@require_POST
def plain(request: HttpRequest) -> HttpResponse:
    """Whole files in one multipart form."""
    try:
        tokens = core.take(request.FILES.getlist("files"), holder_of(request), _person(request), _purpose(request), now())
    except core.UploadsRefused as refusal:
        words = [problem.words(get_language() or "zh") for problem in refusal.problems]
        return JsonResponse({"message": " ".join(words), "files": refusal.tokens}, status=415)
    return JsonResponse({"files": tokens}, status=201)


@public
@require_http_methods(["PUT", "HEAD", "DELETE"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """One upload: add a piece, ask how far it is, or give it up. Somebody else's does not exist."""
    holder = holder_of(request, make=False)
    found = get_object_or_404(Attachment, token=token, holder=holder) if holder else None
    if found is None:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse(headers={"Upload-Offset": str(found.received), "Upload-Length": str(found.size),
                                     "Cache-Control": "no-store"})
    if request.method == "DELETE":
        if found.ticket_id is None:
            core.discard(found)
        return HttpResponse(status=204)
    return _piece(request, token, holder)


@public
@require_safe
def file(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """The original, the copy for others, or the small picture."""
    attachment = get_object_or_404(Attachment.objects.select_related("reply"), token=token)
    found = readable(attachment, kind, request.person, holder_of(request, make=False))  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    if not core.rescan(attachment):
        return HttpResponse(_("文件正在等待病毒检查，请稍后再看。"), status=503, headers={"Retry-After": "60"})
    return response(attachment, kind, found)  # type: ignore[return-value]  # a stream, which has no body to read


def _piece(request: HttpRequest, token: str, holder: str) -> HttpResponse:
    offset = _offset(request)
    if offset is None:
        return JsonResponse({"message": _("请求格式有误。")}, status=400)
    piece = request.read(LONGEST_PIECE + 1)
    if len(piece) > LONGEST_PIECE:
        return JsonResponse({"message": _("单次发送的内容过大。")}, status=413)
    try:
        found = core.append(token, holder, offset, piece, now())
    except Attachment.DoesNotExist:
        raise Http404 from None
    except core.Misplaced as place:
        return JsonResponse({"received": place.received}, status=409)
    except FileRefused as refusal:
        return _refused(refusal)
    return JsonResponse({"received": found.received, "done": found.ready_at is not None, "id": token, "name": found.name})


def _offset(request: HttpRequest) -> int | None:
    given = RANGE.fullmatch(request.headers.get("Content-Range", ""))
    text = given[1] if given else request.headers.get("Upload-Offset", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _purpose(request: HttpRequest) -> str:
    """Citizens send their own material; staff say what theirs is."""
    asked = request.GET.get("purpose", "")
    return asked if _person(request).is_staff and asked in core.PURPOSES else Attachment.CITIZEN


def _person(request: HttpRequest) -> Person:
    found: Person = request.person  # type: ignore[attr-defined]
    return found


def _refused(refusal: FileRefused) -> HttpResponse:
    english = (get_language() or "").startswith("en")
    return JsonResponse({"message": refusal.en if english else refusal.zh, "code": refusal.code},
                        status=STATUS.get(refusal.code, 415))
