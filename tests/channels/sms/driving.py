"""Drives the SMS door by hand: the link's turns and the worker's jobs, until what is waited for has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from huying.channels import delivery
from huying.channels.base import receiving
from huying.channels.models import Notice
from huying.channels.sms.links import Link
from huying.channels.sms.running import Runner
from huying.clocks.present import now
from huying.config.wiring import TOLD
from huying.tickets.models import Contact, Event


def work() -> None:
    """What the worker does."""
    for pk in Contact.objects.filter(state=Contact.NEW).order_by("id").values_list("pk", flat=True):
        receiving.take_up(pk, now())
    for pk in Event.objects.filter(verb__in=TOLD).order_by("id").values_list("pk", flat=True):
        delivery.tell(pk)
    for pk in Notice.objects.filter(state=Notice.QUEUED).order_by("id").values_list("pk", flat=True):
        delivery.send(pk)


class Driver:
    """One link, opened when first needed and again after it broke."""

    def __init__(self, link: Link) -> None:
        self.runner = Runner(link, threading.Event())
        self.open = False

    def turn(self) -> None:
        from huying.channels.sms.links import LinkDown

        try:
            if not self.open:
                self.runner.link.open()
                self.open = True
            self.runner.turn()
        except LinkDown:
            self.runner.flying.clear()
            self.runner.link.close()
            self.open = False
        work()

    def until(self, true: Callable[[], Any], seconds: float = 10, why: str = "it did not come") -> Any:
        deadline = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < deadline, why
            self.turn()
        return found

    def settle(self, turns: int = 4) -> None:
        for _ in range(turns):
            self.turn()

    def close(self) -> None:
        self.runner.link.close()
