"""A new version of the learned categories: learn, compare on a slice held out, put in use only when better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

from .category_model import WarmModel, unpacked
from .evaluation.scores import macro_f1, share
from .plain import bare
from .store import Arrays, Card, Shelf

NAME = "category"  # of the shelf's folder
HELD_OUT = 10  # one text of so many is asked and not learned
BETTER = 0.002  # macro F1 by which a new version must be ahead of the one in use

Labelled = tuple[str, str]
Told = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The new version's card, the macro F1 of it and of the version in use on the held-out texts, and if it is in use now."""

    card: Card
    macro_f1: float
    before: float | None
    promoted: bool


def from_card(arrays: Arrays, card: Card) -> WarmModel:
    """The model of a version; ValueError or KeyError when its numbers do not fit."""
    return unpacked(arrays, card.told)


def learn(rows: Sequence[Labelled], shelf: Shelf, *, catalogue: str = "", groups: Mapping[str, str] | None = None,
          promote: bool = True, tell: Told | None = None) -> Outcome:
    """Learn a new version from confirmed (text, label) rows and keep it; put it in use when it is the better one.

    The text is title, line break, detail. About a tenth of the texts is held out by their letters, so that the same
    texts are held out at every training and no version is asked what it learned. The first version is put in use
    whatever its marks. ValueError when there is too little to learn from; OSError when the folder cannot be written.
    """
    from .category_training import train

    held = [row for row in rows if _held_out(row[0])]
    model = train([row for row in rows if not _held_out(row[0])], groups=groups, tell=tell)
    right = marks(model, held)
    running = shelf.usable(from_card)
    before = marks(running[0], held)["macro_f1"] if running else None
    arrays, told = model.packed()
    card = shelf.keep(arrays, Card(0, datetime.now(UTC).isoformat(timespec="seconds"), len(rows) - len(held), len(held),
                                   right, catalogue, told))
    better = before is None or right["macro_f1"] >= before + BETTER
    if promote and better:
        shelf.promote(card.version)
    return Outcome(card, right["macro_f1"], before, promote and better)


def marks(model: WarmModel, rows: Sequence[Labelled]) -> dict[str, float]:
    """Macro F1, the share right and the share right among the first three; zeros when nothing was held out."""
    answers = model.classify_many([text for text, _ in rows])
    truth = [label for _, label in rows]
    said = [answer[0].label if answer else "" for answer in answers]
    among = sum(label in [one.label for one in answer] for label, answer in zip(truth, answers, strict=True))
    hits = sum(label == word for label, word in zip(truth, said, strict=True))
    found = {"macro_f1": macro_f1(truth, said), "right": share(hits, len(rows)).value, "top3": share(among, len(rows)).value}
    return {name: round(value, 4) for name, value in found.items()}


def _held_out(text: str) -> bool:
    return int.from_bytes(blake2b(bare(text).encode(), digest_size=4, person=b"huying-heldout").digest(), "big") % HELD_OUT == 0
