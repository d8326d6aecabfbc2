"""The holiday notices in `policy/calendar/`, a file a year, read into a calendar with all mistakes named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import yaml

from .calendar import Calendar, Holiday, YearNotice

_FILE: Final = re.compile(r"(\d{4})\.yaml")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST: Final = timedelta(days=20)
_YEAR_KEYS: Final = {"year": True, "notices": True, "holidays": True}
_NOTICE_KEYS: Final = {"title": True, "number": False}
_HOLIDAY_KEYS: Final = {"name": True, "name_en": True, "off": True, "make_up": False}


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in a notice file; `line` counts from 1, `id` is year/holiday, `write` is the remedy."""

    file: str
    line: int
    id: str
    what_zh: str
    what_en: str
    write: str

    @property
    def what(self) -> str:
        """What is wrong, in Chinese."""
        return self.what_zh


def load_calendar(folder: Path | str) -> tuple[Calendar, list[Mistake]]:
    """The calendar of a folder of `YYYY.yaml` files, and the mistakes in order of file and line.

    Nothing is raised for bad content: what is wrong is left out, and the calendar ends before the first
    year that is missing or unreadable, so a calendar that came with mistakes should not be put to use.
    """
    reader = _Reader()
    years = reader.read_folder(Path(folder))
    unbroken: list[YearNotice] = []
    for notice in years:
        if unbroken and notice.year != unbroken[-1].year + 1:
            break
        unbroken.append(notice)
    return Calendar.of(unbroken), sorted(reader.mistakes)


