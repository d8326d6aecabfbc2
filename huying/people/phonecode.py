"""One-time codes that prove a phone number or a mail address: six digits, five minutes, five tries, kept as a keyed hash."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from huying import policy
from huying.people.brake import Brake
from huying.people.models import PhoneCode
from huying.people.sealed import phone_key, vault
from huying.people.vault import normal_phone

DIGITS = 6
LASTS = timedelta(minutes=5)
TRIES = 5
AGAIN = timedelta(seconds=60)
PER_MINUTE = Brake("code.again", 1, AGAIN)
PER_PHONE = Brake("code.phone", 10, timedelta(days=1))
PER_ADDRESS = Brake("code.address", 40, timedelta(hours=1))
WRONG_BY_ADDRESS = Brake("code.wrong", 40, timedelta(hours=1))

# (address, title, text) → handed over; raises when it was not taken
Send = Callable[[str, str, str], None]


class CodeRefused(Exception):
    """No code was sent, or the code was not accepted; `wait` is how long to be patient."""

    def __init__(self, code: str, zh: str, en: str, wait: timedelta | None = None) -> None:
        super().__init__(code)
        self.code, self.zh, self.en, self.wait = code, zh, en, wait

    def words(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


def send(phone: str, send: Send, *, address: str, language: str, now: datetime) -> str:
    """Send a fresh code and return it (for the demo's page only). Raises CodeRefused."""
    return _send(*_phone(phone), send, "login_code", address=address, language=language, now=now)


def send_to_mail(mail: str, send: Send, *, address: str, language: str, now: datetime) -> str:
    """The same by letter, to a mail address in its one spelling."""
    return _send(mail, _mail_key(mail), send, "address_code", address=address, language=language, now=now)


def _send(spelt: str, key: bytes, send: Send, notice: str, *, address: str, language: str, now: datetime) -> str:
    _slow_down(spelt, address, now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    row = PhoneCode.objects.create(phone_key=key, code_key=_hash(spelt, code), sent_at=now, expires_at=now + LASTS)
    words = policy.current().notice(notice, language).fill({"code": code, "minutes": str(LASTS.seconds // 60)})
    try:
        send(spelt, words.title, words.text if "@" in spelt else words.sms)
    except Exception as error:
        row.delete()
        PER_MINUTE.clear(spelt)
        raise CodeRefused("unsent", "验证码没有发送成功，请稍后再试，或直接拨打 12345。",
                          "The code could not be sent. Try again later, or call 12345.") from error
    return code


def verify(phone: str, code: str, *, address: str, now: datetime) -> None:
    """Use up the code. Raises CodeRefused when it is wrong, too old, or was tried too often."""
    _verify(*_phone(phone), code, address=address, now=now)


def verify_mail(mail: str, code: str, *, address: str, now: datetime) -> None:
    """The same for a code that went out by letter."""
    _verify(mail, _mail_key(mail), code, address=address, now=now)


def _phone(phone: str) -> tuple[str, bytes]:
    spelt, key = normal_phone(phone), phone_key(phone)
    if spelt is None or key is None:
        raise CodeRefused("phone", "请填写正确的手机号码。", "Please give a valid mobile number.")
    return spelt, key


def _mail_key(mail: str) -> bytes:
    return vault().fingerprint(mail, "mail")


def _verify(spelt: str, key: bytes, code: str, *, address: str, now: datetime) -> None:
    wait = WRONG_BY_ADDRESS.waits(address, now)
    if wait:
        raise CodeRefused("slow", f"尝试次数过多，请 {_minutes(wait)} 分钟后再试。",
                          f"Too many tries; wait {_minutes(wait)} minutes.", wait)
    refused = _try(spelt, key, code, now)
    if refused:
        WRONG_BY_ADDRESS.hit(address, now)
        raise refused


def _try(phone: str, key: bytes, code: str, now: datetime) -> CodeRefused | None:
    """Only the newest code counts; the row is locked, so that five tries are five over all processes."""
    with transaction.atomic():
        row = PhoneCode.objects.select_for_update().filter(phone_key=key).order_by("-id").first()
        if row is None or row.used_at or row.expires_at <= now or row.tries >= TRIES:
            return CodeRefused("old", "验证码已失效，请重新获取。", "This code is no longer valid. Get a new one.")
        row.tries += 1
        right = secrets.compare_digest(bytes(row.code_key), _hash(phone, "".join(code.split())))
        if right:
            row.used_at = now
        row.save(update_fields=["tries", "used_at"])
    left = TRIES - row.tries
    if right:
        return None
    if left == 0:
        return CodeRefused("old", "验证码已输错 5 次，请重新获取。", "Five wrong tries. Get a new code.")
    return CodeRefused("wrong", f"验证码不正确，还可以试 {left} 次。", f"Not the right code; {left} tries left.")


def _slow_down(phone: str, address: str, now: datetime) -> None:
    wait = PER_MINUTE.hit(phone, now)
    if wait:
        seconds = max(1, int(wait.total_seconds()))
        raise CodeRefused("again", f"验证码刚刚发出，请 {seconds} 秒后再获取。", f"A code was just sent; wait {seconds} seconds.",
                          wait)
    for brake, whose in ((PER_ADDRESS, address), (PER_PHONE, phone)):
        wait = brake.hit(whose, now)
        if wait:
            raise CodeRefused("many", "获取验证码的次数过多，请稍后再试，或直接拨打 12345。",
                              "Too many codes were asked for. Try again later, or call 12345.", wait)


def _hash(phone: str, code: str) -> bytes:
    return vault().fingerprint(f"{phone}:{code}", "phone.code")


def _minutes(wait: timedelta) -> int:
    return max(1, -(-int(wait.total_seconds()) // 60))
