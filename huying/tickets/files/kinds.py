"""What a file is, by its content; the name it came with is only a claim."""

import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from . import documents, names, pictures
from .refusal import FileRefused

MAX_BYTES = 20 * 1024 * 1024
MIME = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "txt": "text/plain",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "amr": "audio/amr",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
}
GROUPS = {
    **dict.fromkeys(("jpg", "png", "webp", "gif"), "image"),
    **dict.fromkeys(("pdf", "docx", "xlsx", "doc", "xls", "txt"), "document"),
    **dict.fromkeys(("mp3", "m4a", "wav", "amr"), "audio"),
    **dict.fromkeys(("mp4", "mov"), "video"),
}
_SAME = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "m4v": "mp4", "qt": "mov"}
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_FTYP = {b"M4A ": "m4a", b"M4B ": "m4a", b"qt  ": "mov"}
_VIDEO = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"dash",
    b"3gp4",
    b"3gp5",
)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|img|\?xml|\?php)|<\?(?:xml|php|=)|^#!",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MP3_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]")  # layer III, a bit rate that exists
_TEXT_NAMES = frozenset({"", "txt", "text", "log"})


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is known of an accepted file. `kind` is a key of MIME and the extension of `safe_name`."""

    kind: str
    group: str  # image, document, audio, video
    mime: str
    width: int | None  # pixels, upright; None for all but pictures
    height: int | None
    sha256: str  # 64 hex digits
    size: int  # bytes
    safe_name: str


def inspect(content: bytes | BinaryIO, claimed_name: str, *, limit: int = MAX_BYTES) -> Inspected:
    """Look at a file from outside and describe it; at most `limit` bytes (default 20 MiB) are read.

    Raises FileRefused with one of the codes of `refusal.REASONS`.
    """
    data = content if isinstance(content, bytes) else content.read(limit + 1)
    if not data:
        raise FileRefused("empty")
    if len(data) > limit:
        raise FileRefused("too_big", limit=limit // (1024 * 1024))
    claimed = names.extension(claimed_name)
    if claimed in names.RUNNABLE:
        raise FileRefused("active")
    kind = _kind(data, claimed)
    width, height = pictures.measure(data, kind) if GROUPS[kind] == "image" else (None, None)
    name = names.safe_name(claimed_name, claimed if _SAME.get(claimed, claimed) == kind else kind)
    return Inspected(kind, GROUPS[kind], MIME[kind], width, height, hashlib.sha256(data).hexdigest(), len(data), name)


def _kind(data: bytes, claimed: str) -> str:
    kind = _picture_kind(data) or _sound_or_film_kind(data) or _document_kind(data)
    if kind is not None:
        return kind
    if _MARKUP.search(data[:4096].replace(b"\0", b"")):
        raise FileRefused("active")
    if data[:2] == b"MZ" or data[:4] in (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"):
        raise FileRefused("active")
    if claimed in _TEXT_NAMES and _is_text(data):
        return "txt"
    raise FileRefused("kind", seen=_guess(data, claimed))


def _picture_kind(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "gif" if data[:6] in (b"GIF87a", b"GIF89a") else None


def _sound_or_film_kind(data: bytes) -> str | None:
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _HEIC:
            raise FileRefused("heic")
        return _FTYP.get(brand) or ("mp4" if brand in _VIDEO else None)
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "amr"
    return "mp3" if data[:3] == b"ID3" or _MP3_FRAME.match(data) else None


def _document_kind(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        documents.check_pdf(data)
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return documents.office_kind(data)
    return documents.ole_kind(data) if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") else None


def _is_text(data: bytes) -> bool:
    codecs = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        return not _CONTROL.search(text) and not _MARKUP.search(text.encode())
    return False


def _guess(data: bytes, claimed: str) -> str:
    """A word for the sender about what the file seems to be."""
    try:
        return str(puremagic.from_string(data[:8192])).lstrip(".") or claimed or "?"
    except (puremagic.PureError, ValueError):
        return claimed or "?"
