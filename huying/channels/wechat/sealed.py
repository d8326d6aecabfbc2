"""Safe mode: messages sealed with AES-256-CBC, each with its length and the account that it is for."""

from __future__ import annotations

import base64
import binascii
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32  # the platform fills up to 32 bytes, not to AES's 16
HEAD = 20  # 16 random bytes, 4 of length


class Unsealable(ValueError):
    """Not sealed with our key for our account, or damaged."""


def key_of(text: str) -> bytes:
    """The 43 characters that the platform shows as EncodingAESKey. ValueError when they are none."""
    if len(text) != 43 or not text.isascii():
        raise ValueError("the AES key has 43 characters")
    try:
        # Nothing says that the last character's unused bits are zero, so it is no strict base64.
        key = base64.b64decode(text + "=")
    except binascii.Error as error:
        raise ValueError("the AES key is no base64") from error
    if len(key) != 32:
        raise ValueError("the AES key has 43 characters of base64")
    return key


def seal(text: str, key: bytes, app_id: str) -> str:
    """The text as base64, different each time."""
    said = text.encode()
    body = os.urandom(16) + struct.pack("!I", len(said)) + said + app_id.encode()
    fill = BLOCK - len(body) % BLOCK
    sealer = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(sealer.update(body + bytes([fill]) * fill) + sealer.finalize()).decode()


def open_(text: str, key: bytes, app_id: str) -> str:
    """The words again. Raises Unsealable, and says no more about why than that."""
    try:
        raw = base64.b64decode(text.strip(), validate=True)
        opener = Cipher(AES(key), CBC(key[:16])).decryptor()
        body = opener.update(raw) + opener.finalize()
        fill = body[-1]
        if not 1 <= fill <= BLOCK or body[-fill:] != bytes([fill]) * fill:
            raise Unsealable("not sealed with our key")
        (length,) = struct.unpack("!I", body[16:HEAD])
        said, whose = body[HEAD: HEAD + length], body[HEAD + length: -fill]
        if len(said) != length or whose != app_id.encode():
            raise Unsealable("sealed for another account")
        return said.decode()
    except (ValueError, IndexError, struct.error, UnicodeDecodeError) as error:
        raise error if isinstance(error, Unsealable) else Unsealable("not sealed with our key") from error
