"""Keys and profiles of tickets in the city's own words: its catalogue tells what is common, its divisions what is no place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from huying import policy
from huying.tickets.incoming import Incoming
from huying.understanding import retrieval
from huying.understanding.alike.gist import Gist, gist
from huying.understanding.profile import UNKNOWN, Profile, profile
from huying.understanding.rarity import Rarity
from huying.understanding.store import Arrays, Card, Shelf, Watched
from huying.understanding.vocabulary import Vocabulary

if TYPE_CHECKING:
    from huying.tickets.models import Ticket

RARITY = "rarity"  # the folder of its versions in HUYING_VAR/models
READ = 160  # letters of a ticket that are compared on the way of a page


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words of the current policy; built once a process."""
    rules = policy.current()
    texts = (text for leaf in rules.leaves for text in (leaf.name, leaf.about, *leaf.words, *leaf.path_names))
    city = {rules.city.name, rules.city.name.removesuffix("市")}
    for division in rules.divisions.values():
        if division.name.endswith(("区", "县")):
            city |= {division.name, division.name[:-1]}
    return Vocabulary(texts, (name for name in city if len(name) > 1))


def keys_of(incoming: Incoming) -> list[int]:
    """The keys under which a new ticket is found again."""
    return retrieval.keys(incoming.title, incoming.detail or incoming.wish, incoming.place, vocabulary=vocabulary())


def keys_of_ticket(ticket: Ticket) -> list[int]:
    """The same keys, of a ticket that stands or would stand."""
    return retrieval.keys(ticket.title, ticket.detail or ticket.wish, ticket.place, vocabulary=vocabulary())


@lru_cache(maxsize=1)
def learned() -> Watched[Rarity]:
    """How rare words are in the city's own tickets, as learned by insight.rarity."""
    return Watched(Shelf(settings.VAR / "models" / RARITY), _rarity)


def rarity() -> Rarity:
    """The city's own, or one that knows nothing: then all words weigh the same."""
    return learned().get() or UNKNOWN


def _rarity(arrays: Arrays, card: Card) -> Rarity:
    return Rarity.known(arrays["counts"].tolist(), int(card.told["documents"]))


def whole_profile(ticket: Ticket) -> Profile:
    """A ticket for grouping: all that is read of it, weighed by the city's own words. Some 3 ms."""
    return profile(ticket.title, ticket.detail or ticket.wish, ticket.place, rarity=rarity())


def gist_of(title: str, detail: str, place: str) -> Gist:
    """What is compared of a ticket; the last few hundred are kept, for they are asked for again while somebody types."""
    return _gist(title[:READ], detail[:READ], place[:READ])


@lru_cache(maxsize=400)
def _gist(title: str, detail: str, place: str) -> Gist:
    return gist(title, detail, place, vocabulary=vocabulary())
