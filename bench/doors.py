"""(h) Doors: how long WeChat and the SMS gateway wait while many write, and how many notices one worker sends a second."""

from __future__ import annotations

import base64
import http.client
import queue
import threading
import time
from collections.abc import Callable, Sequence
from urllib.parse import quote, urlencode

from bench.ground import Figure, Ground, Sizes, median, p99
from bench.words import matter
from huying.channels import delivery
from huying.channels.models import Notice
from huying.channels.wechat import envelope, sealed, signing
from huying.clocks.present import now
from huying.people.sealed import vault

RATE, P99_MS, NOTICES = 50, 100.0, 200.0
TOKEN, APP, KEY = "bench-token", "wx0000000000000001", base64.b64encode(bytes(32)).decode().rstrip("=")
ACCOUNT = {"HUYING_WECHAT_APPID": APP, "HUYING_WECHAT_SECRET": "none", "HUYING_WECHAT_TOKEN": TOKEN, "HUYING_WECHAT_AES_KEY": KEY,
           "HUYING_WECHAT_API": "http://127.0.0.1:9"}
SMS_SECRET = "bench-secret-0123456789"
SMS = {"HUYING_SMS_WEBHOOK": SMS_SECRET, "HUYING_SMS_GATEWAY": "kannel:http://none:none@127.0.0.1:9/", "HUYING_SMS_FLOOD": "0"}
LINES = 16


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """The webhooks beside a working worker, three messages in ten a new matter; then the notices, with nothing beside."""
    wechat, sms = _waits(ground, sizes, ACCOUNT, _call), _waits(ground, sizes, SMS, _message)
    sent = _notices(ground, sizes.promises)
    return [
        Figure(f"WeChat's wait at {RATE} messages a second, p99", p99(wechat), "ms", P99_MS, note=f"median {median(wechat):.0f} ms"),
        Figure(f"the SMS gateway's wait at {RATE} messages a second, p99", p99(sms), "ms", P99_MS, note=f"median {median(sms):.0f} ms"),
        Figure("notices a second by one worker", sent, "/s", NOTICES, at_most=False, note=f"{sizes.promises:,} by the console's sink"),
    ]


def _waits(ground: Ground, sizes: Sizes, account: dict[str, str], call: Callable[[int], tuple[str, bytes]]) -> list[float]:
    ground.empty()
    with ground.web(**account):
        worker = ground.start("-m", "huying.cli", "worker", **account)
        _asked(ground.port, [call(number) for number in range(RATE)], RATE)  # each process reads word lists first
        took = _asked(ground.port, [call(number) for number in range(RATE, RATE + round(RATE * sizes.seconds))], RATE)
        ground.stop(worker)
    return took


def _message(number: int) -> tuple[str, bytes]:
    """As Kannel brings a text message: by GET, without a body."""
    found = matter(number)
    words = f"{found['title']}。{found['detail']}"[:200] if number % 10 < 3 else "进度"
    return (f"/channels/sms/kannel/{SMS_SECRET}/messages?from=%2B861381{number:07d}&to=12345&text={quote(words)}&coding=0"
            f"&charset=UTF-8&ts=1&smsc=bench&id={number}-{time.time_ns()}"), b""


def _call(number: int) -> tuple[str, bytes]:
    """An address and a sealed body, as the platform sends them."""
    found = matter(number)
    words = f"{found['title']}。{found['detail']}" if number % 10 < 3 else "进度"
    told = envelope.write({"ToUserName": "gh_bench", "FromUserName": f"oBench{number:022d}", "CreateTime": int(time.time()),
                           "MsgType": "text", "Content": words, "MsgId": str(time.time_ns())})
    hidden, at, nonce = sealed.seal(told, sealed.key_of(KEY), APP), str(int(time.time())), f"n{number}{time.time_ns()}"
    query = {"signature": signing.signature(TOKEN, at, nonce), "timestamp": at, "nonce": nonce,
             "msg_signature": signing.signature(TOKEN, at, nonce, hidden)}
    return f"/channels/wechat/?{urlencode(query)}", envelope.write({"ToUserName": "gh_bench", "Encrypt": hidden}).encode()


def _asked(port: int, calls: Sequence[tuple[str, bytes]], rate: int) -> list[float]:
    """Milliseconds from the moment at which each call was due, so that a slow answer does not slow the callers down."""
    waiting: queue.SimpleQueue[tuple[float, str, bytes] | None] = queue.SimpleQueue()
    took: list[float] = []
    wrong: list[int] = []

    def line() -> None:
        open_ = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (item := waiting.get()) is not None:
            due, path, body = item
            open_.request("POST" if body else "GET", path, body or None, {"Content-Type": "text/xml"} if body else {})
            answer = open_.getresponse()
            answer.read()
            took.append((time.perf_counter() - due) * 1000)
            if answer.status != 200:
                wrong.append(answer.status)

    lines = [threading.Thread(target=line) for _ in range(LINES)]
    for each in lines:
        each.start()
    began = time.perf_counter()
    for place, (path, body) in enumerate(calls):
        due = began + place / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        waiting.put((due, path, body))
    for _ in lines:
        waiting.put(None)
    for each in lines:
        each.join()
    if wrong:
        raise RuntimeError(f"not every call was taken: {sorted(set(wrong))}")
    return took


def _notices(ground: Ground, count: int) -> float:
    """Notices that wait while their door is closed go out when it opens; a second, from the first to the last."""
    ground.empty()
    rows = []
    for number in range(count):
        row = Notice(door="sms", key=f"bench:{number}", recipient="answer:", title="已派单", at=now(),
                     text="您的诉求已转交承办单位办理，办理情况可凭编号查询。")
        row.address_sealed = vault().seal(f"138{number:08d}", row.sealing)
        rows.append(row)
    Notice.objects.bulk_create(rows, batch_size=2000)
    delivery.reopen("sms")
    worker = ground.start("-m", "huying.cli", "worker")
    done = lambda: int(ground.sql("SELECT count(*) FROM channels_notice WHERE state = 'sent'")[0][0])  # noqa: E731
    while not (first := done()):
        time.sleep(0.1)
    began = time.perf_counter()
    while (last := done()) < count:
        time.sleep(0.2)
    lasted = time.perf_counter() - began
    ground.stop(worker)
    return (last - first) / lasted if last > first else float(count)
