"""What stands in the navigation of a person's desk, by their roles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def nav(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, a list of {url, label, icon, count, active}; empty for citizens."""
    return {"nav": []}
