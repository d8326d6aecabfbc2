"""What work costs a machine: processor time of the processes that do it, which is steadier than the clock."""

from __future__ import annotations

import psutil

from bench.ground import Ground


def spent(pid: int) -> float:
    """Processor seconds of a process, of those it still has below it, and of those that have ended."""
    total = 0.0
    try:
        head = psutil.Process(pid)
        everyone = [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for each in everyone:
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def database(ground: Ground) -> float:
    """Processor seconds of the private PostgreSQL so far."""
    pid = ground.server.cluster.pid()
    return spent(pid) if pid else 0.0
