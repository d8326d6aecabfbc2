"""The examples of docs/api.md run as they stand against the site, served to them by a thread of this process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections
from django.test.testcases import connections_support_transactions

from huying.tickets.models import Ticket
from tests.api.test_partners import partner


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def site(cast: Any) -> Iterator[str]:
    """The site on a port, within the test's own transaction."""
    assert connections_support_transactions(["default"])
    own = connections["default"]
    own.inc_thread_sharing()
    application = get_wsgi_application()

    def shared(environ: Any, start_response: Any) -> Any:
        connections["default"] = own
        return application(environ, start_response)

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    server = make_server("127.0.0.1", 0, shared, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    own.dec_thread_sharing()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("language", "program", "ending"), [("python", sys.executable, "py"), ("javascript", shutil.which("node"), "mjs")])
def test_the_example_runs(site: str, checkout: Path, tmp_path: Path, language: str, program: str | None, ending: str) -> None:
    if program is None:
        pytest.skip("no node on this machine")
    page = (checkout / "docs" / "api.md").read_text("utf-8")
    found = re.search(rf"^## {language}\n\n```{language}\n(.*?)```", page, re.DOTALL | re.IGNORECASE | re.MULTILINE)
    assert found is not None
    file = tmp_path / f"example.{ending}"
    file.write_text(found[1], "utf-8")
    who, secret = partner()
    told = subprocess.run([program, str(file)], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "SITE": site, "CLIENT_ID": who.client_id, "CLIENT_SECRET": secret, "PYTHONUTF8": "1"})
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() in {"已提交", "待完善"}
    assert Ticket.objects.get().tags == ["穗好办"]
