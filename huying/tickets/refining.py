"""Asking the outside language model about a contact, where a city named one; nothing in the house calls it by itself."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings

from huying import policy
from huying.tickets.incoming import Incoming
from huying.tickets.reading import Reading
from huying.understanding.outside import Guard, Refined, Terms, refine

MOST_CANDIDATES = 20


@lru_cache(maxsize=1)
def _outside() -> tuple[Terms, Guard]:
    where: dict[str, Any] = settings.OUTSIDE_MODEL
    budget: dict[str, Any] = settings.OUTSIDE_MODEL_BUDGET
    return Terms(**where), Guard(**budget)


def ask_outside(incoming: Incoming, reading: Reading) -> Refined | None:
    """Proposals of the outside model about a contact, or None: the reading stands as it is. May take seconds: never in a write.

    The model chooses among the categories that the reading proposes and their neighbours; people confirm.
    """
    terms, guard = _outside()
    if not terms.usable:
        return None
    guesses = {"category": reading.category, "kind": reading.kind, "summary": reading.summary, "division": reading.division}
    return refine(incoming.text, terms=terms, guard=guard, candidates=_candidates(reading), guesses=guesses)


def _candidates(reading: Reading) -> dict[str, str]:
    codes = list(dict.fromkeys([reading.category, *(each.code for each in reading.proposals)]))
    near = [leaf for leaf in policy.current().leaves if any(code and leaf.code.startswith(code[:4]) for code in codes)]
    first = sorted(near, key=lambda leaf: codes.index(leaf.code) if leaf.code in codes else len(codes))
    return {leaf.code: "/".join(leaf.path_names) for leaf in first[:MOST_CANDIDATES]}
