"""An agent without a telephone: the desk's page takes the call by WebRTC from a real Asterisk, and both are in the recording."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
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


@pytest.fixture
def page(live_server: Any, exchange: Exchange, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The agent's desk in a browser whose microphone beeps."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not (assets.DIST / "manifest.json").exists():
        pytest.skip("no Chromium or no built front end")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    places.give(cast.agent_account, "6001", ["mandarin"], now(), browser=True)
    settings.PHONE_WSS, settings.PHONE_DOMAIN, settings.PHONE_STUN = f"ws://127.0.0.1:{exchange.http}/ws", "127.0.0.1", []
    settings.CONTENT_SECURITY_POLICY = {**settings.CONTENT_SECURITY_POLICY, "DIRECTIVES": {
        **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "connect-src": ["'self'", settings.PHONE_WSS]}}
    exchange.open(browsers=True)
    client = Client()
    client.force_login(cast.agent_account, backend="django.contrib.auth.backends.ModelBackend")
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=[
            "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns"])
        context = running.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        desk = context.new_page()
        desk.add_init_script(KEPT)
        desk.goto(f"{live_server.url}/staff/agent/")
        yield desk
        running.close()


def test_a_browser_takes_a_call_from_asterisk(exchange: Exchange, cast: Cast, page: Any):
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
