"""Personal fields: sealed at rest (AES-256-GCM), found again by keyed fingerprint, masked on the screen."""

import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT = 1
_HEAD = 3  # one byte of format, two bytes of key id, big-endian
_NONCE = 12
_TAG = 16
FINGERPRINT_BYTES = 16


class VaultError(Exception):
    """Something personal could not be sealed or opened."""


class BadKey(VaultError):
    """A key or secret of the wrong length, or a key id outside 0 … 65535."""


class UnknownKey(VaultError):
    """The blob was sealed under a key that this vault does not hold."""


class Damaged(VaultError):
    """The blob is no blob of ours, was changed, or belongs to another context."""


class Vault:
    """Seals and opens short texts. Safe to share between threads; holds the keys in memory only.

    `keys` maps key ids to 32-byte AES keys; new texts are sealed under `current`, older ids only open.
    Nonces are random: rotate well before 2**32 texts under one key (NIST SP 800-38D §8.3). `index_key` (≥
    32 bytes) makes the fingerprints and cannot be rotated without writing every fingerprint anew.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int, index_key: bytes) -> None:
        if current not in keys:
            raise UnknownKey(f"no key with id {current}")
        if len(index_key) < 32:
            raise BadKey("the index key must have at least 32 bytes")
        for key_id, key in keys.items():
            if len(key) != 32 or not 0 <= key_id <= 0xFFFF:
                raise BadKey(f"key {key_id}: 32 bytes and an id of 0 to 65535 are needed")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._head = _head(current)
        self._cipher = self._ciphers[current]
        self._index = hmac.new(index_key, digestmod="sha256")  # begun once: setting out costs more than the few letters

    @classmethod
    def from_secret(cls, secret: bytes, *, key_id: int = 1, older: Mapping[int, bytes] | None = None) -> Self:
        """Derive all keys by HKDF-SHA256 from one master secret of at least 32 bytes.

        To rotate: give the new secret a higher `key_id` and pass the former ones in `older`. Fingerprints
        keep coming from the secret with the lowest id, so that what is stored is still found.
        """
        every = {**(older or {}), key_id: secret}
        keys = {each: _derive(master, f"huying/vault/seal/{each}") for each, master in every.items()}
        return cls(keys, key_id, _derive(every[min(every)], "huying/vault/index"))

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt `text`, bound to `context` (say which field of which row: "citizen.phone:42").

        The result has 31 bytes more than the text in UTF-8.
        """
        return self.seal_bytes(text.encode(), context)

    def seal_bytes(self, data: bytes, context: str) -> bytes:
        """As `seal`, for a piece of a file."""
        nonce = secrets.token_bytes(_NONCE)
        return self._head + nonce + self._cipher.encrypt(nonce, data, self._head + context.encode())

    def open_(self, blob: bytes, context: str) -> str:
        """Decrypt what `seal` made for the same context; raises UnknownKey or Damaged."""
        return self.open_bytes(blob, context).decode()

    def open_bytes(self, blob: bytes, context: str) -> bytes:
        """As `open_`, for what `seal_bytes` made."""
        blob = bytes(blob)
        if len(blob) < _HEAD + _NONCE + _TAG or blob[0] != _FORMAT:
            raise Damaged("not a sealed text")
        head, nonce, body = blob[:_HEAD], blob[_HEAD : _HEAD + _NONCE], blob[_HEAD + _NONCE :]
        cipher = self._ciphers.get(int.from_bytes(head[1:], "big"))
        if cipher is None:
            raise UnknownKey(f"no key with id {int.from_bytes(head[1:], 'big')}")
        try:
            return cipher.decrypt(nonce, body, head + context.encode())
        except InvalidTag:
            raise Damaged("the sealed text was changed or belongs to another context") from None

    def is_current(self, blob: bytes) -> bool:
        """Tell whether the blob is sealed under the current key; if not, open and seal it again."""
        return bytes(blob[:_HEAD]) == self._head

    def fingerprint(self, value: str, purpose: str) -> bytes:
        """Return 16 bytes by which an equal value of the same purpose ("phone", "id_card") is found again.

        Normalise first (`normal_phone`). Truncated HMAC-SHA256: without the key, phone numbers cannot be
        tried out.
        """
        begun = self._index.copy()
        begun.update(f"{len(purpose)}:{purpose}:{value}".encode())
        return begun.digest()[:FINGERPRINT_BYTES]


def _head(key_id: int) -> bytes:
    return bytes([_FORMAT]) + key_id.to_bytes(2, "big")


