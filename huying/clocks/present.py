"""What time it is: the real time, or the demo city's faster one (HUYING_CLOCK_SPEED, HUYING_CLOCK_SINCE)."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC. With a speed above 1, time runs faster since the given epoch second."""
    real = datetime.now(UTC)
    speed = float(os.environ.get("HUYING_CLOCK_SPEED") or 1)
    since = os.environ.get("HUYING_CLOCK_SINCE")
    if speed == 1 or not since:
        return real
    start = datetime.fromtimestamp(float(since), UTC)
    return start + (real - start) * speed if real > start else real
