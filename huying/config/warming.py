"""What a process of the web reads once: word lists, indexes and models."""

import gc
from functools import lru_cache


@lru_cache(maxsize=1)
def warm() -> None:
    """Read them unless it was done, here or in the process that this one was forked from."""
    from huying.tickets import reading

    reading.warm()
    # They live as long as the process: the collector need not walk through them, nor write into shared pages.
    gc.collect()
    gc.freeze()
