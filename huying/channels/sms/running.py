"""`huying sms`: holds the link to the gateway, sends what waits, keeps what comes, and begins anew whatever breaks."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from huying.channels.base import health
from huying.channels.sms import incoming, probing, spool
from huying.channels.sms.links import Answer, Brought, Event, Link, LinkDown, NotSent, Outgoing, Report
from huying.clocks.present import now

logger = logging.getLogger("huying.sms")
DOOR = "sms"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
IDLE = 0.25  # seconds between looks for what waits
EVERY = 5.0  # seconds between looks at what is in doubt, incomplete, too old
SLOW = (0.5, 30.0)  # pause after the gateway put something off: first, longest


@dataclass
class Runner:
    """One link, one thread."""

    link: Link
    over: threading.Event
    flying: set[int] = field(default_factory=set)
    looked: float = 0.0
    slow_until: float = 0.0
    slow: float = SLOW[0]
    second: float = 0.0
    sent_in_second: int = 0

    def run(self) -> None:
        """Until `over`; after a break again with growing pauses."""
        pause = FIRST_PAUSE
        while not self.over.is_set():
            began = time.monotonic()
            try:
                self.link.open()
                while not self.over.is_set():
                    self.turn()
            except Exception as error:
                logger.warning("%s: %s: %s", self.link.name, type(error).__name__, error)
                self._told(error)
                pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else pause
                self.over.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            self.flying.clear()
            self.link.close()
            close_old_connections()

    def turn(self) -> None:
        """Send what there is room for, hear what is said, now and then look after the rest. Raises LinkDown."""
        sent = self._send()
        for event in self.link.poll(0 if sent else IDLE):
            self._hear(event)
        if time.monotonic() - self.looked > EVERY:
            self.looked = time.monotonic()
            at = now()
            health.note(DOOR, at, "seen_at")
            spool.doubts(at)
            incoming.gather_late(at)

    def _send(self) -> int:
        if time.monotonic() < self.slow_until or not health.is_open(DOOR, "sending"):
            return 0
        batch = spool.claim(self.link, min(self.link.window - len(self.flying), self._allowed()), now())
        for at, out in enumerate(batch):
            try:
                self._submit(out)
            except LinkDown as down:
                rest = batch[at if isinstance(down, NotSent) else at + 1 :]
                spool.unsent([each.id for each in rest], str(down), now())
                raise
        self.sent_in_second += len(batch)
        return len(batch)

    def _submit(self, out: Outgoing) -> None:
        self.flying.add(out.id)
        self.link.submit(out)

    def _allowed(self) -> int:
        """How many parts this second still has room for (HUYING_SMS_RATE)."""
        rate = int(settings.SMS_RATE)
        if time.monotonic() - self.second >= 1:
            self.second, self.sent_in_second = time.monotonic(), 0
        return max(rate - self.sent_in_second, 0) if rate else self.link.window

    def _hear(self, event: Event) -> None:
        if isinstance(event, Answer):
            self.flying.discard(event.part)
            spool.answered(event, now())
            self._pace(event)
        elif isinstance(event, Report):
            if not spool.reported(event, now()):
                logger.warning("%s: a receipt of no message of ours: %s", self.link.name, event.name)
            self.link.ack(event, kept=True)
        else:
            self._keep(event)

    def _pace(self, answer: Answer) -> None:
        """Slower while the gateway puts things off, at full speed when it takes them."""
        if answer.refused and answer.again:
            self.slow_until, self.slow = time.monotonic() + self.slow, min(self.slow * 2, SLOW[1])
            self._told(answer.refused)
        elif not answer.refused:
            self.slow = SLOW[0]

    def _keep(self, brought: Brought) -> None:
        """Kept before it is acknowledged. What the database did not take is asked for once more."""
        if not health.is_open(DOOR, "receiving"):
            self.link.ack(brought, kept=False)
            return
        if probing.heard(brought, now()):
            self.link.ack(brought, kept=True)
            return
        try:
            kept = incoming.take(brought, now())
        except DatabaseError:
            self.link.ack(brought, kept=False)
            raise
        self.link.ack(brought, kept=True)
        incoming.acknowledged([kept.id])

    def _told(self, error: BaseException | str) -> None:
        try:
            health.trouble(DOOR, error, now())
        except Exception:  # the database may be what is broken
            logger.warning("the trouble could not be written down")
