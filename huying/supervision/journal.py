"""The history of a sample: who did what with it, and the scores as they were then."""

from __future__ import annotations

from datetime import datetime

from huying.people.persons import Person
from huying.supervision.models import Sample, SampleEvent


def note(sample: Sample, what: str, *, by: Person, now: datetime, **data: object) -> None:
    """Write one line; in the transaction of the act itself."""
    assert by.id is not None  # whoever may act here has an account
    SampleEvent.objects.create(sample=sample, what=what, by_id=by.id, at=now, data=data)
