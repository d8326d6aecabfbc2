"""How rare words are in the city's own tickets, learned from the newest of them: a table of counts, no word of anybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from django.conf import settings

from huying.tickets.likely import RARITY
from huying.tickets.models import Ticket
from huying.understanding.rarity import Rarity
from huying.understanding.store import Card, Shelf

SAMPLE = 20_000  # tickets, the newest
LEAST = 2_000  # fewer teach the wrong things (docs/understanding.md)
KEPT = 3  # versions
AGAIN = timedelta(days=7)


def learn(now: datetime) -> int:
    """Learn anew and put it in use, once a week at most; returns how many tickets were read, 0 when nothing was to be done."""
    shelf = Shelf(settings.VAR / "models" / RARITY)
    cards = {card.version: card for card in shelf.versions()}
    used = cards.get(shelf.current() or 0)
    if used and now - datetime.fromisoformat(used.trained_at) < AGAIN:
        return 0
    newest = Ticket.objects.order_by("-pk").values_list("title", "detail")[:SAMPLE]
    learned = Rarity(f"{title} {detail}" for title, detail in newest.iterator(chunk_size=500))
    if learned.documents < LEAST:
        return 0
    counts = np.array(learned.counts, dtype=np.uint32)
    card = shelf.keep({"counts": counts}, Card(0, now.isoformat(), learned.documents, 0, {}, "", {"documents": learned.documents}))
    shelf.promote(card.version)
    _clear(shelf, card.version)
    return learned.documents


def _clear(shelf: Shelf, newest: int) -> None:
    """Old versions are of no use any more: a megabyte each."""
    for card in shelf.versions():
        if card.version <= newest - KEPT:
            for ending in ("npz", "json"):
                (shelf.folder / f"{card.version:06}.{ending}").unlink(missing_ok=True)
