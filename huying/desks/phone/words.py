"""What is said about calls and seats, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _

from huying import policy
from huying.channels.phone.models import Call, Seat
from huying.people.models import Account

SEAT = {"off": (_("签出"), "grey"), "ready": (_("就绪"), "green"), "paused": (_("示忙"), "yellow"), "ringing": (_("振铃"), "violet"),
        "talking": (_("通话中"), "teal"), "wrapping": (_("整理"), "blue")}
STATE = {"greeting": (_("导航"), "grey"), "waiting": (_("排队"), "yellow"), "ringing": (_("振铃"), "violet"),
         "talking": (_("通话中"), "teal"), "rating": (_("评价"), "blue"), "ended": (_("结束"), "grey")}
OUTCOME = {"answered": (_("接通"), "green"), "abandoned": (_("排队中挂断"), "red"), "missed": (_("未接"), "red"),
           "self_service": (_("自助完成"), "blue"), "promised": (_("约定回拨"), "yellow"), "tagged": (_("留言登记"), "yellow"),
           "transferred": (_("转出"), "violet"), "failed": (_("故障"), "red"), "busy": (_("忙"), "grey"),
           "no_answer": (_("无人接听"), "grey"), "refused": (_("拒接"), "grey"), "silent": (_("无人作答"), "grey"),
           "hung_up": (_("接听后挂断"), "grey")}
DIRECTION = {"in": _("呼入"), "out": _("呼出")}
PURPOSE = {"callback": _("回拨"), "follow_up": _("回访"), "reminder": _("提醒"), "manual": _("人工外呼")}
MARK = {"withheld": _("未显示号码"), "doubtful": _("号码存疑，请核实身份")}
WHY = {"abandoned": _("排队中挂断"), "missed": _("无人接听"), "promised": _("约定回拨"), "tagged": _("高峰登记"), "lost": _("通话中断")}
BACK = {"open": _("待回拨"), "claimed": _("回拨中"), "done": _("已回拨"), "given_up": _("多次未接通")}
PARTY = {"consult": _("内部咨询"), "transfer": _("转接"), "conference": _("三方"), "emergency": _("紧急服务"), "listen": _("监听"),
         "whisper": _("密语"), "barge": _("强插")}
CONSENT = {"agreed": _("本人同意"), "refused": _("本人不同意"), "unable": _("无法表示")}
RECORDING = {"recording": _("录音中"), "kept": _("已归档"), "failed": _("失败"), "erased": _("已到期删除")}
EVENT = {
    "arrived": ("", "phone"), "queued": (_("进入排队"), "clock"), "offered": (_("振铃"), "bell"),
    "declined": (_("未接，换下一位"), "close"), "answered": (_("接通"), "check"), "held": (_("保持"), "pause"),
    "retrieved": (_("取回"), "refresh"), "handed": (_("转给同事"), "transfer"),
    "left": (_("话务员离开"), "logout"), "party_called": (_("呼叫另一方"), "people"),
    "party_answered": (_("另一方应答"), "people"), "party_left": (_("另一方离开"), "logout"), "keyed": (_("按键"), "keyboard"),
    "served": (_("自助完成"), "check-circle"), "promised": (_("约定回拨，保留位置"), "refresh"), "tagged": (_("留言登记"), "edit"),
    "asked_rating": (_("请评价"), "star"), "rated": (_("评价"), "star"), "warned": (_("来电过多，已提醒"), "alert"),
    "marked": (_("标记"), "flag"), "lost": (_("线路或系统中断"), "alert"), "ended": (_("结束"), "close"),
}  # fmt: skip
ORDER = {
    "hang_up": _("挂断"), "hold": _("保持"), "retrieve": _("取回"), "to_rating": _("转评价"), "transfer": _("直接转接"),
    "consult": _("先咨询"), "complete": _("完成转接"), "conference": _("三方通话"), "swap": _("切换"), "drop_party": _("请对方退出"),
    "emergency": _("紧急三方"), "mute_recording": _("暂停录音"), "resume_recording": _("恢复录音"), "mark": _("标记"),
    "dial": _("拨号"), "listen": _("监听"), "whisper": _("密语"), "barge": _("强插"), "redistribute": _("改派"),
}  # fmt: skip


def english() -> bool:
    return (get_language() or "zh").startswith("en")


def said(table: dict[str, str], code: str) -> str:
    return gettext(table[code]) if code in table else code


def toned(table: dict[str, tuple[str, str]], code: str) -> dict[str, str]:
    """{label, tone} of a state or outcome, or {label, icon} of an event."""
    label, tone = table.get(code, (code, "grey"))
    return {"label": gettext(label) if label else "—", "tone": tone, "icon": tone}


def pause(code: str) -> str:
    found = next((each for each in policy.current().phone.pauses if each.id == code), None)
    own = {"no_answer": _("振铃未接")}
    return (found.en if english() else found.name) if found else gettext(own[code]) if code in own else code


def skills(codes: list[str]) -> list[str]:
    known = {each.id: each.en if english() else each.name for each in policy.current().phone.skills}
    return [known.get(code, code) for code in codes]


def seat(seat: Seat) -> dict[str, str]:
    """{label, tone, more} of a seat's state; `more`: why it is paused, and what comes after the call."""
    after = {"off": _("话后签出"), "ready": "", "": ""}
    more = pause(seat.reason) if seat.reason else ""
    if seat.after:
        more = gettext(after[seat.after]) if after.get(seat.after) else gettext("话后示忙") if seat.after not in after else ""
    return {**toned(SEAT, seat.state), "more": more}


def ended(call: Call) -> dict[str, str]:
    """How a call came out, or where it stands."""
    return toned(OUTCOME, call.outcome) if call.outcome else toned(STATE, call.state)


def sort(call: Call) -> str:
    """ "呼入", "呼出 · 提醒": which way it went, and what for."""
    return " · ".join(filter(None, (said(DIRECTION, call.direction), said(PURPOSE, call.purpose))))


def lasting(began: datetime | None, ended_at: datetime | None, now: datetime) -> str:
    """ "2:05", "1:02:05": minutes and seconds; empty for what did not begin."""
    if began is None:
        return ""
    return span((ended_at or now) - began)


def span(length: object) -> str:
    seconds = max(0, int(length.total_seconds())) if hasattr(length, "total_seconds") else max(0, int(float(str(length))))
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def target(code: str) -> str:
    """Who is meant by a party's target: one of the policy's list, a colleague; nobody by a number."""
    kind, colon, name = code.partition(":")
    known = policy.current().reasons["transfer"].get(name if colon else code)
    if known:
        return known.en if english() else known.name
    if kind == "unit":
        unit = policy.current().units.get(name)
        return (unit.en if english() else unit.short) if unit else name
    if kind == "account" and name.isdigit():
        return str(Account.objects.filter(pk=int(name)).values_list("name", flat=True).first() or "")
    return "" if kind == "sealed" else name if colon else code


def missed(outcome: str) -> str:
    """Why somebody who was called is not in the call."""
    known = {"busy": _("占线"), "refused": _("拒接"), "failed": _("不通"), "cancelled": _("已取消")}
    return gettext(known.get(outcome, "没有应答"))


def times(count: int) -> str:
    return ngettext("%(count)d 次", "%(count)d 次", count) % {"count": count}
