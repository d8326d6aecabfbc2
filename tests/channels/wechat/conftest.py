"""The simulated platform as a real HTTP server, and the hotline's pages as another; between them the real protocol."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from huying.channels import delivery
from huying.channels.base import at_once
from huying.channels.models import Notice
from huying.channels.wechat import receiving
from huying.clocks.present import now
from huying.demo.wechat.platform import Keys, SimulatedPlatform
from huying.demo.wechat.server import Server
from huying.tickets import announce
from huying.tickets.models import Contact, Event
from tests.cast import Cast

LIN = "oLin" + "0" * 24
AES = base64.b64encode(bytes(range(32))).decode().rstrip("=")


def keys(aes: bool = True) -> Keys:
    return Keys("wx0000000000000001", "app-secret", "tok", AES if aes else "")


@pytest.fixture
def simulator() -> Iterator[SimulatedPlatform]:
    """The platform's interfaces on a port; it brings messages to wherever `web` says."""
    there = SimulatedPlatform(keys(), "http://127.0.0.1:9")
    server = Server(there)
    running = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    running.start()
    there.url = server.url  # type: ignore[attr-defined]
    yield there
    server.shutdown()
    server.server_close()


@pytest.fixture
def wired(settings: Any, simulator: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch) -> SimulatedPlatform:
    """The door between the two."""
    own = simulator.keys
    settings.TALKS_AT_ONCE = 10_000
    monkeypatch.setattr("huying.channels.base.at_once.BUSY", float("inf"))
    settings.WECHAT = {"app_id": own.app_id, "secret": own.secret, "token": own.token, "aes_key": own.aes_key,
                       "templates": "progress=sim-progress,rating=sim-rating", "api": simulator.url, "open": simulator.url}  # type: ignore[attr-defined]
    monkeypatch.setattr("huying.channels.telling.put_off", lambda at: at)
    return simulator


@pytest.fixture
def phone(wired: SimulatedPlatform, live_server: Any, cast: Cast) -> SimulatedPlatform:
    """The platform, with the hotline's real pages behind the webhook."""
    wired.web = live_server.url
    return wired


def work(*, most: int = 5) -> None:
    """What the worker does, until nothing is left."""
    for _ in range(most):
        waiting = list(Contact.objects.filter(state=Contact.NEW).order_by("id"))
        for row in waiting:
            receiving.again(row, now())
        told = [verb for verb, tasks in announce.HEARERS.items() if at_once.TELL in tasks]
        for pk in Event.objects.filter(verb__in=told).order_by("id").values_list("pk", flat=True):
            delivery.tell(pk)
        queued = list(Notice.objects.filter(state=Notice.QUEUED).order_by("id").values_list("pk", flat=True))
        for pk in queued:
            delivery.send(pk)
        if not waiting and not queued:
            return


def heard(there: SimulatedPlatform, openid: str = LIN) -> list[dict[str, Any]]:
    """What the account put on the person's screen."""
    chatter = there.people.of(openid)
    return [each for each in chatter.shown if not each["mine"]] if chatter else []


def picture(colour: str = "red") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()
