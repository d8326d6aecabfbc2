"""(e) Memory of every process under load: a sample every few seconds, and the trend after the first third."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field

import psutil

from bench.ground import ROOT, Figure, Ground, Sizes, answers, wait_for
from bench.load import PATH

FLOOR_MB = 250.0
GROWTH_MB = 10.0  # over the measured time; a leak shows as more, whatever the time
SETTLED = 1 / 3  # until then caches fill: not yet a trend
MEGA = 2**20


@dataclass(slots=True)
class Track:
    """The resident size of one process over time, in megabytes."""

    name: str
    points: list[tuple[float, float]] = field(default_factory=list)

    @property
    def most(self) -> float:
        return max(size for _, size in self.points)

    def growth(self) -> float:
        """Megabytes gained between the settled start and the end, by the straight line of least squares."""
        start = self.points[0][0] + (self.points[-1][0] - self.points[0][0]) * SETTLED
        late = [(at, size) for at, size in self.points if at >= start]
        if len(late) < 3:
            return 0.0
        mean_at = sum(at for at, _ in late) / len(late)
        mean = sum(size for _, size in late) / len(late)
        spread = sum((at - mean_at) ** 2 for at, _ in late)
        slope = sum((at - mean_at) * (size - mean) for at, size in late) / spread
        return slope * (late[-1][0] - late[0][0])


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """Web, live and worker under `sizes.minutes` of registrations."""
    ground.empty()
    heads = {
        "web": ground.start("-m", "huying.cli", "web", "--port", str(ground.port)),
        "live": ground.start("-m", "huying.cli", "live", "--port", str(ground.port + 1)),
        "worker": ground.start("-m", "huying.cli", "worker"),
    }
    wait_for(lambda: answers(ground.port), 60)
    load = subprocess.Popen(
        [sys.executable, "-m", "bench.load", "--port", str(ground.port), "--clients", str(sizes.clients), "--seconds",
         str(sizes.minutes * 60), "--path", PATH], cwd=ROOT, stdout=subprocess.DEVNULL)
    tracks: dict[int, Track] = {}
    began = time.monotonic()
    while load.poll() is None:
        for name, head in heads.items():
            _sample(tracks, name, head.pid, time.monotonic() - began)
        time.sleep(sizes.every)
    for head in heads.values():
        ground.stop(head)
    created = ground.sql("SELECT count(*) FROM tickets_ticket")[0][0]
    return _figures([track for track in tracks.values() if len(track.points) > 2], sizes, created)


def _sample(tracks: dict[int, Track], name: str, pid: int, at: float) -> None:
    """The head of each kind, and the processes below it that do the work."""
    try:
        head = psutil.Process(pid)
        everyone = [(name, head), *((f"{name} worker", child) for child in head.children(recursive=True))]
    except psutil.NoSuchProcess:
        return
    for told, process in everyone:
        try:
            size = process.memory_info().rss / MEGA
        except psutil.NoSuchProcess:
            continue
        tracks.setdefault(process.pid, Track(told)).points.append((at, size))


def _figures(tracks: list[Track], sizes: Sizes, created: int) -> list[Figure]:
    figures = []
    for name in sorted({track.name for track in tracks}):
        same = [track for track in tracks if track.name == name]
        floor = FLOOR_MB if name == "web worker" else None
        figures.append(Figure(f"memory of {name}", max(track.most for track in same), "MB", floor,
                              note=f"{len(same)} process(es), {sizes.minutes:g} min, {created:,} requests"))
        figures.append(Figure(f"growth of {name}", max(track.growth() for track in same), "MB", GROWTH_MB if floor else None))
    return figures
