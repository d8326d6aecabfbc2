"""The simulated platform's interfaces under /cgi-bin/ and /sns/: tokens, free words, templates, files, menu, errors on demand."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from huying.demo.wechat.platform import SimulatedPlatform
from huying.policy.cards import longest

Answer = tuple[int, str, bytes, dict[str, str]]  # status, content type, body, more headers
TOKEN_SECONDS, WINDOW, MOST_WORDS = 7200, 48 * 3600, 20


def answered(there: SimulatedPlatform, path: str, query: dict[str, str], body: bytes) -> Answer:
    """The platform's answer to a call; what was planned to go wrong goes wrong first."""
    there.calls[path] += 1
    with there.lock:
        planned = there.troubles[path].pop(0) if there.troubles[path] else None
    if isinstance(planned, int) and 100 <= planned < 600:
        return planned, "text/plain", b"", {}
    if isinstance(planned, bytes):
        return 200, "application/json", planned, {}
    if isinstance(planned, int):
        return _json({"errcode": planned, "errmsg": "planned"})
    if isinstance(planned, float):
        time.sleep(planned)
    open_path = OPEN.get(path)
    try:
        told = json.loads(body) if body else {}
    except ValueError:
        return _json({"errcode": 47001, "errmsg": "data format error"})
    if open_path is not None:
        return _json(open_path(there, told, query))
    code = _token_trouble(there, query.get("access_token", ""))
    if code:
        return _json({"errcode": code, "errmsg": "access_token"})
    if path == "/cgi-bin/media/get":
        return _media(there, query)
    found = CLOSED.get(path)
    return _json(found(there, told) if found else {"errcode": 48001, "errmsg": "api unauthorized"})


def _json(told: dict[str, Any]) -> Answer:
    return 200, "application/json", json.dumps(told, ensure_ascii=False).encode(), {}


def _token_trouble(there: SimulatedPlatform, given: str) -> int:
    until = there.tokens.get(given)
    return 40001 if until is None else 42001 if until < time.time() else 0


def _token(there: SimulatedPlatform, told: dict[str, Any], _query: dict[str, str]) -> dict[str, Any]:
    if told.get("appid") != there.keys.app_id or told.get("secret") != there.keys.secret:
        return {"errcode": 40125, "errmsg": "invalid appsecret"}
    with there.lock:
        alive = [(token, until) for token, until in there.tokens.items() if until > time.time() + 60]
        if alive and not told.get("force_refresh"):
            return {"access_token": alive[-1][0], "expires_in": int(alive[-1][1] - time.time())}
        there.tokens.clear()
        made = f"T{secrets.token_urlsafe(40)}"
        there.tokens[made] = time.time() + TOKEN_SECONDS
    return {"access_token": made, "expires_in": TOKEN_SECONDS}