def _derive(secret: bytes, label: str) -> bytes:
    if len(secret) < 32:
        raise BadKey("the master secret must have at least 32 bytes")
    return HKDF(algorithm=SHA256(), length=32, salt=b"huying", info=label.encode()).derive(secret)


_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)([2-9]\d{6,7})")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}")
_FOREIGN = re.compile(r"(?!86)[1-9]\d{7,14}")
_DASHED = re.compile(r"^(0\d{2,3}-[2-9]\d{6,7}|[48]00\d{7})-(\d{1,6})$")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)(\d{1,6})$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\-‐-―－_.·()（）/]+")


def normal_phone(text: str, area_code: str | None = None) -> str | None:
    """Return the one spelling of a telephone number, or None if the text is not one.

    Mobile "13812345678", landline "020-81234567" (with extension "020-81234567-801"), service
    "4001234567", outside the mainland "+85261234567". A local number without area code needs `area_code`,
    for example "020".
    """
    if len(text) > 60:
        return None
    if text.isascii() and _MOBILE.fullmatch(text):  # nearly always
        return text
    spelt = _DASHED.sub(r"\1转\2", unicodedata.normalize("NFKC", text).strip())
    bare = _BETWEEN.sub("", spelt).replace("+0", "+")
    extension = _EXTENSION.search(bare)
    if extension:
        bare = bare[: extension.start()]
    if not bare.removeprefix("+").isascii() or not bare.removeprefix("+").isdigit():
        return None
    foreign = bare.startswith(("+", "00"))
    digits = bare.removeprefix("+").removeprefix("00")
    if foreign and not digits.startswith("86"):
        return f"+{digits}" if _FOREIGN.fullmatch(digits) else None
    national = digits[2:] if digits.startswith("86") and (foreign or len(digits) > 11) else digits
    tail = f"-{extension[1]}" if extension else ""
    return _mainland(national, area_code, foreign, tail)


def is_mobile(phone: str) -> bool:
    """Whether a number in its one spelling is a mobile one of the mainland, which takes text messages."""
    return _MOBILE.fullmatch(phone) is not None


def _mainland(digits: str, area_code: str | None, abroad: bool, tail: str) -> str | None:
    if _MOBILE.fullmatch(digits):
        return digits
    if _SERVICE.fullmatch(digits):
        return digits + tail
    if abroad and not digits.startswith("0"):
        digits = f"0{digits}"
    if area_code and _LOCAL.fullmatch(digits):
        digits = area_code + digits
    found = _LANDLINE.fullmatch(digits)
    if found is None or (len(found[1]) == 3 and len(found[2]) != 8):
        return None
    return f"{found[1]}-{found[2]}{tail}"


_COMPOUND_SURNAMES = """
    欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 皇甫 尉迟 公孙 令狐 慕容 长孙 宇文 端木 申屠 百里 呼延
"""
_COMPOUND = tuple(_COMPOUND_SURNAMES.split())
_ROAD = re.compile(r"^.*?(?:大道|[路街巷道镇村])(?!道)")


def mask_phone(phone: str) -> str:
    """Mask a telephone number: 138****5678, 020-****5678, anything else by its last two digits."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    landline = re.fullmatch(r"(0\d{2,3})-?(\d{7,8})(?:-\d+)?", phone)
    if landline:
        return f"{landline[1]}-****{landline[2][-4:]}"
    return f"****{phone[-2:]}" if len(phone) > 4 else "*" * len(phone)


def mask_mail(address: str) -> str:
    """Mask a mail address: the first character and the domain stay (w****@example.cn)."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}****@{host}"


def mask_name(name: str) -> str:
    """Mask a name so that not even its length is told: 张**, 欧阳**, J**."""
    name = name.strip()
    if not name:
        return ""
    return f"{name[:2] if len(name) > 2 and name.startswith(_COMPOUND) else name[0]}**"


def mask_id(number: str) -> str:
    """Mask an identity number: the first three and the last two characters stay (440*************12)."""
    number = number.strip()
    return number if not number else _cover(number, 3, 2) if len(number) >= 10 else "*" * len(number)


def mask_address(address: str) -> str:
    """Mask an address after its first road, street, lane, town or village: 天河区体育西路***."""
    address = address.strip()
    if not address:
        return ""
    road = _ROAD.match(address)
    return f"{road[0] if road else address[: min(6, len(address) // 2)]}***"


def _cover(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]
