"""SMTP out: one letter a notice, under the same Message-ID for every try, with a signed address to answer to."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings

from huying import policy
from huying.channels.email import tokens
from huying.channels.senders import ConsoleSender, Undeliverable
from huying.tickets import contacts
from huying.tickets.models import Contact

SECONDS = 30


class MailSender:
    """Sends by HUYING_MAIL_SMTP; without it, to the console's file."""

    def send(self, address: str, title: str, text: str, *, key: str, now: datetime, again: bool = False,
             about: str = "", language: str = "zh-hans") -> str | None:
        if not str(settings.MAIL["smtp"]):
            ConsoleSender().send(address, title, text, key=key, now=now, again=again)
            return None
        letter = written(address, title, text, key=key, now=now, about=about, language=language)
        notice = key.removeprefix("notice:")
        sender = tokens.bounces_to(int(notice)) if notice.isdigit() else str(settings.MAIL["address"])
        deliver(letter, sender, address)
        return str(letter["Message-ID"])


def written(address: str, title: str, text: str, *, key: str, now: datetime, about: str = "", language: str = "zh-hans",
            probe: str = "") -> EmailMessage:
    """The letter. Headers are made of clean words only: nothing of a citizen's can add a header."""
    rules = policy.current()
    letter = EmailMessage(policy=SMTP)
    name, own = f"{rules.city.name}12345" if not language.startswith("en") else f"{rules.city.en} 12345", str(settings.MAIL["address"])
    letter["From"] = Address(name, addr_spec=own)
    letter["To"] = Address(addr_spec=address)
    letter["Subject"] = " ".join(f"[12345] {title} {about}".split())
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = tokens.message_id(about, key)
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    letter["X-Huying"] = "1"
    if probe:
        letter["X-Huying-Probe"] = probe
    if about:
        letter["Reply-To"] = Address(addr_spec=tokens.reply_to(about))
        last = _last_of(about)
        if last:
            letter["In-Reply-To"] = last
        letter["References"] = " ".join(filter(None, (tokens.thread_id(about), last)))
    hint = rules.notice("reply_hint", language).fill({}).text
    letter.set_content(f"{text}\n\n--\n{hint}\n" if about else f"{text}\n", charset="utf-8", cte="base64")
    return letter


def _last_of(number: str) -> str:
    """The Message-ID of the citizen's last letter in this ticket, so that their program shows one thread."""
    row = Contact.objects.filter(ticket__number=number, door="email").order_by("-id").first()
    found = str(contacts.raw_of(row).get("raw", {}).get("message_id", "")) if row else ""
    ours = found.isascii() and found.startswith("<") and found.endswith(">") and not any(c.isspace() for c in found)
    return found if ours and len(found) < 250 else ""


def deliver(letter: EmailMessage, sender: str, address: str) -> None:
    """Hand over to the server. Raises Undeliverable when it refuses this address for good, SMTPException otherwise."""
    server = connected()
    try:
        server.send_message(letter, sender, [address])
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        _judge(code, said, refused)
    except smtplib.SMTPResponseException as refused:
        _judge(refused.smtp_code, refused.smtp_error, refused)
    finally:
        _leave(server)


def _leave(server: smtplib.SMTP) -> None:
    """Take leave without waiting for an answer: until the notice is marked, every moment could send it twice."""
    with suppress(OSError, smtplib.SMTPException):
        server.putcmd("quit")
    server.close()


def _judge(code: int, said: bytes | str, error: smtplib.SMTPException) -> None:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    # 535 and 530 are about us, not about the address: waiting may help.
    if 550 <= code <= 559 or code == 521:
        raise Undeliverable(f"{code} {words}") from error
    raise error


def connected() -> smtplib.SMTP:
    """A session at HUYING_MAIL_SMTP: smtp://, smtp+starttls:// or smtps://, with user and password where given."""
    parts = urlsplit(str(settings.MAIL["smtp"]))
    host, safe = parts.hostname or "127.0.0.1", parts.scheme == "smtps"
    made = (smtplib.SMTP_SSL if safe else smtplib.SMTP)(host, parts.port or (465 if safe else 25), timeout=SECONDS)
    if parts.scheme == "smtp+starttls":
        import ssl

        made.starttls(context=ssl.create_default_context())
    if parts.username:
        made.login(unquote(parts.username), unquote(parts.password or ""))
    return made


