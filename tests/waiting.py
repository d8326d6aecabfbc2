"""Waiting for what comes by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

SECONDS = 40


def wait_for(true: Callable[[], bool], seconds: float = SECONDS) -> bool:
    """Ask until it is so; whether it came to be. A server that does not answer yet is asked again."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if true():
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    return False


def becomes(page: Any, expression: str) -> bool:
    """Whether it comes to be true in the page. Playwright's own waiting evaluates texts within the page, which our policy forbids."""
    return wait_for(lambda: bool(page.evaluate(expression)))
