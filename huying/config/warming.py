"""What a process of the web reads once: word lists, indexes and models."""

import gc
from functools import lru_cache

PATIENT = (20_000, 20, 20)  # the collector looks every few requests instead of ten times in each


@lru_cache(maxsize=1)
def warm() -> None:
    """Read them unless it was done, here or in the process that this one was forked from."""
    from huying.tickets import reading

    reading.warm()
    # They live as long as the process: the collector need not walk through them, nor write into shared pages.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*PATIENT)
