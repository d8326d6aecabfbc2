"""The official account as it is set up: its keys, where the platform is, and whether the door is wired at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from huying.channels.wechat import sealed


@dataclass(frozen=True, slots=True)
class Account:
    """`aes_key`: in safe mode; then nothing unsealed is taken. `templates`: name of a card → the platform's template id."""

    app_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    api: str
    open: str
    aes_key: bytes | None = field(default=None, repr=False)
    templates: dict[str, str] = field(default_factory=dict)


def current() -> Account | None:
    """The account of the settings (HUYING_WECHAT_*); None when there is none. ValueError when its AES key is no key."""
    told: dict[str, str] = settings.WECHAT
    if not (told["app_id"] and told["token"]):
        return None
    pairs = (each.partition("=") for each in told["templates"].split(",") if "=" in each)
    return Account(app_id=told["app_id"], secret=told["secret"], token=told["token"], api=told["api"].rstrip("/"),
                   open=told["open"].rstrip("/"), aes_key=sealed.key_of(told["aes_key"]) if told["aes_key"] else None,
                   templates={name.strip(): value.strip() for name, _, value in pairs})


def mini() -> Account | None:
    """The mini program (HUYING_WECHAT_MINI_*), on the same platform as the official account; None when there is none."""
    told: dict[str, str] = settings.WECHAT_MINI
    if not (told["app_id"] and told["secret"]):
        return None
    return Account(app_id=told["app_id"], secret=told["secret"], token="", api=settings.WECHAT["api"].rstrip("/"), open="")
