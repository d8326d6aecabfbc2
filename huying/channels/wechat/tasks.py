"""Jobs of the WeChat door: shells with ids in and one call."""

from __future__ import annotations

from procrastinate.contrib.django import app

from huying.clocks.present import now
from huying.jobs import Patient


@app.task(name="channels.wechat_take_up", queue="default", retry=Patient())
def take_up(contact: int) -> None:
    """Fetch the file of a kept message and go on with it."""
    from huying.channels.wechat import receiving
    from huying.tickets.models import Contact
    from huying.tickets.problems import Refused

    row = Contact.objects.filter(pk=contact, state=Contact.NEW).first()
    if row is not None:
        try:
            receiving.again(row, now())
        except Refused:  # closed meanwhile: `rescue` goes on when it opens
            return


@app.task(name="channels.wechat_outcome", queue="default", retry=Patient(max_attempts=3, exponential_wait=0))
def outcome(receipt: str, arrived: bool, why: str) -> None:
    """What became of a template message that was not written down yet when the platform told."""
    from huying.channels.wechat import receiving

    receiving.result(receipt, arrived, why, now(), last=True)
