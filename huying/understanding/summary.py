"""One short line for lists."""

import re

from .plain import clauses

_GREETING = re.compile(
    r"^(?:尊敬的[^，。！：:,]{0,15}|[^，。！：:,]{0,8}(?:领导|书记|市长|区长|局长|同志|部门|主任)们?|您好|你好|大家好|hello|hi)+(?:您好|你好|好)?[，。！：:,!\s]*",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:市民|来电人|诉求人|本人|我)?(?:来电|来信)?(?:想|要)?(?:反映|投诉|咨询|举报|求助|建议)(?:一下|称|说|关于)?[，：:,\s]*"
)
_EMPTY_TITLES = "投诉 举报 咨询 建议 求助 反映 反映问题 诉求 问题 其他 无 没有 无标题 测试 标题"
_EMPTY = frozenset(_EMPTY_TITLES.split())
_SPACE = re.compile(r"\s+")


def summary(title: str, detail: str, n: int = 20) -> str:
    """Return at most `n` characters that say what it is about: the title, or the first telling clause.

    Greetings and "I want to report" are left out; a cut text ends in "…", and never inside a number or
    Latin word.
    """
    title = _SPACE.sub(" ", title).strip()
    line = _OPENING.sub("", title).strip(" ，。！？,.!?：:")
    if len(line) < 3 or title.strip("，。！？,.!?：: ") in _EMPTY:
        line = _first_telling(detail) or title
    return _cut(line, n)


def _first_telling(detail: str) -> str:
    best = ""
    for clause in clauses(_GREETING.sub("", _SPACE.sub(" ", detail).strip())):
        clause = _OPENING.sub("", _GREETING.sub("", clause)).strip(" ，。！？,.!?：:")
        if len(clause) >= 6:
            return clause
        best = best or clause
    return best


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
