"""Budgets in a time, and a rest after failures."""

from huying.understanding.outside.guard import Guard


class Clock:
    """Time that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def guard(clock: Clock, **more: int) -> Guard:
    return Guard(**({"per_minute": 2, "per_day": 5, "tokens_per_day": 1000} | more), failures=2, rest=60.0, clock=clock)


def test_calls_a_minute_and_a_day_are_counted() -> None:
    clock = Clock()
    made = guard(clock)
    assert [made.allow() for _ in range(3)] == [True, True, False]
    clock.now += 61
    assert [made.allow() for _ in range(3)] == [True, True, False]
    clock.now += 61
    assert [made.allow() for _ in range(2)] == [True, False]  # the fifth of the day
    clock.now += 86_400
    assert made.allow()


def test_tokens_of_a_day_are_counted_failures_too() -> None:
    clock = Clock()
    made = guard(clock, per_minute=100, per_day=100)
    made.succeeded(600)
    assert made.allow()
    made.failed(400)
    assert not made.allow()
    clock.now += 86_401
    assert made.allow()


def test_after_failures_it_rests_and_then_tries_one() -> None:
    clock = Clock()
    made = guard(clock, per_minute=100, per_day=100)
    made.failed()
    assert made.allow()
    made.failed()
    assert not made.allow()
    clock.now += 61
    assert made.allow() and not made.allow()  # one tries, the others wait
    made.succeeded(1)
    assert made.allow()


def test_it_waits_as_long_as_it_was_asked_to() -> None:
    clock = Clock()
    made = guard(clock, per_minute=100, per_day=100)
    made.failed(wait=120)
    clock.now += 119
    assert not made.allow()
    clock.now += 2
    assert made.allow()
