"""Second factors as allauth keeps them: secrets sealed with the city's vault, keys bound to this host."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from huying.people.sealed import vault

SEALED, CONTEXT = "sealed:", "staff.mfa"


class Adapter(DefaultMFAAdapter):
    """What was kept in clear before is still read, and is sealed when it is set up anew."""

    def encrypt(self, text: str) -> str:
        return SEALED + vault().seal(text, CONTEXT).hex()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        return vault().open_(bytes.fromhex(encrypted_text.removeprefix(SEALED)), CONTEXT)
