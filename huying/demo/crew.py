"""Several processes live through the same days together, none more than an hour ahead of the others."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, MutableSequence, Sequence
from datetime import datetime
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a new process imports this module before it has set Django up
    from huying.demo.simulation import Result

AHEAD = 3600.0  # seconds of the city's time
Progress = Callable[[datetime, int], None]


def run(end: datetime, days: int, per_day: int, seed: int, workers: int, progress: Progress) -> Result:
    """Live through the days with so many processes; `progress` hears the slowest one's instant and all acts."""
    from huying.demo.accounts import make_staff
    from huying.demo.simulation import Result, Simulation

    staff = make_staff()
    if workers == 1:
        return Simulation(staff, end, days, per_day, seed).run(progress)
    context = multiprocessing.get_context("spawn")
    reached: Any = context.Array("d", [0.0] * workers)
    acts: Any = context.Array("q", [0] * workers)
    results, stop = context.SimpleQueue(), context.Event()
    team = [context.Process(target=_work, args=((end, days, per_day, seed), (place, workers), reached, acts, results, stop))
            for place in range(workers)]
    for each in team:
        each.start()
    try:
        _watch(team, reached, acts, end, progress)
    finally:
        stop.set()
        for each in team:
            each.join()
    total = Result()
    while not results.empty():
        stories, done, refused = results.get()
        total.stories, total.acts = total.stories + stories, total.acts + done
        total.refused.update(Counter(refused))
    if any(each.exitcode for each in team):
        raise RuntimeError("a process of the demo city ended early; its words are above")
    return total


def _watch(team: list[Any], reached: Sequence[float], acts: Sequence[int], end: datetime,
           progress: Progress) -> None:
    while any(each.is_alive() for each in team) and not any(each.exitcode for each in team):
        time.sleep(0.3)
        slowest = min(reached)
        if slowest:
            progress(min(datetime.fromtimestamp(slowest, end.tzinfo), end), sum(acts))


def _work(what: tuple[datetime, int, int, int], share: tuple[int, int], reached: MutableSequence[float],
          acts: MutableSequence[int], results: Any, stop: Event) -> None:
    """One process: its share of the citizens."""
    import django

    django.setup()
    from huying.demo.accounts import make_staff
    from huying.demo.simulation import Simulation

    end, days, per_day, seed = what
    place = share[0]

    def keep_pace(now: datetime, done: int) -> None:
        reached[place], acts[place] = now.timestamp(), done
        while not stop.is_set() and now.timestamp() > min(reached) + AHEAD:
            time.sleep(0.01)
        if stop.is_set():
            raise KeyboardInterrupt

    try:
        found = Simulation(make_staff(), end, days, per_day, seed, share=share).run(keep_pace)
        results.put((found.stories, found.acts, dict(found.refused)))
    except KeyboardInterrupt:
        return
    finally:
        reached[place] = end.timestamp() + 1e8  # nobody waits for it any more
