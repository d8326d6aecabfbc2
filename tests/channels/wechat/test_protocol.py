"""The protocol alone: signatures, safe mode and XML, cross-checked with a library that we did not write."""

from __future__ import annotations

import base64
import time

import pytest
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from huying.channels.wechat import envelope, messages, sealed, signing

TOKEN, APP = "tok-呼应", "wx1234567890abcdef"
KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
WORDS = "𠮷野家门口的路灯坏了😀\n第二行 ]]> & <b>"


def xml(kind: str, inner: str, **head: str) -> bytes:
    given = {"ToUserName": "gh_1", "FromUserName": "oABC", "CreateTime": "1700000000", **head}
    said = "".join(f"<{tag}><![CDATA[{value}]]></{tag}>" for tag, value in given.items())
    return f"<xml>{said}<MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>".encode()


def heard(kind: str, inner: str, **head: str) -> messages.Heard:
    return messages.read(envelope.read(xml(kind, inner, **head)))


def test_signatures_agree_with_the_other_library():
    for token, at, nonce in (("t", "1700000000", "n"), ("Tok", "1", "zz9"), ("0", "9", "")):
        check_signature(token, signing.signature(token, at, nonce), at, nonce)
    with pytest.raises(InvalidSignatureException):
        check_signature("t", signing.signature("u", "1", "n"), "1", "n")


def test_a_wrong_or_missing_signature_is_refused():
    good = signing.signature("t", "1", "n")
    assert signing.signed(good, "t", "1", "n")
    for wrong in ("", good[:-1], good.upper(), "é" * 40, "\ud800", good + "0"):
        assert not signing.signed(wrong, "t", "1", "n")
    assert not signing.signed(signing.signature("", "1", "n"), "", "1", "n"), "no token, no trust"


@pytest.mark.parametrize(("told", "good"), [("1000", True), ("400", True), ("399", False), ("1601", False), ("", False),
                                            ("-5", False), ("1e3", False), ("٣", False), ("9" * 40, False)])
def test_old_and_future_moments_are_refused(told: str, good: bool):
    assert signing.timely(told, 1000.0) is good


@pytest.mark.parametrize("text", [WORDS, "", "x", "啊" * 5000, *("a" * size for size in range(0, 70, 7))])
def test_safe_mode_agrees_with_the_other_library_both_ways(text: str):
    peer, at, nonce = WeChatCrypto("t", KEY, APP), str(int(time.time())), "nonce"
    theirs = envelope.read(peer.encrypt_message(f"<xml><Content><![CDATA[{text.replace(']]>', '')}]]></Content></xml>", nonce, at).encode())
    assert signing.signed(theirs["MsgSignature"], "t", at, nonce, theirs["Encrypt"])
    assert text.replace("]]>", "") in sealed.open_(theirs["Encrypt"], sealed.key_of(KEY), APP)
    ours = sealed.seal(text, sealed.key_of(KEY), APP)
    wrapped = envelope.write({"ToUserName": "gh", "Encrypt": ours})
    opened = peer.decrypt_message(wrapped, signing.signature("t", at, nonce, ours), at, nonce)
    assert opened == text if isinstance(opened, str) else opened.decode() == text


def test_what_is_sealed_otherwise_is_refused():
    key, other = sealed.key_of(KEY), bytes(32)
    good = sealed.seal(WORDS, key, APP)
    raw = base64.b64decode(good)
    flipped = base64.b64encode(raw[:40] + bytes([raw[40] ^ 1]) + raw[41:]).decode()
    for text, with_key, app in ((good, other, APP), (good, key, "wx-other"), (good[:-8], key, APP), ("", key, APP), ("%%%", key, APP),
                                ("AAAA", key, APP), (base64.b64encode(bytes(32)).decode(), key, APP), (flipped + "é", key, APP)):
        with pytest.raises(sealed.Unsealable):
            sealed.open_(text, with_key, app)
    for wrong in ("", "x" * 42, "x" * 44, "!" * 43, "é" * 43):
        with pytest.raises(ValueError, match="AES key"):
            sealed.key_of(wrong)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">""" + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]><xml><Content>&j;</Content></xml>"


