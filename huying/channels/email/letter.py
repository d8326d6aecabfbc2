"""A letter read: who, what, in whose thread, with which files, by a person or a machine. Never raises."""

from __future__ import annotations

import email
import email.message
import email.policy
import email.utils
import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from huying.channels.base.message import File
from huying.channels.email import automatic, charsets, plain, tokens
from huying.channels.email.verdicts import Verdicts, verdicts

DEEPEST, MOST_PARTS = 8, 300
_AGAIN = re.compile(r"^(?:\s*(?:re|回复|答复|回覆|fw|fwd|转发)\s*[:：]\s*)+", re.I)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(slots=True)
class Letter:
    """`number`: ticket of the thread, by a signed word only. `bounced`: the notice that came back. `kind`: see `automatic`."""

    key: str
    address: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    whole: str = ""
    number: str = ""
    bounced: int | None = None
    final: bool = False
    why: str = ""
    kind: str = ""
    message_id: str = ""
    language: str = "zh-hans"
    verdicts: Verdicts = field(default_factory=Verdicts)
    files: list[File] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read(raw: bytes, *, own: str, authserv: str = "") -> Letter:
    """Everything that the door needs of one RFC 5322 message; `own`: our address, `authserv`: whose verdicts count."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    heads: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        heads.setdefault(name.lower(), []).append(str(value))
    first = {name: values[0] for name, values in heads.items()}
    letter = Letter(_key(raw, first), message_id=first.get("message-id", "").strip()[:300])
    letter.name, letter.address = _sender(first)
    letter.subject = _AGAIN.sub("", charsets.header(first.get("subject", "")))
    places = " ".join(value for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to") for value in heads.get(name, []))
    linked = f"{first.get('in-reply-to', '')} {first.get('references', '')}"
    number = tokens.find(f"{places} {linked}", "r")
    letter.number = f"{number:013d}" if number is not None else ""
    texts = _Parts(letter).read(message)
    letter.whole = plain.tidy("\n\n".join(texts))
    letter.text = plain.cut(letter.whole)
    letter.verdicts = verdicts(heads.get("authentication-results", []), authserv, letter.address)
    letter.kind = automatic.kind(message, first, heads, letter.address, own)
    if letter.kind in {"bounce", "delayed"}:
        letter.bounced = tokens.find(places, "b")
        letter.final, letter.why = automatic.reason(message, letter.kind)
    foreign = not _HAN.search(letter.subject + letter.text) and re.search("[A-Za-z]{3}", letter.text)
    letter.language = "en" if foreign else "zh-hans"
    return letter


def _key(raw: bytes, first: dict[str, str]) -> str:
    """One letter, however often it is delivered; a Message-ID alone would let a stranger make another's letter vanish."""
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)
    told = "\x1f".join(first.get(name, "") for name in ("message-id", "date", "from", "to", "in-reply-to", "subject"))
    digest = hashlib.sha256(told.encode("utf-8", "surrogateescape"))
    digest.update(b"\0" + (body[1].replace(b"\r\n", b"\n").rstrip() if len(body) > 1 else b""))
    return f"mail:{digest.hexdigest()}"


def _sender(first: dict[str, str]) -> tuple[str, str]:
    """(name, address) of From; the first address that is one."""
    value = first.get("from", "") or first.get("sender", "")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", value)  # a name in quotes may look like an address
    found = re.search(r"<\s*([^<>\s@]+@[^<>\s@]+?)\s*>", bare) or re.search(r"([^\s<>\",;:()]+@[^\s<>\",;:()]+)", bare)
    address = found[1] if found else ""
    name = charsets.header(re.sub(r"<[^<>]*>", "", value)).strip().strip("\"'“”").strip()
    return ("" if "@" in name else name[:40]), address.strip().lower()[:254] if address.isascii() else ""


