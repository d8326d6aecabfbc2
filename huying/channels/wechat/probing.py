"""A look whether the platform answers us: a token, and a call that needs it."""

from __future__ import annotations

from huying.channels.base import health
from huying.channels.wechat import account
from huying.channels.wechat.platform import Platform
from huying.clocks.present import now


def probe() -> None:
    """Ask the platform for its own addresses. Raises what stands in the way."""
    own = account.current()
    if own is None:
        raise ValueError("HUYING_WECHAT_APPID, HUYING_WECHAT_TOKEN")
    health.probed("wechat", now())
    Platform(own).call("getcallbackip")
    health.echoed("wechat", now())
