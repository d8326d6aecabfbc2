"""Living through the days of the demo city: every story acts at its instants, and the sweep runs in between."""

from __future__ import annotations

import heapq
import itertools
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from huying.demo import directed, rhythm, scenes
from huying.demo.accounts import Staff
from huying.demo.requests import compose
from huying.demo.story import tell
from huying.demo.teller import Teller, Waiting
from huying.tickets import announce
from huying.tickets.models import Promise
from huying.tickets.problems import Refused
from huying.tickets.sweep import sweep

logger = logging.getLogger("huying.demo")
SWEEP_EVERY = timedelta(minutes=30)
CALLERS_PER_TICKET = 0.7  # citizens for each request: some call again


@dataclass
class Result:
    """What came of it: `refused` counts acts that a verb refused, by code; none are expected."""

    stories: int = 0
    acts: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass
class Simulation:
    """`days` before `end` are lived through; the same seed, start and size give the same city."""

    staff: Staff
    end: datetime
    days: int
    per_day: int
    seed: int = 7
    pictures: float = 0.1
    share: tuple[int, int] = (0, 1)  # (this worker, of how many)

    def run(self, progress: Callable[[datetime, int], None] = lambda _now, _acts: None) -> Result:
        """Act everything until `end`; `progress` hears the instant reached and the acts done."""
        result, heap, order = Result(), list[tuple[datetime, int, Waiting]](), itertools.count()
        with quick_and_quiet():
            for waiting in [*self._stories(result), *self._sweeps()]:
                _push(heap, next(order), waiting)
            while heap and heap[0][0] <= self.end:
                now, place, waiting = heapq.heappop(heap)
                _resume(heap, place, waiting, result)
                result.acts += 1
                if result.acts % 10 == 0:
                    progress(now, result.acts)
        return result

    @property
    def start(self) -> datetime:
        return self.end - timedelta(days=self.days)

    def _stories(self, result: Result) -> Iterator[Waiting]:
        rng = random.Random(f"{self.seed}:arrivals")
        instants = rhythm.arrivals(rng, self.start, self.end, self.per_day)
        crowd = max(20, int(len(instants) * CALLERS_PER_TICKET))
        for index, at in enumerate(instants):
            own = random.Random(f"{self.seed}:{index}")
            request = compose(own, index, at, scenes.choose(own, at.month), crowd=crowd, prefix=f"demo:{self.seed}")
            if request.who % self.share[1] == self.share[0]:  # all of one citizen's calls are in one process
                result.stories += 1
                yield tell(Teller(request, self.staff, own, pictures=self.pictures))
        if self.share[0] == 0:
            for waiting in directed.stories(self.staff, self.seed, self.start, self.end):
                result.stories += 1
                yield waiting

    def _sweeps(self) -> Iterator[Waiting]:
        if self.share[0] == 0:
            yield _sweeping(self.start + SWEEP_EVERY)


class quick_and_quiet:
    """While it lasts nobody is told of the acts, and a commit does not wait for the disk."""

    def __enter__(self) -> None:
        self.hearers = dict(announce.HEARERS)
        announce.HEARERS.clear()
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO off")

    def __exit__(self, *_: object) -> None:
        announce.HEARERS.update(self.hearers)
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _sweeping(at: datetime) -> Waiting:
    while True:
        yield at
        if Promise.objects.filter(next_at__lte=at).exists():
            sweep(at)
        at += SWEEP_EVERY


def _push(heap: list[tuple[datetime, int, Waiting]], place: int, waiting: Waiting) -> None:
    at = next(waiting, None)
    if at is not None:
        heapq.heappush(heap, (at, place, waiting))


def _resume(heap: list[tuple[datetime, int, Waiting]], place: int, waiting: Waiting, result: Result) -> None:
    """A refused act ends its story; the ticket stays where it stands."""
    try:
        _push(heap, place, waiting)
    except Refused as refusal:
        result.refused.update(refusal.codes)
        logger.debug("a story ended: %s", refusal)