@dataclass(slots=True)
class _Parts:
    """Walks the parts: words, files, letters within letters."""

    letter: Letter
    seen: int = 0

    def read(self, message: email.message.Message, depth: int = 0) -> list[str]:
        self.seen += 1
        if depth > DEEPEST or self.seen > MOST_PARTS:
            self.letter.left_out.append("nested too deep")
            return []
        sort = message.get_content_type()
        if sort == "message/rfc822" or (sort == "message/global" and message.is_multipart()):
            return self._within(message, depth)
        if message.is_multipart():
            return self._many(message, sort, depth)
        return self._one(message, sort)

    def _many(self, message: email.message.Message, sort: str, depth: int) -> list[str]:
        parts = [part for part in message.get_payload() if isinstance(part, email.message.Message)]
        if sort == "multipart/report":
            return self.read(parts[0], depth + 1) if parts else []
        if sort != "multipart/alternative":
            return [text for part in parts for text in self.read(part, depth + 1)]
        found = [(part.get_content_type(), self.read(part, depth + 1)) for part in parts]
        told = [(sort, texts) for sort, texts in found if "".join(texts).strip()]
        best = next((texts for sort, texts in told if sort == "text/plain"), None)
        return best or (told[-1][1] if told else [])

    def _within(self, message: email.message.Message, depth: int) -> list[str]:
        """A letter sent along: its words stand under its subject, its files are files."""
        inner = message.get_payload()
        texts: list[str] = []
        for each in inner if isinstance(inner, list) else []:
            if not isinstance(each, email.message.Message):
                continue
            subject = charsets.header(str(dict(each.raw_items()).get("Subject", "")))
            texts += [f"【附：{subject or '邮件'}】", *self.read(each, depth + 1)]
        return texts

    def _one(self, message: email.message.Message, sort: str) -> list[str]:
        raw, name = content(message), filename(message)
        attached = bool(name) or "attachment" in str(message.get("Content-Disposition", "")).lower()
        if sort.startswith(("text/", "multipart/")) and not attached:  # parts that cannot be told apart are words
            text = charsets.decode(raw, _charset(message, raw))
            return [plain.from_html(text) if sort == "text/html" else _unflowed(text, message)]
        if sort in {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/ics"}:
            return []
        if not raw:  # how large one may be is judged where files of all doors are (huying.tickets.uploads)
            self.letter.left_out.append(name or sort)
        else:
            self.letter.files.append(File(name or f"附件.{sort.rpartition('/')[2]}", raw))
        return []


def content(message: email.message.Message) -> bytes:
    """The bytes of a leaf part, however its transfer encoding is told or broken."""
    payload = message.get_payload()
    raw = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
    if str(message.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        return charsets.from_base64(raw)
    found = message.get_payload(decode=True)
    return found if isinstance(found, bytes) else raw


def filename(message: email.message.Message) -> str:
    """RFC 2231, RFC 2047 in a parameter, or raw bytes of any charset: all are met."""
    for head, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = next((str(v) for k, v in message.raw_items() if k.lower() == head), "")
        pieces = re.findall(rf"{parameter}(\*(\d+)(\*)?|\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;\r\n]+)", value, re.I)
        if pieces:
            return _named(pieces)
    return ""


def _named(pieces: list[tuple[str, str, str, str]]) -> str:
    star = [piece for piece in pieces if piece[0]]
    if not star:
        return charsets.header(pieces[0][3].strip().strip('"').replace('\\"', '"'))
    label, raw = "", b""
    for mark, _turn, coded, text in sorted(star, key=lambda piece: int(piece[1] or 0)):
        text = text.strip().strip('"')
        if (mark == "*" or coded) and not raw and text.count("'") >= 2:
            label, _language, text = text.split("'", 2)
        raw += _unquoted(text) if mark == "*" or coded else text.encode("utf-8", "surrogateescape")
    return charsets.header(charsets.decode(raw, label))


def _unquoted(text: str) -> bytes:
    return unquote_to_bytes(text.encode("utf-8", "surrogateescape"))


def _charset(message: email.message.Message, raw: bytes) -> str:
    told = re.search(r"charset\s*=\s*\"?([^\s\";]+)", str(message.get("Content-Type", "")), re.I)
    meta = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", raw[:2048], re.I) if message.get_content_type() == "text/html" else None
    return told[1] if told else meta[1].decode() if meta else ""


def _unflowed(text: str, message: email.message.Message) -> str:
    """RFC 3676: soft breaks joined."""
    if "flowed" not in str(message.get("Content-Type", "")).lower():
        return text
    return re.sub(r"(?<=[^\s-]) \r?\n(?!>)", "", text) if re.search("[一-鿿]", text) else re.sub(r" \r?\n(?!>)", " ", text)


