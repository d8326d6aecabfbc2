"""Our own expressions of time by kind: nearly all are read, those that were mended are."""

from datetime import datetime
from pathlib import Path

import pytest

from huying.understanding.time import find_times

NOW = datetime(2026, 11, 25, 16, 0)
SAMPLES = Path(__file__).parent.parent / "samples"


def _cases() -> list[tuple[str, str, str, str]]:
    lines = (SAMPLES / "times.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(part.strip() for part in line.split(" | ")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


def _at(text: str) -> datetime | None:
    return None if text == "-" else datetime.fromisoformat(text)


def _reads(text: str, kind: str, begins: str, ends: str) -> bool:
    start, end = text.index("【"), text.index("】") - 1
    for found in find_times(text.replace("【", "").replace("】", ""), NOW):
        if (found.start, found.end, found.kind) == (start, end, kind):
            return kind in ("set", "duration") or (found.begins, found.ends) == (_at(begins), _at(ends))
    return False


def test_nearly_all_of_our_own_cases_are_read() -> None:
    cases = _cases()
    wrong = [text for text, *rest in cases if not _reads(text, *rest)]
    assert len(cases) == 241
    assert len(wrong) <= 6, wrong


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("昨晚十点到凌晨两点一直吵", "昨晚十点到凌晨两点"),
        ("昨晚10点至今天凌晨3点在施工", "昨晚10点至今天凌晨3点"),
        ("11月20日22时至次日6时施工", "11月20日22时至次日6时"),
        ("國慶期間加班", "國慶期間"),
        ("琴晚好嘈", "琴晚"),
        ("11月22日（周日）上午10:20发现漏水", "11月22日（周日）上午10:20"),
    ],
)
def test_an_expression_ends_where_it_ends(text: str, words: str) -> None:
    assert find_times(text, NOW)[0].words == words
