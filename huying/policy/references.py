"""What no single file can know: ids used twice, things named that do not exist."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from .catalogue import Category, TopClass
from .city import City
from .dispatch import DispatchFile, DispatchRule
from .divisions import Division, DivisionsFile
from .doors import DoorsFile
from .grounds import GroundsFile
from .marks import Marked
from .mistakes import Mistake
from .notices import EVENTS, NoticesFile
from .phone import Phone
from .shape import one_of
from .units import UnitEntry, UnitsFile, UnitSpec, level_of
from .words import SORTS

Steps = Sequence[int | str]


@dataclass(frozen=True, slots=True)
class Notes:
    """Where findings are written down; `marks` holds every file as it was read."""

    marks: Mapping[str, Marked]
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, file: str, steps: Steps, what_zh: str, what_en: str, write: str) -> None:
        """Add a mistake at a path into a file."""
        name, line, known = self.marks[file].locate(steps)
        self.mistakes.append(Mistake(name, line, known, what_zh, what_en, write))


def check_ids(notes: Notes) -> None:
    """No list of any file holds an id or code twice."""
    for marked in notes.marks.values():
        for items in _lists(marked):
            seen: dict[str, int] = {}
            for item in items:
                known = item.identity
                if known and known in seen:
                    zh, en = (
                        f"编号“{known}”重复，已见第 {seen[known]} 行",
                        f"“{known}” is already on line {seen[known]}",
                    )
                    notes.mistakes.append(
                        Mistake(item.file, item.line, known, zh, en, "另取编号 (another id)")
                    )
                seen.setdefault(known, item.line)


def _lists(marked: Marked) -> Iterator[list[Marked]]:
    if isinstance(marked.value, list):
        yield marked.value
        for item in marked.value:
            yield from _lists(item)
    elif isinstance(marked.value, dict):
        for item in marked.value.values():
            yield from _lists(item)


def check_city(notes: Notes, city: City) -> None:
    """The time zone exists and Chinese is among the languages."""
    try:
        ZoneInfo(city.timezone)
    except (KeyError, ValueError, OSError):
        zh, en = f"时区“{city.timezone}”不存在", f"time zone “{city.timezone}” does not exist"
        notes.add("city.yaml", ["timezone"], zh, en, "Asia/Shanghai")
    if "zh-hans" not in city.languages:
        zh, en = "缺少中文", "Chinese is missing"
        notes.add("city.yaml", ["languages"], zh, en, "[zh-hans, en]")


def check_classes(notes: Notes, classes: Mapping[str, TopClass]) -> None:
    """Codes nest (01 → 0101 → 010101) and a class stands in the file of its code."""
    for file, top in classes.items():
        expected = file.rpartition("/")[2].removesuffix(".yaml")
        if top.code != expected:
            zh, en = f"大类“{top.code}”与文件名不符", f"class “{top.code}” does not fit the file's name"
            notes.add(file, ["code"], zh, en, f'code: "{expected}"')
        for g, group in enumerate(top.groups):
            _nested(notes, file, ["groups", g, "code"], group.code, top.code)
            for i, leaf in enumerate(group.leaves):
                _nested(notes, file, ["groups", g, "leaves", i, "code"], leaf.code, group.code)


def check_divisions(notes: Notes, file: DivisionsFile) -> None:
    """A district's code begins with the city's, a street's with the district's."""
    for d, district in enumerate(file.districts):
        _nested(notes, "divisions.yaml", ["districts", d, "code"], district.code, file.city.code[:4])
        for s, street in enumerate(district.streets):
            steps: Steps = ["districts", d, "streets", s, "code"]
            _nested(notes, "divisions.yaml", steps, street.code, district.code)


def _nested(notes: Notes, file: str, steps: Steps, code: str, parent: str) -> None:
    if not code.startswith(parent):
        zh, en = f"编码“{code}”不属于上级“{parent}”", f"code “{code}” does not begin with “{parent}”"
        notes.add(file, steps, zh, en, f'code: "{parent}{code[len(parent) :]}"')


def check_units(
    notes: Notes, file: UnitsFile, units: Mapping[str, UnitSpec], divisions: dict[str, Division]
) -> None:
    """Parents and places exist, the tree has no ring, every sort has a unit for the whole city."""
    for u, unit in enumerate(file.units):
        if unit.parent is not None and unit.parent not in units:
            _unknown(
                notes, "units.yaml", ["units", u, "parent"], "上级单位", "parent unit", unit.parent, units
            )
        if unit.division is not None and unit.division not in divisions:
            steps: Steps = ["units", u, "division"]
            _unknown(notes, "units.yaml", steps, "区划", "division", unit.division, divisions)
        if unit.parent is not None and _in_ring(unit.id, units):
            zh, en = f"“{unit.id}”的上级又归于自身", f"“{unit.id}” is above itself"
            notes.add("units.yaml", ["units", u, "parent"], zh, en, "parent: 真正的上级 (the real parent)")
    for sort in sorted(SORTS - _city_sorts(file.units, divisions)):
        zh, en = f"类别“{sort}”没有市级单位", f"sort “{sort}” has no unit for the whole city"
        notes.add("units.yaml", ["units"], zh, en, f"- {{id: city-…, sort: {sort}, …}}")


def check_duties(notes: Notes, file: UnitsFile, city: City) -> None:
    """No duty telephone is the hotline itself, where calls would go round, or an emergency service, which has a key of its own."""
    hotline = {_digits(city.hotline.number), _digits(city.hotline.from_outside)}
    services = {one.number for one in city.emergency}
    for u, unit in enumerate(file.units):
        given = _digits(unit.duty.phone) if unit.duty is not None else ""
        bare = given.removeprefix(city.area_code)
        if given in hotline or bare in services:
            zh, en = ("热线自己的号码", "the hotline's own number") if given in hotline else (
                "紧急服务的号码，请用紧急键", "an emergency number, which has a key of its own")
            notes.add("units.yaml", ["units", u, "duty", "phone"], f"“{given}”是{zh}", f"“{given}” is {en}",
                      'phone: "020-81234567"（该单位值班室 its duty room）')
        for h, (begin, end) in enumerate(unit.duty.hours if unit.duty is not None else ()):
            if begin >= end:
                zh, en = "值守时段的结束不晚于开始", "the hours end before they begin"
                notes.add("units.yaml", ["units", u, "duty", "hours", h], zh, en, '[["09:00", "12:00"], ["14:00", "17:30"]]')


def check_emergencies(notes: Notes, phone: Phone) -> None:
    """The service that answers for another is another one of the list."""
    lines = phone.emergency.lines
    for name, line in lines.items():
        if line.next is not None and line.next not in lines.keys() - {name}:
            _unknown(notes, "phone.yaml", ["emergency", "lines", name, "next"], "接替的紧急服务", "next emergency service", line.next,
                     lines.keys() - {name})


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdigit())


def _city_sorts(units: Iterable[UnitEntry], divisions: dict[str, Division]) -> set[str]:
    # A unit whose place is unknown is named for that already, and must not hide a missing city unit.
    return {one.sort for one in units if one.division is None or _is_city(one, divisions)}


def _is_city(unit: UnitEntry, divisions: dict[str, Division]) -> bool:
    return unit.division in divisions and level_of(unit, divisions) == "city"


def _in_ring(start: str, units: Mapping[str, UnitSpec]) -> bool:
    here, met = units[start].parent, {start}
    while here is not None and here in units and here not in met:
        met.add(here)
        here = units[here].parent
    return here == start


def check_dispatch(
    notes: Notes, file: DispatchFile, categories: Mapping[str, Category], divisions: Mapping[str, Division],
    units: Mapping[str, UnitSpec],
) -> None:  # fmt: skip
    """Every rule names what exists, no two stand for one category and place, every sort has a default."""
    taken: dict[tuple[str, str | None], str] = {}
    for r, rule in enumerate(file.rules):
        steps: list[int | str] = ["rules", r]
        if rule.category not in categories:
            where = [*steps, "category"]
            _unknown(notes, "dispatch.yaml", where, "事项分类", "category", rule.category, categories)
        if rule.place is not None and rule.place not in divisions:
            _unknown(notes, "dispatch.yaml", [*steps, "place"], "区划", "division", rule.place, divisions)
        _check_people(notes, rule, steps, units)
        before = taken.setdefault((rule.category, rule.place), rule.id)
        if before != rule.id:
            zh, en = f"与“{before}”的分类和地点相同", f"same category and place as “{before}”"
            notes.add("dispatch.yaml", steps, zh, en, "合并为一条 (make them one)")
    given = {default.sort for default in file.defaults}
    for sort in sorted(SORTS - given):
        zh, en = f"类别“{sort}”没有默认规则", f"sort “{sort}” has no default"
        notes.add("dispatch.yaml", ["defaults"], zh, en, f"- {{sort: {sort}, level: city, basis: …}}")
    for d, default in enumerate(file.defaults):
        if default.sort in {one.sort for one in file.defaults[:d]}:
            zh, en = f"类别“{default.sort}”的默认规则重复", f"sort “{default.sort}” has two defaults"
            notes.add("dispatch.yaml", ["defaults", d], zh, en, "只留一条 (keep one)")


def _check_people(
    notes: Notes, rule: DispatchRule, steps: list[int | str], units: Mapping[str, UnitSpec]
) -> None:
    if rule.lead is not None and rule.lead not in units:
        _unknown(notes, "dispatch.yaml", [*steps, "lead"], "主办单位", "lead unit", rule.lead, units)
    for a, helper in enumerate(rule.assisting):
        known = {f"sort:{sort}" for sort in SORTS} if helper.startswith("sort:") else set(units)
        if helper not in known:
            where = [*steps, "assisting", a]
            _unknown(notes, "dispatch.yaml", where, "协办单位", "assisting unit", helper, known)


def check_words(
    notes: Notes, notices: NoticesFile | None, doors: DoorsFile | None, grounds: GroundsFile | None
) -> None:
    """Every event has its notice, advice names doors that are open, every ruling has its reasons."""
    if notices is not None:
        for event in sorted(EVENTS - {notice.id for notice in notices.notices}):
            zh, en = f"缺少事件“{event}”的告知文字", f"event “{event}” has no notice"
            notes.add("notices.yaml", ["notices"], zh, en, f"- {{id: {event}, zh: …, en: …}}")
    if doors is not None:
        known = {door.id for door in doors.doors}
        for i, advice in enumerate(doors.advice):
            for d, door in enumerate(advice.doors):
                if door not in known:
                    _unknown(notes, "doors.yaml", ["advice", i, "doors", d], "渠道", "door", door, known)
    if grounds is not None:
        for ruling in sorted({"hand_back", "suspend", "extend", "transfer"} - set(grounds.reasons)):
            zh, en = f"缺少“{ruling}”的理由", f"no reasons for “{ruling}”"
            notes.add("grounds.yaml", ["reasons"], zh, en, f"{ruling}: [{{code: …, name: …, en: …}}]")


def _unknown(
    notes: Notes, file: str, steps: Steps, zh: str, en: str, given: str, known: Iterable[str]
) -> None:  # fmt: skip
    what_zh, what_en = f"{zh}“{given}”不存在", f"{en} “{given}” does not exist"
    notes.add(file, steps, what_zh, what_en, one_of(given, known))
