"""The steps of a deadline as sentences, in Chinese and in English."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from .trace import TraceStep
from .zone import SHANGHAI

Language = Literal["zh", "en"]
_WEEKDAYS: Final = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_UNITS: Final = {
    "working_days": ("个工作日", "working day"),
    "calendar_days": ("天", "calendar day"),
    "working_hours": ("个工作小时", "working hour"),
    "hours": ("小时", "hour"),
    "minutes": ("分钟", "minute"),
}


def tell(trace: Iterable[TraceStep], lang: Language = "zh") -> list[str]:
    """One sentence for each step."""
    speak = _ENGLISH if lang == "en" else _CHINESE
    return [speak[step.kind](step) for step in trace]


def limit_words(text: str, lang: Language = "zh") -> str:
    """A limit's text for people: `"10 working_days"` → 10 个工作日, 10 working days."""
    number, _, unit = text.partition(" ")
    zh, en = _UNITS[unit]
    if lang == "zh":
        return f"{number} {zh}"
    return f"{number} {en}" + ("" if number == "1" else "s")


def until(instant: datetime) -> str:
    """A deadline as people say it, in the city's time: what ends with a day ends at its 24:00, 2026-12-01 24:00."""
    local = instant.astimezone(SHANGHAI)
    if local.time() == time.min:
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def _day(day: date | datetime | None, lang: Language) -> str:
    assert day is not None
    weekday = _WEEKDAYS[lang][day.weekday()]
    return f"{day:%Y-%m-%d}（周{weekday}）" if lang == "zh" else f"{weekday} {day:%Y-%m-%d}"


def _run(step: TraceStep, lang: Language) -> str:
    if step.first == step.last:
        return _day(step.first, lang)
    return f"{_day(step.first, lang)}{'至' if lang == 'zh' else ' to '}{_day(step.last, lang)}"


def _instant(instant: date | datetime | None, lang: Language, *, ends: bool = False) -> str:
    """Local day and time; midnight as 24:00 of the day before when something ends then."""
    assert isinstance(instant, datetime)
    local = instant.astimezone(SHANGHAI)
    if ends and local.time() == time.min:
        clock, local = "24:00", local - timedelta(days=1)
    else:
        clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{_day(local, lang)}{'' if lang == 'zh' else ' '}{clock}"


def _limit_zh(step: TraceStep) -> str:
    return f"时限 {limit_words(step.text)}" + (f"（依据：{step.name}）" if step.name else "")


def _limit_en(step: TraceStep) -> str:
    return f"Limit: {limit_words(step.text, 'en')}" + (f" (rule: {step.name})" if step.name else "")


def _start_zh(step: TraceStep) -> str:
    counting, _, kind = step.text.partition(" ")
    nature = {"holiday": f"{step.name}放假", "weekend": "周末", "make_up": f"{step.name}调休上班"}
    words = nature.get(kind, "")
    if counting == "days":
        note = f"，当日{words}，不计" if words else "，当日不计"
    elif counting == "office":
        note = f"，当日{words}，只计办公时间" if words else "，只计办公时间"
    else:
        note = "，按钟点连续计算"
    return f"从 {_instant(step.first, 'zh')} 起算{note}"


def _start_en(step: TraceStep) -> str:
    counting, _, kind = step.text.partition(" ")
    nature = {"holiday": step.name_en, "weekend": "weekend", "make_up": f"make-up day for {step.name_en}"}
    rests = {"days": "that day does not count", "office": "only office hours count"}
    words, rest = nature.get(kind), rests.get(counting, "counted round the clock")
    return f"Counted from {_instant(step.first, 'en')}{f' ({words})' if words else ''}; {rest}"


def _numbers_zh(step: TraceStep) -> str:
    first, last = step.numbers
    return f"第 {first} 个工作日" if first == last else f"第 {first} 至第 {last} 个工作日"


def _numbers_en(step: TraceStep) -> str:
    first, last = step.numbers
    return f"working day {first}" if first == last else f"working days {first} to {last}"


def _pause_zh(step: TraceStep) -> str:
    span = f"{_instant(step.first, 'zh')} 至 {_instant(step.last, 'zh')} 暂停计时"
    return f"{span}，顺延 {step.numbers[0]} 个工作日" if step.text == "days" else f"{span}，期间不计"


def _pause_en(step: TraceStep) -> str:
    span = f"{_instant(step.first, 'en')} to {_instant(step.last, 'en')}: the clock stood still"
    days = step.numbers[0]
    return f"{span}, {days} working day{'' if days == 1 else 's'} added" if step.text == "days" else span


def _minutes_zh(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} 小时"] * bool(hours) + [f"{rest} 分钟"] * bool(rest or not hours))


def _minutes_en(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


_CHINESE: Final[dict[str, Callable[[TraceStep], str]]] = {
    "limit": _limit_zh,
    "extension": lambda step: f"经批准延长 {limit_words(step.text)}",
    "start": _start_zh,
    "pause": _pause_zh,
    "stopped": lambda step: f"{_instant(step.first, 'zh')} 起暂停计时，恢复后重新计算到期时间",
    "workday": lambda step: f"{_run(step, 'zh')}：{_numbers_zh(step)}",
    "make_up": lambda step: f"{_run(step, 'zh')}：{step.name}调休上班，{_numbers_zh(step)}",
    "weekend": lambda step: f"{_run(step, 'zh')}：周末，不计",
    "holiday": lambda step: f"{_run(step, 'zh')}：{step.name}放假，不计",
    "office": lambda step: (
        f"{_run(step, 'zh')}：{f'{step.name}调休上班，' * bool(step.name)}计 {_minutes_zh(step.numbers[0])}"
    ),
    "provisional": lambda step: (
        f"{_day(step.first, 'zh')}起的放假安排尚未公布，暂按周一至周五为工作日推算，公布后重新计算"
    ),
    "due": lambda step: f"到期：{_instant(step.first, 'zh', ends=True)}",
    "yellow": lambda step: f"黄灯：{_instant(step.first, 'zh')}",
}
_ENGLISH: Final[dict[str, Callable[[TraceStep], str]]] = {
    "limit": _limit_en,
    "extension": lambda step: f"Extended by {limit_words(step.text, 'en')} with approval",
    "start": _start_en,
    "pause": _pause_en,
    "stopped": lambda step: f"The clock stands still since {_instant(step.first, 'en')}; due when it resumes",
    "workday": lambda step: f"{_run(step, 'en')}: {_numbers_en(step)}",
    "make_up": lambda step: f"{_run(step, 'en')}: worked to make up for {step.name_en}, {_numbers_en(step)}",
    "weekend": lambda step: f"{_run(step, 'en')}: weekend, not counted",
    "holiday": lambda step: f"{_run(step, 'en')}: {step.name_en}, not counted",
    "office": lambda step: (
        f"{_run(step, 'en')}{f' (make-up day for {step.name_en})' if step.name else ''}: "
        f"{_minutes_en(step.numbers[0])} counted"
    ),
    "provisional": lambda step: (
        f"No holiday notice is known from {_day(step.first, 'en')} on: Monday to Friday are taken as working "
        "days, to be computed again when it is"
    ),
    "due": lambda step: f"Due: {_instant(step.first, 'en', ends=True)}",
    "yellow": lambda step: f"Yellow light: {_instant(step.first, 'en')}",
}
