"""A partner with a webhook, a real receiver on a port of this machine, and the jobs that lead from one to the other."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from huying.api import tasks
from huying.people import partners
from huying.people.models import Partner
from tests.api.test_partners import door, partner, send

ALL = [partners.WRITE, partners.READ, partners.ACT, partners.HOOKS]


@dataclass
class Receiver:
    """Takes what is posted; answers with `script`, one (status, headers) a message, then 204; a status of 0 sends garbage."""

    url: str = ""
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    script: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.taken]

    @property
    def names(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.taken]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, headers = kept.script.pop(0) if kept.script else (204, {})
            time.sleep(kept.seconds)
            if status == 0:
                self.wfile.write(b"\x00\xffnonsense\r\n\r\n" * 20)
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/hook?a=1"
    yield kept
    server.shutdown()
    server.server_close()


@dataclass
class App:
    """A partner at the API."""

    who: Partner
    client: Client

    def hook(self, url: str, key: str | None = None, **more: Any) -> dict[str, Any]:
        told = send(self.client, "webhooks", {"url": url, **more}, key)
        assert told.status_code == 201, told.content
        return dict(told.json())


@pytest.fixture
def app(cast: Any, settings: Any) -> App:
    settings.HOOKS_PRIVATE = True
    who, secret = partner(scopes=ALL)
    return App(who, door(who, secret))


def work() -> int:
    """Run the jobs of webhooks that wait, as a worker would; how many there were."""
    done = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'api.%' AND status = 'todo' RETURNING task_name, args")
            jobs = cursor.fetchall()
        if not jobs:
            return done
        for task, args in jobs:
            done += 1
            given = args if isinstance(args, dict) else json.loads(args)
            (tasks.owe if task == "api.owe" else tasks.push_task)(**given)
