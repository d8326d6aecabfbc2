"""What a short message asks for: a grade, where things stand, to stop notices. Pure; whatever is longer is a matter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from huying.tickets import numbers
from huying.tickets.states import Grade

SHORT = 60  # characters that may follow a grade as a comment
GRADES = {"1": Grade.VERY_SATISFIED, "2": Grade.SATISFIED, "3": Grade.FAIRLY_SATISFIED, "4": Grade.DISSATISFIED,
          "5": Grade.VERY_DISSATISFIED}
_WORDS = {
    "非常满意": "1", "很满意": "1", "满意": "2", "基本满意": "3", "不满意": "4", "非常不满意": "5", "很不满意": "5",
    "very satisfied": "1", "satisfied": "2", "fairly satisfied": "3", "dissatisfied": "4", "very dissatisfied": "5",
}
# A digit alone, or before a comment; "3号楼…" and "1. … 2. …" are no grades, and "5星" means the opposite of our 5.
_GRADE = re.compile(r"(?:评价|回复|选)?[:：]?\s*([1-5])(?:$|[\s,，。.;；:：!！、~]+(?!\d)(.*))", re.DOTALL)
_LISTED = re.compile(r"(?:^|\n|\s)2[.、)）]")
_NUMBER = re.compile(r"(?<!\d)(\d{6}[\s\-]?\d{6}[\s\-]?\d)(?!\d)")
_CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")
_END = " \t\n。.!！~，,;；"
_WHOLE = {
    "progress": "进度 查询 查进度 查询进度 办理进度 进展 到哪一步了 怎么样了 办得怎么样了 progress status",
    "stop": "退订 td t 取消订阅 unsubscribe stop 0000",
    "start": "订阅 恢复订阅 恢复通知 subscribe start",
    "help": "? 帮助 怎么用 help h",
    "urge": "催办 催单 催促 催一下 催一催 快点 快点处理 请快点处理 尽快处理 请尽快处理 怎么还没处理 怎么还不处理 还没处理 urge hurry",
    "withdraw": "撤回 撤销 撤单 我要撤回 撤回诉求 withdraw cancel",
    "begin": "我要诉求 我要反映 我要投诉 我要举报 我要求助 我要建议 new_request",
    "mine": "我的诉求 我的工单 my_requests",
    "advice": "渠道建议 办事指南 advice",
    "human": "人工 转人工 人工客服 人工_12345 找人工 agent human",
    "enough": "没有了 就这些 没了 没有其他 不清楚 不知道 that_is_all nothing_else no",
}
_MEANT = {word.replace("_", " "): intent for intent, words in _WHOLE.items() for word in words.split()}
_THANKS = re.compile(
    r"(?:谢谢|多谢|感谢|好的|好|收到|知道了|辛苦了?|明白了?|了解了?|你们?|您|okay|ok|thanks|thank you|got it|[\s\W])+", re.I)
_FALLBACK = re.compile(r"(?:改用|备用|请用|请)?(短信|邮件|邮箱)(?:通知)?[:：]?\s*(\S{5,100})")


@dataclass(frozen=True, slots=True)
class Intent:
    """`what`: grade, progress, urge, stop, start, help, withdraw, enough, thanks, fallback, nothing or matter; begin, mine,
    advice, human; welcome and leave are acts without words.
    """

    what: str
    grade: Grade | None = None
    number: str = ""
    code: str = ""
    rest: str = ""


def read(text: str) -> Intent:
    """What the words ask for. A number of ours is found wherever it stands."""
    said = unicodedata.normalize("NFKC", text).strip()
    number, code, beside = _numbers(said)
    if not said:
        return Intent("nothing")
    bare = said.strip(_END).lower()
    asks = not beside or (len(beside) <= 12 and re.search("查|进[度展]|怎么样|status|progress", beside.lower()))
    if number and asks:
        return Intent("progress", number=number, code=code)
    if bare in _MEANT:
        return Intent(_MEANT[bare], number=number, code=code)
    if bare in _WORDS:
        return Intent("grade", GRADES[_WORDS[bare]], number=number)
    return _graded(beside if number else said, number) or _other(said, number, code)


def _graded(said: str, number: str) -> Intent | None:
    found = _GRADE.fullmatch(said.strip())
    comment = (found[2] or "").strip() if found else ""
    if found is None or len(comment) > SHORT or _LISTED.search(comment):
        return None
    return Intent("grade", GRADES[found[1]], number=number, rest=comment)


def _other(said: str, number: str, code: str) -> Intent:
    if len(said) <= 30 and _THANKS.fullmatch(said):
        return Intent("thanks", number=number)
    wanted = _FALLBACK.fullmatch(said)
    if wanted:
        return Intent("fallback", number=number, code=wanted[1], rest=wanted[2])
    return Intent("matter", number=number, code=code, rest=said)


def _numbers(said: str) -> tuple[str, str, str]:
    """(number, extraction code, what else was said): the first number whose check digit fits."""
    for found in _NUMBER.finditer(said):
        number = numbers.normalise(found[1]) or ""
        if numbers.is_valid(number):
            rest = f"{said[: found.start()]} {said[found.end():]}"
            code = _CODE.search(rest)
            beside = re.sub(r"提取码|编号|工单号?|号|code|[:：,，。\s]+", " ", rest.replace(code[1], "") if code else rest).strip()
            return number, code[1] if code else "", beside
    return "", "", ""
