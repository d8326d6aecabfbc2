"""New tickets compared with the earlier ones that share their keys: they join hot topics, and proposals to join are made.

Topics are decided as in memory (huying.understanding.hot), on rows. A ticket alone needs no row: a topic is made when
a second one comes, and bears the id of the first. Confidential tickets are neither asked about nor compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from huying import policy
from huying.insight import topics
from huying.insight.models import Topic, TopicMember
from huying.insight.walking import walk
from huying.tickets import likely
from huying.tickets.models import Ticket
from huying.tickets.proposing import propose
from huying.tickets.queries.neighbours import neighbours
from huying.understanding.compare import Match, compare
from huying.understanding.hot import joined, likelihood, voice
from huying.understanding.profile import Profile
from huying.understanding.rarity import Rarity

WALK = "gather"
BACK = timedelta(days=60)  # the first walk begins here: as far as the pages look
WASHED = 1000  # ids back
THINGS = frozenset({"area", "firm", "line", "mark"})
DISTRICT = 6  # digits of a district's code
MOST = 500  # tickets a run; some forty milliseconds each where nothing is kept in memory


def gather(now: datetime, most: int = MOST) -> int:
    """Look at the tickets that came since the last run; returns how many.

    Any number of workers may call it: one at a time walks, and each ticket is taken once.
    """
    walked = walk(WALK, lambda after, until: take(after, until, now), now, back=BACK, most=most)
    _wash()
    return walked


def _wash() -> None:
    """One that became confidential just while it was taken in, so that its own job found nothing to do, leaves now."""
    newest = TopicMember.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for pk in TopicMember.objects.filter(pk__gt=newest - WASHED, ticket__confidential=True).values_list("pk", flat=True):
        topics.look_again(pk)


def take(after: int, until: int, now: datetime) -> int:
    """Tickets with these ids (after < id ≤ until) in their order; a number of statements that depends on new topics only."""
    rules = policy.current().understanding
    batch = list(Ticket.objects.filter(pk__gt=after, pk__lte=until).defer("search").order_by("pk"))
    asked = [each for each in batch if not each.confidential]
    if not asked or not (rules.on("topics") or rules.on("merge")):
        return len(batch)
    near = neighbours(asked)
    known = {each.pk: each for each in asked}
    wanted = {pk for found in near.values() for pk in found} - known.keys()
    known |= Ticket.objects.filter(confidential=False).defer("search").in_bulk(wanted)
    if rules.on("topics"):
        _group(asked, near, known)
    propose(asked, near, known, now)
    return len(batch)


def _group(asked: Sequence[Ticket], near: Mapping[int, Sequence[int]], known: Mapping[int, Ticket]) -> None:
    members = dict(TopicMember.objects.filter(ticket__in=known).values_list("ticket_id", "topic_id"))
    sizes = dict(Topic.objects.filter(pk__in=set(members.values())).values_list("pk", "size"))
    ground = Ground(known, members, sizes)
    for ticket in asked:
        ground.place(ticket.pk, [pk for pk in near.get(ticket.pk, ()) if pk in known])
    topics.write(ground.fresh, ground.united, known)


@dataclass(slots=True)
class Ground:
    """Tickets and the topics that they are in; what became of them: `fresh` ticket → topic, `united` topic → older one."""

    tickets: Mapping[int, Ticket]
    topic_of: dict[int, int]
    sizes: dict[int, int]
    fresh: dict[int, int] = field(default_factory=dict)
    united: dict[int, int] = field(default_factory=dict)
    profiles: dict[int, Profile] = field(default_factory=dict)
    rarity: Rarity = field(default_factory=likely.rarity)

    def place(self, pk: int, near: Iterable[int]) -> None:
        """Let the neighbours of a ticket vote for their topics."""
        if pk in self.topic_of:
            return
        mine, heard = self.profile(pk), defaultdict[int, list[float]](list)
        for other in near:
            match = compare(mine, self.profile(other), self.rarity)
            if _elsewhere(self.tickets[pk], self.tickets[other]):
                match = _far(match, mine, self.profile(other))
            heard[self.topic(other)].append(likelihood(match))
        found = joined({topic: voice(voices, self.sizes.get(topic, 1)) for topic, voices in heard.items()}, self.rarity)
        if not found:
            return
        oldest, size = min((topic for topic in found if topic in self.sizes), default=min(found)), 1
        for topic in found:
            if topic not in self.sizes:  # a ticket that was alone
                self.topic_of[topic] = self.fresh[topic] = oldest
            elif topic != oldest:
                self.united[topic] = oldest
            size += self.sizes.pop(topic, 1)
        self.topic_of[pk] = self.fresh[pk] = oldest
        self.sizes[oldest] = size

    def topic(self, pk: int) -> int:
        """The topic that a ticket is in; its own id where it is alone."""
        topic = self.topic_of.get(pk, pk)
        while topic in self.united:
            topic = self.united[topic]
        return topic

    def profile(self, pk: int) -> Profile:
        if pk not in self.profiles:
            self.profiles[pk] = likely.whole_profile(self.tickets[pk])
        return self.profiles[pk]


def _elsewhere(one: Ticket, other: Ticket) -> bool:
    return bool(one.division and other.division) and one.division[:DISTRICT] != other.division[:DISTRICT]


def _far(match: Match, one: Profile, other: Profile) -> Match:
    """In two districts it is one matter only when both name one thing: like words, and roads of one name, say nothing."""
    same = any(name in other.names for name in one.names if name.kind in THINGS)
    return replace(match, apart=1.0, piece=0.0, place=match.place if same else 0.0)
