"""A small model server that speaks the real protocol, and plays what it is told."""

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Server:
    """Plays what `play` says; keeps what was asked."""

    url: str = ""
    play: Callable[[BaseHTTPRequestHandler], None] = lambda handler: None
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            made.headers.append(dict(self.headers))
            made.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"path": self.path})
            self.close_connection = True
            with contextlib.suppress(OSError):  # the asker may hang up
                made.play(self)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    made.url = f"http://127.0.0.1:{running.server_port}/v1"
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    running.shutdown()
    running.server_close()


def head(handler: BaseHTTPRequestHandler, kind: str, status: int = 200, **more: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Connection", "close")
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def stream(*lines: str, pause: float = 0.0) -> Callable[[BaseHTTPRequestHandler], None]:
    def play(handler: BaseHTTPRequestHandler) -> None:
        head(handler, "text/event-stream; charset=utf-8")
        for line in lines:
            handler.wfile.write(f"{line}\n\n".encode())
            handler.wfile.flush()
            time.sleep(pause)

    return play


def piece(text: str, finish: str | None = None) -> str:
    return "data: " + json.dumps({"choices": [{"delta": {"content": text}, "finish_reason": finish}]}, ensure_ascii=False)


def streamed(text: str) -> Callable[[BaseHTTPRequestHandler], None]:
    pieces = [piece(text[at : at + 7]) for at in range(0, len(text), 7)]
    usage = 'data: {"choices": [], "usage": {"total_tokens": 321}}'
    return stream(": a comment", 'data: {"choices": [{"delta": {"role": "assistant"}}]}', *pieces, piece("", "stop"), usage, "data: [DONE]")


def plainly(text: str, status: int = 200, finish: str = "stop", **more: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def play(handler: BaseHTTPRequestHandler) -> None:
        head(handler, "application/json", status, **more)
        answer = {"choices": [{"message": {"content": text}, "finish_reason": finish}], "usage": {"total_tokens": 99}}
        handler.wfile.write(json.dumps(answer).encode())

    return play
