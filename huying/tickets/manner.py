"""Marks of tone for whoever reads a ticket: read where a person looks, never at registration, and nothing follows by itself."""

from __future__ import annotations

import logging
from functools import lru_cache

from huying import policy
from huying.understanding.tone import Mark, tone

READ = 1000  # letters; some 0.3 ms for an ordinary text
logger = logging.getLogger("huying.manner")


def marks(text: str) -> tuple[Mark, ...]:
    """Abuse of operators, threats, no request, advertising, from the policy's confidence on; none for nearly all texts."""
    rules = policy.current().understanding
    if not rules.on("tone"):
        return ()
    return tuple(mark for mark in _read(text[:READ]) if mark.confidence >= rules.thresholds.tone)


@lru_cache(maxsize=500)
def _read(text: str) -> tuple[Mark, ...]:
    try:
        return tone(text)
    except Exception:
        logger.exception("the tone of a text could not be read")
        return ()
