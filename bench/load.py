"""A load generator of its own process: keep-alive connections on raw sockets in one epoll loop, so that it costs little.

    python -m bench.load --port 8790 --clients 16 --seconds 20 --first 1

Every request is a different person (`--first` is the first one's number) with words of their own. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import selectors
import socket
import time
from collections.abc import Iterator

from bench.words import request_of

PATH = "/api/v1/requests"
MOST_PREPARED = 50_000  # a request is about a kilobyte


class Client:
    """One keep-alive connection: a request out, its answer in, the next one out."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.answer = b""
        self.missing = 0
        self.sent_at = 0.0

    def send(self) -> None:
        self.answer, self.missing = b"", -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(next(self.requests))

    def receive(self) -> int | None:
        """The status when the answer is complete, else None. ConnectionError when the server hung up."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self.answer += piece
        if self.missing < 0:
            head, found, body = self.answer.partition(b"\r\n\r\n")
            if not found:
                return None
            self.missing = _length(head) - len(body)
        else:
            self.missing -= len(piece)
        return int(self.answer[9:12]) if self.missing <= 0 else None


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError("an answer without content-length")


def requests(first: int, port: int, path: str) -> Iterator[bytes]:
    """Complete HTTP requests, ready to send."""
    number = first
    while True:
        body = json.dumps(request_of(number), ensure_ascii=False).encode()
        head = (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
                f"Idempotency-Key: bench-{number:09d}\r\nContent-Length: {len(body)}\r\n\r\n")
        yield head.encode() + body
        number += 1


def prepared(first: int, port: int, path: str, count: int) -> Iterator[bytes]:
    """The first `count` requests made beforehand, so that making them costs nothing while time runs."""
    source = requests(first, port, path)
    yield from [next(source) for _ in range(count)]
    yield from source


def run(port: int, clients: int, seconds: float, first: int, path: str = PATH) -> dict[str, object]:
    """Drive the load until the time is over and every client has been answered; how many were done, with which statuses, and
    the latencies in milliseconds."""
    source = prepared(first, port, path, min(MOST_PREPARED, int(seconds * 1500)))
    with selectors.DefaultSelector() as ready:
        everyone = [Client(port, source) for _ in range(clients)]
        for client in everyone:
            ready.register(client.socket, selectors.EVENT_READ, client)
        began = time.perf_counter()
        for client in everyone:
            client.send()
        statuses, latencies = _drive(ready, began + seconds, set(everyone))
        took = time.perf_counter() - began
    ranked = sorted(latencies) or [0.0]
    return {"done": len(latencies), "seconds": took, "statuses": statuses, "next": first + len(latencies) + clients,
            "p50": ranked[len(ranked) // 2] * 1000, "p95": ranked[int(len(ranked) * 0.95)] * 1000}


def _drive(ready: selectors.BaseSelector, until: float, unanswered: set[Client]) -> tuple[dict[int, int], list[float]]:
    statuses: dict[int, int] = {}
    latencies: list[float] = []
    while (now := time.perf_counter()) < until or unanswered:
        for key, _ in ready.select(until - now if now < until else None):
            client: Client = key.data
            if (status := client.receive()) is not None:
                statuses[status] = statuses.get(status, 0) + 1
                latencies.append(time.perf_counter() - client.sent_at)
                unanswered.discard(client)
                client.send()
    return statuses, latencies


def main() -> None:
    options = argparse.ArgumentParser()
    for name, kind, default in (("port", int, 8790), ("clients", int, 16), ("seconds", float, 10.0), ("first", int, 1)):
        options.add_argument(f"--{name}", type=kind, default=default)
    options.add_argument("--path", default=PATH)
    given = options.parse_args()
    print(json.dumps(run(given.port, given.clients, given.seconds, given.first, given.path)))


if __name__ == "__main__":
    main()
