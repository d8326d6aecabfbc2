"""Hot topics: groups of requests about one matter at one place, growing as requests come in; their ids stay.

A topic bears the id of its first request. When a later request shows that two topics are one, the younger
joins the older, and its id leads there for good. A search over one more request costs the same whatever the
number of topics; what is no longer wanted is forgotten with the index (one a period).

`Topics` keeps all of it in memory, for measuring. The product keeps topics in the database (huying.insight.gathering)
and decides by the same `voice` and `joined`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

import rjieba

from .compare import Match
from .names import Name
from .profile import Profile
from .rarity import Rarity
from .retrieval import Index

Id = TypeVar("Id", bound=Hashable)
ASKED = 25  # nearest earlier requests that vote
VOICES = 5  # of a topic, the likest
JOIN = 0.5  # mean likelihood of the voices from which a request joins, and two topics become one
UNTAUGHT = 0.8  # the same while it is not known which words are common in the city: all words then weigh the same


@dataclass(slots=True)
class Topic(Generic[Id]):
    """`members` in order of arrival, with their times."""

    id: Id
    members: dict[Id, datetime] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def first_at(self) -> datetime:
        return min(self.members.values())

    @property
    def last_at(self) -> datetime:
        return max(self.members.values())

    def between(self, since: datetime, until: datetime) -> int:
        """How many came from `since` on, before `until`."""
        return sum(since <= at < until for at in self.members.values())

    def growth(self, now: datetime, period: timedelta = timedelta(days=7)) -> int:
        """How many more came in the last period than in the one before."""
        return self.between(now - period, now) - self.between(now - 2 * period, now - period)


def likelihood(match: Match) -> float:
    """The probability that two requests belong to one topic: a logistic curve over the parts of the comparison.

    Its weights were found on labelled groups, each group counting the same (docs/understanding.md).
    """
    anchor = max(match.place, match.piece)
    sum_ = (8.3 * match.words + 3.0 * match.place + 2.5 * match.piece + 2.3 * match.matter - 4.2 * match.apart
            + 3.0 * anchor * match.matter + 4.6 * min(match.words, 0.5) * anchor - 6.7)
    return 1 / (1 + math.exp(-sum_))


def voice(heard: Sequence[float], size: int) -> float:
    """The mean likelihood of a topic's likest members; a topic of `size` has at most so many."""
    count = min(VOICES, size)
    return sum(sorted(heard, reverse=True)[:count]) / count


def joined(votes: Mapping[Id, float], rarity: Rarity) -> list[Id]:
    """The topics that a request belongs to, the likest first: none, one, or several that it proves to be one."""
    bar = JOIN if rarity.documents else UNTAUGHT
    return [id for id, vote in sorted(votes.items(), key=lambda vote: -vote[1]) if vote >= bar]


class Topics(Generic[Id]):
    """All topics of a period. Add requests in the order in which they came."""

    def __init__(self, rarity: Rarity) -> None:
        self.index: Index[Id] = Index(rarity)
        self._topics: dict[Id, Topic[Id]] = {}
        self._of: dict[Id, Id] = {}

    def add(self, id: Id, one: Profile, at: datetime) -> Topic[Id]:
        """Take in one more request; returns the topic that it joined, or a new one of itself alone."""
        found = [self._topics[each] for each in joined(self._votes(one), self.index.rarity)]
        topic = self._united(found) if found else Topic(id)
        self._topics[topic.id] = topic
        topic.members[id] = at
        self._of[id] = topic.id
        self.index.add(id, one)
        return topic

    def find(self, id: Id) -> Topic[Id]:
        """The topic of a request, or of a topic's present or former id. KeyError when unknown."""
        return self._topics[self._of[id]]

    def largest(self, since: datetime, until: datetime, least: int = 3) -> list[Topic[Id]]:
        """Topics with at least `least` requests in a period, the most first."""
        counted = [(topic.between(since, until), topic) for topic in self._topics.values() if topic.size >= least]
        counted = [pair for pair in counted if pair[0] >= least]
        return [topic for _, topic in sorted(counted, key=lambda pair: (-pair[0], pair[1].first_at))]

    def name(self, topic: Topic[Id]) -> str:
        """Place and thing: the name most members give, and the run of letters that most of their titles share."""
        profiles = [self.index.profiles[id] for id in topic.members]
        return title_of(profiles)

    def typical(self, topic: Topic[Id]) -> Id:
        """The member that is most like all others."""
        return typical({id: self.index.profiles[id] for id in topic.members})

    def __iter__(self) -> Iterator[Topic[Id]]:
        return iter(self._topics.values())

    def _votes(self, one: Profile) -> dict[Id, float]:
        voices: dict[Id, list[float]] = defaultdict(list)
        for found in self.index.nearest(one, ASKED):
            voices[self._of[found.id]].append(likelihood(found.match))
        return {id: voice(heard, self._topics[id].size) for id, heard in voices.items()}

    def _united(self, topics: list[Topic[Id]]) -> Topic[Id]:
        oldest = min(topics, key=lambda topic: topic.first_at)
        for other in topics:
            if other is not oldest:
                oldest.members |= other.members
                for id in other.members:
                    self._of[id] = oldest.id
                del self._topics[other.id]
        return oldest


def typical(profiles: Mapping[Id, Profile]) -> Id:
    """The one that is most like all others: the nearest to the sum of their words."""
    centre: dict[str, float] = defaultdict(float)
    for one in profiles.values():
        for run, weight in one.said.items():
            centre[run] += weight
    return max(profiles, key=lambda id: sum(weight * centre[run] for run, weight in profiles[id].said.items()))


def title_of(profiles: list[Profile]) -> str:
    """At most 24 letters: the sharpest name that most of these requests give, then the longest run of words their titles share."""
    given: Counter[Name] = Counter(name for one in profiles for name in one.names)
    ranked = sorted(given.items(), key=lambda item: (-item[1], item[0].kind in ("street", "road"), -len(item[0].core)))
    place = ranked[0][0].core if ranked and ranked[0][1] * 2 >= len(profiles) else ""
    shared: Counter[str] = Counter()
    for one in profiles[:50]:
        shared.update(_runs(one.title))
    often = [run for run, count in shared.items() if count * 3 >= min(len(profiles), 50) and not _overlap(run, place)]
    thing = max(often, key=lambda run: (shared[run] * (len(run) - 1), len(run), run), default="")
    same = next((size for size in range(min(len(place), len(thing)), 0, -1) if place.endswith(thing[:size])), 0)
    return (place + thing[same:])[:24] or profiles[0].title[:24]


def _runs(title: str) -> set[str]:
    """All runs of whole words with 2 to 16 letters."""
    ends = list(accumulate(map(len, rjieba.cut(title)), initial=0))
    return {title[begin:end] for at, begin in enumerate(ends) for end in ends[at + 1 :] if 2 <= end - begin <= 16}


def _overlap(run: str, place: str) -> bool:
    return any(run[at : at + 2] in place for at in range(len(run) - 1))
