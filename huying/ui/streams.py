"""Where a page finds its stream: behind a reverse proxy at /live/, else on the live process's own port."""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def live_url(request: HttpRequest) -> str:
    """The address for EventSource on this page: HUYING_LIVE_URL, or the page's own host at HUYING_LIVE_PORT.

    The host is the visitor's, not the server's, so that the session cookie (which knows no ports) goes along.
    """
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    port = os.environ.get("HUYING_LIVE_PORT", "")
    if not port.isdigit():
        return "/live/"
    host = urlsplit(f"//{request.get_host()}").hostname or "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"{request.scheme}://{shown}:{port}/live/"
