"""Who holds an upload until a ticket takes it: the staff account, or a word kept in the visitor's session."""

import secrets

from django.http import HttpRequest

KEY = "upload_holder"


def holder_of(request: HttpRequest, *, make: bool = True) -> str:
    """The holder's word, at most 64 characters. It survives a login, unlike the session's own key.

    With `make` False a visitor without one gets an empty word and no session.
    """
    person = request.person  # type: ignore[attr-defined]
    if person.is_staff:
        return f"staff:{person.id}"
    known = request.session.get(KEY, "")
    if not known and make:
        known = request.session[KEY] = f"visit:{secrets.token_urlsafe(24)}"
    return str(known)
