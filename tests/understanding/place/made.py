"""Made-up addresses with their parts, the same for the same dice."""

from __future__ import annotations

import random

from huying.understanding.place.gazetteer import national_gazetteer
from huying.understanding.place.synthetic.addresses import AddressMaker
from huying.understanding.place.tagger import Part

COUNTRY = national_gazetteer()


def labelled(many: int, seed: int) -> list[tuple[str, list[Part]]]:
    """Texts with the parts that they were made of."""
    maker, rows = AddressMaker(random.Random(seed), COUNTRY), []
    for _ in range(many):
        text, parts = "", []
        for kind, piece in maker.address():
            parts.append(Part(kind, len(text), len(text) + len(piece)))
            text += piece
        rows.append((text, parts))
    return rows
