"""A person with a text door in the hand, and the worker that brings the answers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from huying.channels import delivery, senders
from huying.channels.base.message import File, Message
from huying.channels.base.receiving import Taken, receive
from huying.channels.models import Notice
from huying.clocks.present import now
from huying.tickets.models import Event
from tests.cast import Cast


@dataclass
class Gateway:
    """What went out: (door, address, text), once a key."""

    taken: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    door: str = ""

    def send(self, address: str, title: str, text: str, *, key: str, now: object, **_more: object) -> str:
        if address in self.broken:
            raise senders.Undeliverable("550 no such user")
        assert key not in self.taken, "said twice"
        self.taken[key] = (self.door, address, text)
        return "r1"


@dataclass
class Talker:
    """Writes by one door from one address, and reads what comes back."""

    door: str
    address: str
    box: dict[str, Any]
    proven: bool = True
    now: datetime = field(default_factory=now)
    keys: Any = field(default_factory=lambda: itertools.count(1))

    def write(self, text: str, *, key: str = "", **values: Any) -> Taken:
        given = {"proven": self.proven, **values}
        message = Message(self.door, key or f"{self.address}:{next(self.keys)}", self.address, text, self.now, **given)
        taken = receive(message, self.now)
        self.work()
        return taken

    def work(self) -> None:
        """What the worker does."""
        for pk in Event.objects.order_by("id").values_list("pk", flat=True):
            delivery.tell(pk)
        for pk in Notice.objects.filter(state=Notice.QUEUED).order_by("id").values_list("pk", flat=True):
            delivery.send(pk)

    @property
    def heard(self) -> list[str]:
        return [text for box in self.box.values() for _, address, text in box.taken.values() if address == self.address]

    def fresh(self) -> list[str]:
        """What came since last asked."""
        seen = getattr(self, "_seen", 0)
        self._seen = len(self.heard)
        return self.heard[seen:]


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> dict[str, Gateway]:
    made = {door: Gateway(door=door) for door in ("sms", "email", "wechat")}
    for door, gateway in made.items():
        monkeypatch.setitem(senders.SENDERS, door, gateway)
    monkeypatch.setattr("huying.channels.telling.put_off", lambda at: at)
    return made


@pytest.fixture
def by_sms(cast: Cast, box: dict[str, Gateway]) -> Talker:
    return Talker("sms", "13900001111", box)


@pytest.fixture
def by_mail(cast: Cast, box: dict[str, Gateway]) -> Talker:
    return Talker("email", "chen@example.cn", box)


@pytest.fixture
def photo() -> File:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return File("现场.png", out.getvalue())


HOUR = timedelta(hours=1)
