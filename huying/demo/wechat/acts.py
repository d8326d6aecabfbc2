"""What a visitor does on the chat page: writes, speaks, sends a photo or a place, taps the menu."""

from __future__ import annotations

from typing import Any

from huying.demo.wechat.platform import Delivered, SimulatedPlatform

AMR = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50  # a second of silence
LONGEST = 1500


def come(there: SimulatedPlatform, openid: str) -> Delivered:
    """They begin to follow the account."""
    chatter = there.people.of(openid, make=True)
    assert chatter is not None
    chatter.follows = True
    return there.bring(openid, "event", Event="subscribe", EventKey="")


def leave(there: SimulatedPlatform, openid: str) -> Delivered:
    chatter = there.people.of(openid, make=True)
    assert chatter is not None
    chatter.follows = False
    return there.bring(openid, "event", Event="unsubscribe", EventKey="")


def write(there: SimulatedPlatform, openid: str, text: str, tapped: str = "", **more: Any) -> Delivered:
    there.people.show(openid, "text", mine=True, text=text[:LONGEST])
    beside: dict[str, Any] = {"bizmsgmenuid": tapped} if tapped else {}
    return there.bring(openid, "text", Content=text[:LONGEST], **beside, **more)


def photo(there: SimulatedPlatform, openid: str, data: bytes, mime: str = "image/jpeg", **more: Any) -> Delivered:
    media_id = there.people.keep(f"photo.{mime.rpartition('/')[2]}", mime, data)
    there.people.show(openid, "photo", mine=True, media=media_id)
    return there.bring(openid, "image", PicUrl=f"http://mmbiz.example/{media_id}", MediaId=media_id, **more)


def speak(there: SimulatedPlatform, openid: str, text: str, **more: Any) -> Delivered:
    """A voice message; `text` is what the platform understands of it."""
    media_id = there.people.keep("voice.amr", "audio/amr", AMR)
    there.people.show(openid, "voice", mine=True, text=text[:LONGEST])
    heard: dict[str, Any] = {"Recognition": text[:LONGEST]} if text else {}
    return there.bring(openid, "voice", MediaId=media_id, Format="amr", **heard, **more)


def place(there: SimulatedPlatform, openid: str, lat: float, lon: float, label: str, **more: Any) -> Delivered:
    there.people.show(openid, "place", mine=True, text=label)
    return there.bring(openid, "location", Location_X=f"{lat}", Location_Y=f"{lon}", Scale=16, Label=label, **more)


def tap(there: SimulatedPlatform, openid: str, key: str) -> Delivered:
    return there.bring(openid, "event", Event="CLICK", EventKey=key)
