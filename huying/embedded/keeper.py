"""The keeper: a tiny process that stops the server once the last user has gone, even by kill -9."""

import os
import signal
import sys
import time
from pathlib import Path

from huying.embedded.lease import Lease
from huying.embedded.server import locate

POLL_SECONDS = 0.5


def keep(var: Path, *, throwaway: bool) -> None:
    """Wait until nobody holds a lease on the cluster below `var`, then stop it. Only one keeper stays."""
    cluster = locate(var, throwaway=throwaway)
    mine = Lease(cluster.folders.lock("keeper"))
    if not mine.only():
        return
    users = Lease(cluster.folders.lock("users"))
    while not users.only():
        time.sleep(POLL_SECONDS)
    cluster.stop()
    # In this order: who joins after the second line finds no keeper and starts a new one.
    mine.release()
    users.release()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.umask(0o077)
    keep(Path(sys.argv[1]), throwaway="--throwaway" in sys.argv[2:])