@pytest.mark.parametrize("raw", [
    b"", b"hello", b"<xml>", b"<xml><a></b></xml>", b"\x00" * 50, b"<xml>\xff\xfe</xml>", BOMB, b"<xml>&#xD800;</xml>",
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>',
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xml></xml>', b"<?php x ?><xml></xml>",
    b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>",
    b"<xml>" + b"<a/>" * 1000 + b"</xml>", b"<xml><Content>" + b"a" * 70_000 + b"</Content></xml>",
    b'<?xml version="1.0" encoding="x-unknown"?><xml></xml>'])
def test_hostile_xml_is_refused_at_once(raw: bytes):
    with pytest.raises(envelope.Unreadable):
        envelope.read(raw)


def test_written_xml_is_read_by_the_other_library_and_by_us():
    made = envelope.write({"ToUserName": "u", "FromUserName": "g", "CreateTime": 5, "MsgType": "text", "Content": WORDS, "MsgId": 7})
    assert parse_message(made).content == WORDS == envelope.read(made.encode())["Content"]
    theirs = create_reply(WORDS.replace("]]>", ""), parse_message(made)).render()
    assert envelope.read(theirs.encode())["Content"] == WORDS.replace("]]>", "")


def test_messages_become_typed_values():
    text = heard("text", f"<Content><![CDATA[{WORDS.replace(']]>', '')}]]></Content><MsgId>77</MsgId><bizmsgmenuid>r1</bizmsgmenuid>")
    assert isinstance(text, messages.Text) and text.key == "m:77" and text.tapped == "r1" and text.content.startswith("𠮷")
    image = heard("image", "<PicUrl>http://x</PicUrl><MediaId>mid</MediaId><MsgId>78</MsgId>")
    assert isinstance(image, messages.Media) and (image.kind, image.media_id) == ("image", "mid")
    voice = heard("voice", "<MediaId>v</MediaId><Format>amr</Format><Recognition>路灯坏了</Recognition><MsgId>79</MsgId>")
    assert isinstance(voice, messages.Media) and (voice.format, voice.recognition) == ("amr", "路灯坏了")
    place = heard("location", "<Location_X>23.13</Location_X><Location_Y>113.33</Location_Y><Scale>15</Scale><Label>体育东路118号</Label>"
                              "<MsgId>80</MsgId>")
    assert isinstance(place, messages.Location) and (place.lat, place.lon, place.label) == (23.13, 113.33, "体育东路118号")
    nowhere = heard("location", "<Location_X>nan</Location_X><Location_Y>500</Location_Y><MsgId>81</MsgId>")
    assert isinstance(nowhere, messages.Location) and nowhere.lat is None and nowhere.lon is None
    link = heard("link", "<Title>题</Title><Description>述</Description><Url>https://x</Url><MsgId>82</MsgId>")
    assert isinstance(link, messages.Link) and link.url == "https://x"
    assert isinstance(heard("hologram", "<MsgId>83</MsgId>"), messages.Unknown)


def test_events_become_typed_values_with_a_key_that_stays():
    tap = "<Event>CLICK</Event><EventKey>MINE</EventKey>"
    first, again = heard("event", tap), heard("event", tap)
    assert isinstance(first, messages.Event) and (first.what, first.about, first.key) == ("CLICK", "MINE", again.key)
    assert heard("event", tap, CreateTime="1700000001").key != first.key
    done = heard("event", "<Event>TEMPLATESENDJOBFINISH</Event><MsgID>200163836</MsgID><Status><![CDATA[failed:user block]]></Status>")
    assert isinstance(done, messages.Result) and done.outcomes == (("200163836", False, "failed:user block"),)
    sent = heard("event", "<Event>subscribe_msg_sent_event</Event><SubscribeMsgSentEvent><List><TemplateId>t</TemplateId><MsgID>1</MsgID>"
                          "<ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>")
    assert isinstance(sent, messages.Result) and sent.outcomes[0][:2] == ("1", True)


@pytest.mark.parametrize("inner", ["", "<MsgType>text</MsgType>", "<FromUserName>a</FromUserName>",
                                   "<FromUserName>a</FromUserName><MsgType>text</MsgType><CreateTime>soon</CreateTime>"])
def test_a_message_of_nobody_is_refused(inner: str):
    with pytest.raises(envelope.Unreadable):
        messages.read(envelope.read(f"<xml>{inner}</xml>".encode()))
