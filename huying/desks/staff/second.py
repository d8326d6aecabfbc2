"""The second factor: a code of the authenticator app (TOTP), a security key, or a recovery code, kept by allauth.mfa."""

from __future__ import annotations

from datetime import datetime, timedelta

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from huying.people.brake import Brake
from huying.people.entry import staff
from huying.people.models import Account
from huying.people.sealed import vault

WAITING, SECRET = "staff_second", "staff_secret"
PATIENCE = timedelta(minutes=10)
TRIES = Brake("staff.code", 8, timedelta(minutes=15))
CONTEXT = "staff.totp"


FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def enabled(account: Account) -> bool:
    """Whether the account has a second factor of any kind."""
    return Authenticator.objects.filter(user=account, type__in=FACTORS).exists()


def by_code(account: Account) -> bool:
    """Whether it has an authenticator app."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()


def required(account: Account) -> bool:
    """Whether one of its roles may not work without (HUYING_SECOND_FACTOR)."""
    return bool({role.value for role in staff(account).roles} & set(settings.SECOND_FACTOR))


def wait_for(request: HttpRequest, account: Account, now: datetime) -> None:
    """The password was right; remember whose code is awaited."""
    request.session[WAITING] = [account.pk, now.timestamp()]


def awaited(request: HttpRequest, now: datetime) -> Account | None:
    """Whose code is awaited; None when nobody's, or the password was given too long ago."""
    pk, since = request.session.get(WAITING, (None, 0))
    if pk is None or now.timestamp() - since > PATIENCE.total_seconds():
        return None
    return Account.objects.filter(pk=pk, is_active=True).first()


def right(account: Account, code: str) -> bool:
    """Whether the code is the authenticator's of this half minute (once only), or an unused recovery code."""
    spelt = "".join(code.split())
    if not spelt.isascii() or not spelt.isdigit():
        return False
    for each in Authenticator.objects.filter(user=account, type__in=[Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]):
        wrapped = TOTP(each) if each.type == Authenticator.Type.TOTP else RecoveryCodes(each)
        if wrapped.validate_code(spelt):
            Authenticator.objects.filter(pk=each.pk).update(last_used_at=_now())
            return True
    return False


def proposed(request: HttpRequest, account: Account) -> tuple[str, SafeString]:
    """(secret to type, QR code to scan) of the authenticator being set up; the same until it is."""
    sealed = request.session.get(SECRET, "")
    secret = vault().open_(bytes.fromhex(sealed), CONTEXT) if sealed else generate_totp_secret()
    if not sealed:
        request.session[SECRET] = vault().seal(secret, CONTEXT).hex()
    drawn = segno.make(get_adapter().build_totp_url(account, secret), error="m").svg_inline(
        scale=5, border=2, omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return secret, mark_safe(drawn)  # noqa: S308  segno's own drawing


def set_up(request: HttpRequest, account: Account, code: str) -> list[str] | None:
    """Switch the second factor on when the code fits the proposed secret; returns the recovery codes, to be shown once."""
    secret, _drawing = proposed(request, account)
    if not validate_totp_code(secret, "".join(code.split())):
        return None
    with transaction.atomic():
        Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
        TOTP.activate(account, secret)
        codes = recovery_codes(account)
    request.session.pop(SECRET, None)
    return codes


def recovery_codes(account: Account, *, anew: bool = False) -> list[str]:
    """Ten recovery codes, to be shown once; empty when the account has some and no new ones are wanted."""
    rows = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES)
    if rows.exists() and not anew:
        return []
    with transaction.atomic():
        rows.delete()
        codes = RecoveryCodes.activate(account)
        codes.mark_as_viewed()
    return list(codes.get_unused_codes())


def codes_left(account: Account) -> int:
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row else 0


def may_remove(account: Account) -> bool:
    """Whether one factor may go: not the last one where the account's role needs one."""
    return not required(account) or Authenticator.objects.filter(user=account, type__in=FACTORS).count() > 1


def remove(account: Account) -> None:
    """Switch the authenticator app off."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    tidy(account)


def tidy(account: Account) -> None:
    """Recovery codes stand in for a factor; without one they open nothing."""
    if not enabled(account):
        Authenticator.objects.filter(user=account).delete()


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()
