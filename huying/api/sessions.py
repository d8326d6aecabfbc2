"""Citizens who come by the WeChat mini program: its login code becomes a signed token of ours, good for two hours."""

from __future__ import annotations

from typing import Annotated, Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja import Status as Answer
from pydantic import BaseModel, ConfigDict, Field

from huying.api import limits, problems, shapes
from huying.channels.wechat import mini
from huying.channels.wechat.platform import Declined, PlatformDown
from huying.clocks.present import now
from huying.people.models import Citizen
from huying.tickets.problems import Blocker

router = Router(tags=["sessions"])
SALT, SECONDS, MARK = "huying.api.sessions", 7200, "mini."
BUSY, OFTEN = 5, 60  # seconds to wait when the platform does not answer, or says that this person logs in too often


class LoginCode(BaseModel):
    """What `wx.login` told the mini program."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_\-]+$")]


@router.post("/sessions/wechat", response={201: shapes.Session}, operation_id="createWechatSession",
             summary="小程序登录 · Log in from the mini program", openapi_extra=problems.told(400, 401, 403, 404, 422, 429, 500, 503))
def create(request: HttpRequest, body: LoginCode) -> Answer[dict[str, Any]] | HttpResponse:
    """A code is good once and for five minutes, so this needs no Idempotency-Key: without an answer, take a fresh code."""
    seconds = limits.wait(request, "session:")
    if seconds:
        return problems.too_many(seconds)
    try:
        who = mini.come(body.code, now())
    except mini.Closed:
        return problems.answer(404, [Blocker("mini_closed", "本市尚未开通小程序。", "This city has no mini program.")])
    except PlatformDown:
        return _later()
    except Declined as refusal:
        return _declined(refusal.code)
    return Answer(201, {"access_token": MARK + signing.dumps(who.pk, salt=SALT), "token_type": "Bearer", "expires_in": SECONDS})


def looks_like_one(text: str) -> bool:
    return text.startswith(MARK)


def citizen_of(text: str) -> Citizen | None:
    """The citizen whose token it is; None when it is forged, over, or its login was switched off."""
    try:
        pk = signing.loads(text.removeprefix(MARK), salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    who = mini.known(pk) if isinstance(pk, int) else None
    citizen = who.citizen if who else None
    return citizen if citizen is not None and (citizen.account is None or citizen.account.is_active) else None


def _declined(code: int) -> HttpResponse:
    if code in mini.CODES:
        return problems.answer(401, [Blocker("bad_code", "登录凭证无效或已使用，请重新登录。",
                                             "The login code is invalid or used: log in anew.", "code")])
    if code == mini.OFTEN:
        return problems.too_many(OFTEN)
    if code == mini.RISKY:
        return problems.answer(403, [Blocker("risky", "微信暂时不允许此账号登录，请拨打 12345。",
                                             "WeChat does not let this account log in for now; please call 12345.")])
    return _later()


def _later() -> HttpResponse:
    return problems.answer(503, [Blocker("platform_down", "微信登录暂时没有应答，请稍后再试，或拨打 12345。",
                                         "WeChat's login does not answer for now: try again, or call 12345.")], retry_after=BUSY)
