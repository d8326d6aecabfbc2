"""One short line for lists: where, what, and what is wrong with it."""

from __future__ import annotations

import re

from .lexicon import telling
from .lexicon.whens import WHEN
from .plain import clauses

_GREETING = re.compile(
    r"^(?:尊敬的?[^，。！：:,]{0,15}|[^，。！：:,]{0,8}(?:领导|书记|市长|区长|局长|同志|部门|主任|老师|客服)们?|您好|你好|大家好|各位|hello|hi)+"
    r"(?:您好|你好|好|早上好|下午好)?[，。！：:,!\s]*",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:市民|来电人|诉求人|本人|我)?(?:来[电信])?(?:想|要|现|特此?|再次|实名)*(?:反映|投诉|咨询|举报|求助|建议)(?:一下|称|说|关于|的是)?[，：:,\s]*"
)
_FILLER = re.compile(
    r"^(?:(?:而且|但是|因为|由于|所以|现在|目前|其中|关于|就是|然后|并且|另外|还有|还)(?!款|原|债|钱)|[,，、\s\d.．）)])+"
)
_TAIL = re.compile(r"(?:的?(?:诸多|相关)?问题|事宜|情况|一事)$")
_EMPTY_TITLES = "投诉 举报 咨询 建议 求助 反映 反映问题 诉求 问题 其他 无 没有 无标题 测试 标题"
_EMPTY = frozenset(_EMPTY_TITLES.split())
_SPACE = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\ufeff]+")
_PLACE = re.compile(rf"[一-鿿A-Za-z0-9]{{2,10}}?(?:{telling.PLACE_ENDS})")
_WITHIN = re.compile(r"^.*(?:我是|我们是|位于|住在|家住|[是在于]|[省市县])(?=..)")
# 天河区石牌街道: where a list has no room for it; not 小区, 社区, 市场, 市民.
_DIVISIONS = re.compile(
    r"^(?:[一-鿿]{2,4}?(?:省|自治区|市(?![场民政容])|县|街道(?!办)|镇|乡|(?<![小社园校厂景片库])区))+(?=[一-鿿A-Za-z0-9]{6})"
)
# Where a list has no room for words of time, it shows the date of the ticket; how often (每晚) is part of the matter.
_TROUBLE = re.compile("|".join(telling.TROUBLE.split()))
_WRITER = re.compile("|".join(telling.WRITER.split()))
_MARKS = " ，。！？、；,.!?;：:"
_READ = 1500  # characters of the detail: the matter is told early
_FIRST = 14  # clauses that are compared


def summary(title: str, detail: str, n: int = 20) -> str:
    """Return at most `n` characters that say what it is about: the title, else the most telling clause.

    Greetings, "I want to report" and who the writer is are left out; place and trouble are joined when they stand
    in different clauses. Where it is too long, the city, district and street before it go first and then days and hours:
    lists show them beside. A text that is cut keeps its beginning and, where it fits, its end, with "…" for the rest; it is never cut
    inside a number or Latin word. About 0.1 ms.
    """
    title = _SPACE.sub(" ", title[:300]).strip()
    line = _OPENING.sub("", title).strip(_MARKS)
    if len(line) < 3 or title.strip(_MARKS) in _EMPTY:
        line = _telling(_SPACE.sub(" ", detail[:_READ]).strip(), n) or title
    return _short(line, n)


def _telling(detail: str, n: int) -> str:
    """The clause that says most, with the place of another one before it where both fit."""
    said = _GREETING.sub("", detail)
    found = [line for clause in list(clauses(said))[:_FIRST] if len(line := _bare(clause)) >= 2]
    if not found:
        return ""
    best = max(range(len(found)), key=lambda at: _weight(found[at], at))
    line = found[best]
    if _PLACE.search(line) or not _TROUBLE.search(line):
        return line
    for other in found[: best + 2]:
        place = _place(other)
        if place and len(place) + len(line) <= n:
            return place + line
    return line


def _bare(clause: str) -> str:
    line = clause.strip(_MARKS)
    for _ in range(2):
        line = _FILLER.sub("", _OPENING.sub("", _GREETING.sub("", line))).strip(_MARKS)
    return line


def _weight(line: str, at: int) -> float:
    weight = -0.4 * at
    weight += 3.0 if _TROUBLE.search(line) else 0.0
    weight += 1.5 if _PLACE.search(line) else 0.0
    weight += 0.5 if 6 <= len(line) <= 24 else -1.5 if len(line) < 4 else 0.0
    return weight - (4.0 if _WRITER.search(line) else 0.0)


def _place(line: str) -> str:
    """The nearest name of a place in a clause, without the city and district before it."""
    found = _PLACE.search(line)
    name = _WITHIN.sub("", found[0]) if found else ""
    return name if len(name) >= 3 else ""


def _short(line: str, n: int) -> str:
    if len(line) <= n:
        return line
    line = _DIVISIONS.sub("", line)
    if len(line) > n:
        line = WHEN.sub("", line)
    head = next(clauses(line), "").strip(_MARKS)
    if 8 <= len(head) <= n and _TROUBLE.search(head):
        return head
    line = _TAIL.sub("", head) if len(head) >= 8 else line
    if len(line) <= n:
        return line
    trouble = next(iter([*_TROUBLE.finditer(line)][-1:]), None)
    # The end is worth keeping when the trouble stands in it.
    if n >= 16 and trouble and trouble.end() > n - 1 and len(line) - trouble.start() <= 9:
        tail = line[max(trouble.start() - 4, len(line) - 9) :]
        if not _joined(line[len(line) - len(tail) - 1], tail[0]):
            return _cut(line, n - len(tail)) + tail
    return _cut(line, n)


def _cut(line: str, n: int) -> str:
    if len(line) <= n:
        return line
    if n < 2:
        return line[: max(n, 0)]
    end = n - 1
    while end > n // 2 and _joined(line[end - 1], line[end]):
        end -= 1
    return line[:end].rstrip(" ，、（(") + "…"


def _joined(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
