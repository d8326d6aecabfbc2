"""What a citizen has written, kept for them while they prove their phone number or after a session ran out.

It lies sealed in the session row: nobody who reads the database reads it.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest

from huying.people.sealed import vault

KEY = "kept_request"
CONTEXT = "citizen.kept"


def keep(request: HttpRequest, values: dict[str, Any]) -> None:
    """Keep the form's values (plain data), replacing what was kept before."""
    sealed = vault().seal(json.dumps(values, ensure_ascii=False), CONTEXT)
    request.session[KEY] = sealed.hex()


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was kept, or None. What can no longer be opened is forgotten."""
    text = request.session.get(KEY)
    if not text:
        return None
    try:
        return dict(json.loads(vault().open_(bytes.fromhex(text), CONTEXT)))
    except Exception:
        request.session.pop(KEY, None)
        return None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
