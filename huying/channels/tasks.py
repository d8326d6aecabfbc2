"""Jobs of the doors: shells with ids in and one call."""

from __future__ import annotations

from procrastinate.contrib.django import app

from huying.channels import delivery
from huying.channels.base import receiving
from huying.clocks.present import now
from huying.jobs import Patient


@app.task(name="channels.tell", queue="default", retry=Patient())
def tell(event: int) -> None:
    """Make the notices of an event and send them."""
    delivery.tell(event)


@app.task(name="channels.send", queue="default", retry=Patient())
def send(notice: int) -> None:
    """Send one notice: again after a failure, or when quiet hours are over."""
    delivery.send(notice)


@app.task(name="channels.go_on", queue="default", retry=Patient(exponential_wait=3))
def go_on(contact: int) -> None:
    """Understand and answer a message that its door has only kept."""
    receiving.take_up(contact, now())


@app.task(name="channels.resume", queue="default", retry=Patient(max_attempts=3, exponential_wait=0))
def resume(door: str, part: int = 0, after: int = 0) -> None:
    """A door is open again: send a share of what waited for it, then make room for other jobs."""
    last = delivery.resume(door, part, delivery.PARTS, after)
    if last:
        resume.defer(door=door, part=part, after=last)
