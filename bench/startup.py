"""(f) From `huying up` to the first page: the second start, when the database and the environment exist."""

from __future__ import annotations

import time

from bench.ground import Figure, Ground, Sizes, answers, median, wait_for

FLOOR_SECONDS = 10.0


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """Seconds until the front page answers; the database, too, is started anew each time."""
    found = [_start(ground) for _ in range(sizes.rounds + 1)]
    return [Figure("second start, until the first page", median(found[1:]), "s", FLOOR_SECONDS,
                   note=f"the first one of these took {found[0]:.1f} s")]


def _start(ground: Ground) -> float:
    home = ground.home / "startup"
    home.mkdir(exist_ok=True)
    environment = {"HUYING_VAR": str(home), "DATABASE_URL": ""}
    began = time.monotonic()
    child = ground.start("-m", "huying.cli", "up", "--no-demo", "--port", str(ground.port), **environment)
    try:
        wait_for(lambda: answers(ground.port) or child.poll() is not None, 120)
        took = time.monotonic() - began
        if child.poll() is not None:
            raise RuntimeError(f"huying up ended with {child.returncode}")
        return took
    finally:
        ground.stop(child)
