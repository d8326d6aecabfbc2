"""(a) Creates per second through HTTP, the full path of a registration, against pgbench writing the same rows."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import Any

from bench import cost, reference
from bench.ground import ROOT, Figure, Ground, Sizes, median
from bench.load import PATH

FLOOR, AIM = 0.30, 0.50


@dataclass(slots=True)
class Round:
    """Rates a second, and processor milliseconds a create by who spent them."""

    reference: float
    simple: float
    rate: float
    p95: float
    spent: dict[str, float] = field(default_factory=dict)


def run(ground: Ground, sizes: Sizes, path: str = PATH) -> list[Figure]:
    """Turn and turn about, so that both meet the same machine; medians of the rounds."""
    sizes = replace(sizes, seconds=sizes.turn)
    ground.empty()
    alone, busy = [], []
    with ground.web() as web:
        first = _load(ground, sizes, 1, sizes.warm, path)["next"]
        text = reference.script(ground, _last(ground))
        for _ in range(sizes.turns):
            found, first = _round(ground, sizes, web, text, first, path)
            alone.append(found)
        worker = ground.start("-m", "huying.cli", "worker")
        for _ in range(sizes.turns):
            done = _load(ground, sizes, first, sizes.seconds, path)
            first = done["next"]
            busy.append(done["done"] / done["seconds"])
        ground.stop(worker)
    ratio = median([each.rate / each.reference for each in alone])
    rate, against = median([each.rate for each in alone]), median([each.reference for each in alone])
    figures = [
        Figure("creates a second, ratio to pgbench", ratio, "×", FLOOR, at_most=False,
               note=f"{rate:.0f}/s against {against:.0f}/s with prepared statements; aim {AIM}"),
        Figure("the same, to pgbench's default protocol", median([each.rate / each.simple for each in alone]), "×",
               note="statements sent as text"),
        Figure("creates a second", rate, "/s"),
        Figure("creates a second while the worker sends notices", median(busy), "/s"),
        Figure("time of a create, p95", median([each.p95 for each in alone]), "ms", note=f"{sizes.clients} clients"),
    ]
    return figures + [Figure(f"processor time a create: {who}", median([each.spent[who] for each in alone]), "ms")
                      for who in alone[0].spent]


def _round(ground: Ground, sizes: Sizes, web: subprocess.Popen[bytes], text: str, first: int, path: str) -> tuple[Round, int]:
    ground.settle()
    before = cost.database(ground)
    against = reference.rate(ground, text, sizes)
    after = cost.database(ground)
    ground.settle()
    simple = reference.rate(ground, text, sizes, "simple")
    ground.settle()
    between, serving = cost.database(ground), cost.spent(web.pid)
    done = _load(ground, sizes, first, sizes.seconds, path)
    spent = {
        "web": (cost.spent(web.pid) - serving) / done["done"] * 1000,
        "database": (cost.database(ground) - between) / done["done"] * 1000,
        "database under pgbench": (after - before) / (against * max(1, round(sizes.seconds))) * 1000,
    }
    return Round(against, simple, done["done"] / done["seconds"], done["p95"], spent), done["next"]


def _load(ground: Ground, sizes: Sizes, first: int, seconds: float, path: str) -> dict[str, Any]:
    """One run of the load generator, whose every answer must be a ticket."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", "--port", str(ground.port), "--clients", str(sizes.clients), "--seconds",
         str(seconds), "--first", str(first), "--path", path], cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=seconds + 120)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    if set(found["statuses"]) - {"200", "201"}:
        raise RuntimeError(f"not every answer was a ticket: {found['statuses']}")
    return found


def _last(ground: Ground) -> int:
    """The newest registered ticket whose rows the reference writes."""
    return int(ground.sql("SELECT max(id) FROM tickets_ticket")[0][0])
