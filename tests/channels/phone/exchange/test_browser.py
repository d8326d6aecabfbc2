"""An agent without a telephone: the desk's page takes the call by WebRTC from a real Asterisk, and both are in the recording."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from huying.channels.phone import places
from huying.channels.phone.models import Call, CallRecording, Seat
from huying.clocks.present import now
from huying.ui import assets
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until
from tests.channels.phone.exchange.test_story import heard_in, ordered, ready, skip_greeting, sound_of, the_call

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = """window.RTCPeerConnection = class extends RTCPeerConnection { constructor(...given) { super(...given); window.pc = this; } };"""
HEARD = """async () => {
  const found = [...(await pc.getStats()).values()].find(each => each.type === 'inbound-rtp');
  return found ? found.totalAudioEnergy : 0;
}"""
NEWS = "document.body.dispatchEvent(new CustomEvent('live:person', {detail: {kind: 'seat'}}))"  # as the stream would bring it


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Key and certificate of 127.0.0.1 in one file, signed by itself; browsers are told to trust it."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-keyout", f"{file}.key", "-out", f"{file}.crt"], check=True, capture_output=True)
    file.write_text(Path(f"{file}.crt").read_text() + Path(f"{file}.key").read_text())
    return str(file)


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser whose microphone beeps."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not (assets.DIST / "manifest.json").exists():
        pytest.skip("no Chromium or no built front end")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=[
            "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns", "--ignore-certificate-errors"])
        yield running
        running.close()


@pytest.fixture
def desk(exchange: Exchange, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, browser: Any) -> Callable[..., Any]:
    """`desk(site, wss)`: the agent's desk at this address, which may connect to that one."""
    def opened(site: str, wss: str, certificate: str = "") -> Any:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        places.give(cast.agent_account, "6001", ["mandarin"], now(), browser=True)
        settings.PHONE_WSS, settings.PHONE_DOMAIN, settings.PHONE_STUN = wss, "127.0.0.1", []
        settings.CONTENT_SECURITY_POLICY = {**settings.CONTENT_SECURITY_POLICY, "DIRECTIVES": {
            **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "connect-src": ["'self'", wss]}}
        exchange.open(browsers=True, certificate=certificate)
        client = Client()
        client.force_login(cast.agent_account, backend="django.contrib.auth.backends.ModelBackend")
        key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, ignore_https_errors=True)
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
        page = context.new_page()
        page.add_init_script(KEPT)
        page.goto(f"{site}/staff/agent/")
        return page

    return opened


def test_behind_our_own_address_and_certificate(exchange: Exchange, desk: Callable[..., Any], certificate: str, live_server: Any):
    """A city's front server: one address for pages and for /ws, which goes on to Asterisk; the policy of the pages lets them there only."""
    with front(certificate, {"/ws": exchange.http, "": live_server.thread.port}) as port:
        page = desk(f"https://127.0.0.1:{port}", f"wss://127.0.0.1:{port}/ws")
        page.wait_for_selector("text=浏览器话机在线", timeout=30_000)
        until(lambda: exchange.ari("endpoints/PJSIP/6001").get("state") == "online")
        refused = page.evaluate("""() => new Promise(done => {
            document.addEventListener('securitypolicyviolation', event => done(event.violatedDirective));
            new WebSocket('wss://127.0.0.1:1/ws'); })""")
        assert refused == "connect-src"


@contextlib.contextmanager
def front(certificate: str, ways: dict[str, int]) -> Iterator[int]:
    """What a city has before us: TLS, and by the address of its first request each connection goes to one port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def copied(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65536):
                to.write(piece)
                await to.drain()
        to.close()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readline()
        path = [*first.split(), b"", b""][1].decode()
        port = next(port for start, port in ways.items() if path.startswith(start))
        behind, on = await asyncio.open_connection("127.0.0.1", port)
        on.write(first)
        await asyncio.gather(copied(reader, on), copied(behind, writer))

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(taken, "127.0.0.1", 0, ssl=context), loop).result(10)
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def test_a_browser_takes_a_call_from_asterisk(exchange: Exchange, cast: Cast, desk: Callable[..., Any], certificate: str, live_server: Any):
    page = desk(live_server.url, f"wss://127.0.0.1:{exchange.https}/ws", certificate)
    page.wait_for_selector("text=浏览器话机在线", timeout=30_000)
    carrier = exchange.phone(PHONE, pitch=210)
    ready(cast.agent_account)
    carrier.dial("12345")
    skip_greeting(carrier)
    until(lambda: Call.objects.filter(state="ringing").exists(), 40)
    page.evaluate(NEWS)
    page.wait_for_selector('[data-softphone="answer"]', timeout=10_000)
    page.keyboard.press("F2")
    until(lambda: the_call().state == "talking", 40)
    until(lambda: page.evaluate(HEARD) > 0, why="the agent hears nothing")
    time.sleep(4)
    own = next(each["id"] for each in exchange.ari("channels") if each["name"].startswith("PJSIP/6001"))
    assert exchange.ari(f"channels/{own}/rtp_statistics")["rxcount"] > 100, "the agent's voice does not come"
    assert ordered(cast.agent_account, "hang_up", the_call()) == ""
    until(lambda: Seat.objects.get().state in ("wrapping", "ready"))
    carrier.press("5")
    until(lambda: the_call().state == "ended", 40)
    row = until(lambda: CallRecording.objects.filter(state="kept").first(), 40)
    recorded = sound_of(row)
    citizen = heard_in(recorded, exchange.home / PHONE / "voice.wav")
    print("correlation", citizen)
    assert the_call().rating == 5 and citizen > 0.35