def _openid(there: SimulatedPlatform, _told: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    if query.get("appid") != there.keys.app_id or query.get("secret") != there.keys.secret:
        return {"errcode": 40125, "errmsg": "invalid appsecret"}
    with there.lock:
        openid = there.codes.pop(query.get("code", ""), "")
    if not openid:
        return {"errcode": 40029, "errmsg": "invalid code"}
    return {"openid": openid, "scope": "snsapi_base", "expires_in": 7200} | _union(there.unions.get(openid, ""))


def _session(there: SimulatedPlatform, _told: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    """The mini program's login: a code is good once."""
    if not there.keys.mini_app_id or query.get("appid") != there.keys.mini_app_id or query.get("secret") != there.keys.mini_secret:
        return {"errcode": 40125, "errmsg": "invalid appsecret"}
    with there.lock:
        found = there.logins.get(query.get("js_code", ""))
        there.logins[query.get("js_code", "")] = ("", "")
    if found is None:
        return {"errcode": 40029, "errmsg": "invalid code"}
    if not found[0]:
        return {"errcode": 40163, "errmsg": "code been used"}
    return {"openid": found[0], "session_key": secrets.token_urlsafe(18)} | _union(found[1])


def _union(unionid: str) -> dict[str, Any]:
    return {"unionid": unionid} if unionid else {}


def _custom(there: SimulatedPlatform, told: dict[str, Any]) -> dict[str, Any]:
    chatter = there.people.of(str(told.get("touser", "")))
    if chatter is None:
        return {"errcode": 40003, "errmsg": "invalid openid"}
    if not chatter.follows or chatter.wrote_at < time.time() - WINDOW:
        return {"errcode": 45015, "errmsg": "response out of time limit or subscription is canceled"}
    if chatter.said_to >= MOST_WORDS:
        return {"errcode": 45047, "errmsg": "out of response count limit"}
    chatter.said_to += 1
    if told.get("msgtype") == "msgmenu":
        menu = told["msgmenu"]
        there.people.show(chatter.openid, "menu", text=menu["head_content"], entries=menu["list"], tail=menu.get("tail_content", ""))
    elif told.get("msgtype") == "text":
        text = str(told["text"]["content"])
        if len(text.encode()) > 2048:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        there.people.show(chatter.openid, "text", text=text)
    else:
        return {"errcode": 40008, "errmsg": "invalid message type"}
    return {"errcode": 0, "errmsg": "ok"}


def _template(there: SimulatedPlatform, told: dict[str, Any]) -> dict[str, Any]:
    chatter = there.people.of(str(told.get("touser", "")))
    if chatter is None:
        return {"errcode": 40003, "errmsg": "invalid openid"}
    if told.get("template_id") not in there.keys.templates:
        return {"errcode": 40037, "errmsg": "invalid template_id"}
    if not chatter.follows:
        return {"errcode": 43004, "errmsg": "require subscribe"}
    fields = {name: str(each.get("value", "")) for name, each in dict(told.get("data", {})).items()}
    if not fields or any(not value or len(value) > longest(name) for name, value in fields.items()):
        return {"errcode": 47003, "errmsg": "argument invalid"}
    once = (chatter.openid, str(told.get("client_msg_id", "")) or secrets.token_hex(8))
    with there.lock:
        before = there.sent.get(once)
        msgid = before or str(next(there.numbers))
        there.sent[once] = msgid
    if before is None:
        there.people.show(chatter.openid, "card", card=told["template_id"], fields=fields, url=str(told.get("url") or told.get("page", "")))
    threading.Timer(0.2, there.happened, (chatter.openid, "TEMPLATESENDJOBFINISH"), {"MsgID": msgid, "Status": "success"}).start()
    return {"errcode": 0, "errmsg": "ok", "msgid": int(msgid)}


def _menu(there: SimulatedPlatform, told: dict[str, Any]) -> dict[str, Any]:
    there.menu = list(told.get("button", []))
    return {"errcode": 0, "errmsg": "ok"}


def _media(there: SimulatedPlatform, query: dict[str, str]) -> Answer:
    found = there.people.files.get(query.get("media_id", ""))
    if found is None:
        return _json({"errcode": 40007, "errmsg": "invalid media_id"})
    return 200, found.mime, found.data, {"Content-Disposition": f'attachment; filename="{found.name}"'}


OPEN: dict[str, Callable[[SimulatedPlatform, dict[str, Any], dict[str, str]], dict[str, Any]]] = {
    "/cgi-bin/stable_token": _token, "/sns/oauth2/access_token": _openid,
    "/sns/jscode2session": _session}
CLOSED: dict[str, Callable[[SimulatedPlatform, dict[str, Any]], dict[str, Any]]] = {
    "/cgi-bin/message/custom/send": _custom, "/cgi-bin/message/template/send": _template,
    "/cgi-bin/message/subscribe/bizsend": _template, "/cgi-bin/menu/create": _menu,
    "/cgi-bin/getcallbackip": lambda _there, _told: {"ip_list": ["127.0.0.1"]}}
