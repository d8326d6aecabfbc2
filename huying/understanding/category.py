"""Which category of the catalogue a text belongs to: what was learned, and the catalogue's words beside it.

A person sees the words that spoke and decides. Without a learned model the catalogue alone speaks; with one, it still
has a voice, so that a leaf of which no ticket was ever seen can be proposed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from . import household
from .category_cold import ColdProposer, LeafWords
from .category_kind import Kind, kind_of
from .category_model import WarmModel

__all__ = ["Kind", "LeafWords", "Proposal", "Proposer", "kind_of", "propose"]

_COLD_VOICE = 0.10  # the catalogue's part beside a model that is sure
_COLD_DOUBT = 0.35  # and what is added while the model is not
_FAMILIAR = 0.5  # of the words known: below, the catalogue is heard more and more


@dataclass(frozen=True, slots=True)
class Proposal:
    """A leaf with a confidence of 0 to 1 and the words that spoke for it, the strongest first."""

    code: str
    confidence: float
    words: tuple[str, ...]


class Proposer:
    """Proposes leaves of one catalogue; built once, safe to share between threads.

    `warm` answers the learned model in use, or None; it is asked at every text, so that a newly promoted one is heard.
    """

    def __init__(self, leaves: Sequence[LeafWords], warm: Callable[[], WarmModel | None] | None = None) -> None:
        self._cold = ColdProposer(leaves)
        self._place = {leaf.code: place for place, leaf in enumerate(leaves)}
        self._warm = warm

    def propose(self, text: str, top: int = 3, urgent: str = "") -> list[Proposal]:
        """Return at most `top` leaves, the likeliest first; none when nothing known occurs.

        Put the title first: early words weigh more. `urgent`: the sort of pressing matter that was found, if any (`urgency.SORTS`).
        About 1 ms for 200 characters.
        """
        text = household.without(text)
        scores, found = self._cold.scores(text, urgent)
        cold = self._cold.chances(scores)
        chances, learned = self._mixed(text, cold, top)
        return [
            Proposal(
                self._cold.codes[place], round(float(chances[place]), 3),
                _whole((*learned.get(place, ()), *self._cold.said(found, place)))[:5],
            )
            for place in _highest(chances, top)
        ]

    def _mixed(self, text: str, cold: NDArray[np.float64], top: int) -> tuple[NDArray[np.float64], dict[int, tuple[str, ...]]]:
        """The chance of each leaf from both voices, and the words that the learned one heard."""
        model = self._warm() if self._warm is not None else None
        heard = model.classify(text, top=top + 5) if model is not None else []
        known = [(self._place[one.label], one) for one in heard if one.label in self._place]
        if model is None or not known:
            return cold, {}
        part = _COLD_VOICE + _COLD_DOUBT * (1.0 - max(one.chance for _, one in known))
        part += (0.9 - part) * max(0.0, 1.0 - model.familiar(text) / _FAMILIAR)
        chances = part * cold
        for place, one in known:
            chances[place] += (1.0 - part) * one.chance
        return chances, {place: one.words for place, one in known}


def _whole(words: Sequence[str]) -> tuple[str, ...]:
    """The words in their order, each once, without those that stand inside another (积金 in 公积金)."""
    return tuple(word for word in dict.fromkeys(words) if not any(word in other and word != other for other in words))


def _highest(chances: NDArray[np.float64], top: int) -> list[int]:
    """The places of at most `top` chances above nothing, the highest first; of equal ones the earlier."""
    left = chances.copy()
    found: list[int] = []
    while len(found) < min(top, len(left)) and left[place := int(left.argmax())] > 0:
        found.append(place)
        left[place] = 0.0
    return found


def propose(text: str, catalogue: Sequence[LeafWords], top: int = 3) -> list[Proposal]:
    """Return what a `Proposer` of this catalogue proposes; those of the last few catalogues are kept."""
    return _proposer(tuple(catalogue)).propose(text, top)


@lru_cache(maxsize=4)
def _proposer(catalogue: tuple[LeafWords, ...]) -> Proposer:
    return Proposer(catalogue)
