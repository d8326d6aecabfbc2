"""What an outside model may cost: calls and tokens in a time, and a rest after failures."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

MINUTE, DAY = 60.0, 86_400.0


class Guard:
    """Says whether one more call is allowed. Safe between threads; each process counts for itself.

    `per_minute`, `per_day`: calls; `tokens_per_day`: words of both directions as the model counts them. After
    `failures` in a row no call is made for `rest` seconds; then one is tried.
    """

    def __init__(self, *, per_minute: int, per_day: int, tokens_per_day: int, failures: int = 3, rest: float = 60.0,
                 clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._per_day, self._tokens = per_minute, per_day, tokens_per_day
        self._failures, self._rest, self._clock = failures, rest, clock
        self._calls: deque[float] = deque()
        self._spent: deque[tuple[float, int]] = deque()
        self._failed, self._closed_until = 0, 0.0
        self._lock = threading.Lock()

    def allow(self) -> bool:
        """Whether a call may be made now; if so it is counted."""
        with self._lock:
            now = self._clock()
            while self._calls and self._calls[0] <= now - DAY:
                self._calls.popleft()
            while self._spent and self._spent[0][0] <= now - DAY:
                self._spent.popleft()
            recent = sum(1 for at in self._calls if at > now - MINUTE)
            if (now < self._closed_until or recent >= self._per_minute or len(self._calls) >= self._per_day
                    or sum(tokens for _, tokens in self._spent) >= self._tokens):
                return False
            self._calls.append(now)
            if self._failed >= self._failures:  # the one that is tried after a rest: others wait for its outcome
                self._closed_until = now + self._rest
            return True

    def succeeded(self, tokens: int) -> None:
        """Note a good call and what it spent."""
        with self._lock:
            self._failed, self._closed_until = 0, 0.0
            self._spent.append((self._clock(), tokens))

    def failed(self, tokens: int = 0, wait: float = 0.0) -> None:
        """Note a bad one; `wait`: seconds that the other side asked to be left alone."""
        with self._lock:
            now = self._clock()
            self._failed += 1
            self._spent.append((now, tokens))
            rest = self._rest if self._failed >= self._failures else 0.0
            self._closed_until = max(self._closed_until, now + max(rest, min(wait, 3600.0)))