@dataclass(slots=True)
class _Reader:
    mistakes: list[Mistake] = field(default_factory=list)
    file: str = ""
    id: str = ""
    off: dict[date, str] = field(default_factory=dict)
    worked: dict[date, str] = field(default_factory=dict)

    def read_folder(self, folder: Path) -> list[YearNotice]:
        present: list[int] = []
        notices: list[YearNotice] = []
        for path in sorted(folder.glob("*.y*ml")):
            self.file, self.id = path.name, ""
            name = _FILE.fullmatch(path.name)
            if name is None:
                self.wrong(1, "文件名不是年份", "the file is not named after a year", "2026.yaml")
                continue
            present.append(int(name[1]))
            notice = self.read_year(path, int(name[1]))
            if notice is not None:
                notices.append(notice)
        self.check_gaps(present, folder.name)
        return notices

    def check_gaps(self, present: list[int], folder: str) -> None:
        if not present:
            self.file, self.id = folder, ""
            self.wrong(1, "没有任何放假通知", "there is no holiday notice", "2026.yaml")
            return
        for year in sorted(set(range(present[0], present[-1])) - set(present)):
            self.file, self.id = f"{year}.yaml", str(year)
            self.wrong(1, f"缺少 {year} 年", f"the year {year} is missing", f"{year}.yaml")

    def read_year(self, path: Path, year: int) -> YearNotice | None:
        root = self.parse(path)
        if root is None:
            return None
        keys = self.mapping(root, _YEAR_KEYS)
        self.id = str(year)
        self.check_year(keys.get("year"), year)
        for item in self.items(keys.get("notices")):
            self.mapping(item, _NOTICE_KEYS)
        holidays = [self.holiday(item, year) for item in self.items(keys.get("holidays"))]
        return YearNotice(year, tuple(holiday for holiday in holidays if holiday is not None))

    def parse(self, path: Path) -> yaml.Node | None:
        try:
            root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
        except UnicodeDecodeError:
            self.wrong(1, "文件不是 UTF-8 编码", "the file is not UTF-8", "以 UTF-8 保存 (save as UTF-8)")
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "?"
            self.wrong(
                mark.line + 1 if mark else 1, f"YAML 语法错误：{problem}", f"not YAML: {problem}",
                "检查缩进、冒号与引号 (check indentation, colons and quotes)",
            )  # fmt: skip
            return None
        if root is None:
            self.wrong(1, "文件是空的", "the file is empty", "year: 2026 …")
        return root

    def check_year(self, node: yaml.Node | None, year: int) -> None:
        if node is not None and node.value != str(year):
            self.wrong_at(node, "年份与文件名不符", "the year differs from the file's name", f"year: {year}")

    def holiday(self, node: yaml.Node, year: int) -> Holiday | None:
        self.id = f"{year}/{_name_in(node)}".rstrip("/")
        keys = self.mapping(node, _HOLIDAY_KEYS)
        name = self.text(keys.get("name"))
        span = self.span(keys.get("off"), year)
        if span is None:
            return None
        first, last = span
        make_up = tuple(self.make_up(keys.get("make_up"), year))
        return Holiday(name, self.text(keys.get("name_en")), first, last, make_up)

    def span(self, node: yaml.Node | None, year: int) -> tuple[date, date] | None:
        text = self.text(node)
        if node is None or not text:
            return None
        begin, dots, end = text.partition("..")
        first = self.date(node, begin, year)
        last = self.date(node, end, year) if dots else first
        if first is None or last is None:
            return None
        if last < first:
            self.wrong_at(node, "放假首日晚于末日", "the first day off is after the last", f"{last}..{first}")
            return None
        if last - first > _LONGEST:
            self.wrong_at(node, "假期长于 20 天", "longer than 20 days", f"{first}..{first + timedelta(7)}")
            return None
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return (first, last) if all(self.claim(node, day, self.off) for day in days) else None

    def make_up(self, node: yaml.Node | None, year: int) -> Iterator[date]:
        for item in self.items(node):
            day = self.date(item, self.text(item), year)
            if day is None:
                continue
            if day.weekday() < 5:
                self.wrong_at(
                    item, f"调休上班日 {day} 不是周六或周日", f"make-up day {day} is no Saturday or Sunday",
                    _nearest_weekend(day),
                )  # fmt: skip
            elif self.claim(item, day, self.worked):
                yield day

    def claim(self, node: yaml.Node, day: date, taken: dict[date, str]) -> bool:
        """Take the day for off or for make-up, once only and never for both."""
        other = self.worked if taken is self.off else self.off
        for owner, zh, en in (
            (taken.get(day), "重复列出", "is listed twice"),
            (other.get(day), "既放假又调休上班", "is both off and worked"),
        ):
            if owner is not None:
                self.wrong_at(
                    node,
                    f"{day} {zh}（另见 {owner}）",
                    f"{day} {en} (see {owner})",
                    f"去掉 {day} (drop {day})",
                )
                return False
        taken[day] = self.id
        return True

    def date(self, node: yaml.Node, text: str, year: int) -> date | None:
        try:
            day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            self.wrong_at(node, f"日期“{text}”不存在", f"“{text}” is no date", f"{year}-01-01")
        elif not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            right = f"{year}-{day:%m-%d}"
            self.wrong_at(node, f"{day} 不在 {year} 年内", f"{day} is not in {year}", right)
            return None
        return day

    # What kind of node stands where

    def mapping(self, node: yaml.Node, known: dict[str, bool]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.wrong_at(node, "这里应是键与值", "keys and values are expected", ": … ".join(known) + ": …")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value not in known:
                self.wrong_at(key, f"未知的键“{key.value}”", f"unknown key “{key.value}”", " / ".join(known))
            elif key.value in found:
                self.wrong_at(key, f"键“{key.value}”重复", f"key “{key.value}” is doubled", "一处 (once)")
            else:
                found[key.value] = value
        for name in (name for name, needed in known.items() if needed and name not in found):
            self.wrong_at(node, f"缺少“{name}”", f"“{name}” is missing", f"{name}: …")
        return found

    def items(self, node: yaml.Node | None) -> Sequence[yaml.Node]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.wrong_at(node, "这里应是列表", "a list is expected", "[…]")
            return ()
        return list(node.value)

    def text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value:
            self.wrong_at(node, "这里应是文字或日期", "text or a date is expected", "2026-01-01")
            return ""
        return str(node.value)

    def wrong_at(self, node: yaml.Node, zh: str, en: str, write: str) -> None:
        self.wrong(node.start_mark.line + 1, zh, en, write)

    def wrong(self, line: int, zh: str, en: str, write: str) -> None:
        self.mistakes.append(Mistake(self.file, line, self.id, zh, en, write))


def _name_in(node: yaml.Node) -> str:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "name"), "")


def _nearest_weekend(day: date) -> str:
    saturday = day + timedelta(days=5 - day.weekday())
    return f"{saturday} / {saturday + timedelta(days=1)}"
