"""From files to the policy: read, lay the profile on top, fit, check; all mistakes at once."""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

from .catalogue import TopClass, categories_of
from .city import City
from .deadlines import DeadlinesFile
from .dispatch import DispatchFile
from .divisions import DivisionsFile, divisions_of
from .doors import DoorsFile
from .grounds import GroundsFile
from .ladder import LadderFile
from .marks import Marked, merge, read
from .mistakes import Mistake, PolicyErrors
from .notices import NoticesFile
from .phone import Phone
from .promises import check_deadlines, check_dispatch_limits
from .quality import QualityFile, RetentionFile
from .references import (
    Notes,
    check_city,
    check_classes,
    check_dispatch,
    check_divisions,
    check_duties,
    check_emergencies,
    check_ids,
    check_units,
    check_words,
)  # fmt: skip
from .routing import Router
from .shape import Shape, fit
from .understanding import Understanding
from .units import UnitsFile, units_of
from .whole import Policy
from .words import PROMISES

FILES: Final[dict[str, type[Shape]]] = {
    "city.yaml": City, "divisions.yaml": DivisionsFile, "units.yaml": UnitsFile,
    "dispatch.yaml": DispatchFile, "deadlines.yaml": DeadlinesFile, "ladder.yaml": LadderFile,
    "grounds.yaml": GroundsFile, "notices.yaml": NoticesFile, "doors.yaml": DoorsFile,
    "quality.yaml": QualityFile, "retention.yaml": RetentionFile,
    "understanding.yaml": Understanding, "phone.yaml": Phone,
}  # fmt: skip
S = TypeVar("S", bound=Shape)


def policy_folder() -> Path:
    """`policy/` beside the package in a checkout, else the copy that an installed package carries."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "policy"
    return beside if (beside / "city.yaml").is_file() else package / "_policy"


@lru_cache(maxsize=8)
def current() -> Policy:
    """The policy chosen by `HUYING_POLICY`: empty for the default, a profile's name, or a folder.

    Read once per process; `current.cache_clear()` makes the next call read anew.
    Raises `PolicyErrors` with every mistake.
    """
    chosen = os.environ.get("HUYING_POLICY", "").strip()
    if chosen and (Path(chosen) / "city.yaml").is_file() and (Path(chosen) / "catalogue").is_dir():
        return load(Path(chosen))
    return load(policy_folder(), chosen or None)


def load(folder: Path, profile: str | None = None) -> Policy:
    """The policy of a folder with a profile laid on top; raises `PolicyErrors` with every mistake.

    `profile` is a name in `folder/profiles/` or the path of a folder with the files that differ.
    """
    draft = Draft.read(folder, profile)
    policy = draft.finish()
    if policy is None:
        raise PolicyErrors(draft.notes.mistakes)
    return policy


def check(folder: Path, profile: str | None = None) -> list[Mistake]:
    """Every mistake in the files, in the order of files and lines; empty when all is well."""
    draft = Draft.read(folder, profile)
    draft.finish()
    return sorted(draft.notes.mistakes)


@dataclass(slots=True)
class Draft:
    """The files of one policy while they are being checked."""

    folder: Path
    profile: str
    notes: Notes
    version: str
    tables: dict[str, Shape] = field(default_factory=dict)
    classes: dict[str, TopClass] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, profile: str | None) -> "Draft":
        """Read every file once, the profile's laid upon the default's."""
        marks: dict[str, Marked] = {}
        mistakes: list[Mistake] = []
        summed = sha256()
        names = sorted(path.name for path in (folder / "catalogue").glob("*.yaml"))
        over, over_name = _overlay(folder, profile, mistakes)
        if over is not None:
            names = sorted({*names, *(path.name for path in (over / "catalogue").glob("*.yaml"))})
            _check_known(over, over_name, mistakes)
        for file in (*FILES, *(f"catalogue/{name}" for name in names)):
            marked = _read_both(folder, over, over_name, file, mistakes, summed)
            if marked is not None:
                marks[file] = marked
        if not names:
            zh, en = "事项分类目录为空", "the catalogue of matters is empty"
            mistakes.append(Mistake("catalogue", 1, "", zh, en, "catalogue/01.yaml …"))
        return cls(folder, profile or "", Notes(marks, mistakes), summed.hexdigest()[:12])

    def finish(self) -> Policy | None:
        """Fit and check; the policy if nothing at all is wrong."""
        for file, marked in self.notes.marks.items():
            if file in FILES:
                table = fit(FILES[file], marked, self.notes.mistakes)
                if table is not None:
                    self.tables[file] = table
            else:
                top = fit(TopClass, marked, self.notes.mistakes)
                if top is not None:
                    self.classes[file] = top
        check_ids(self.notes)
        self._cross_check()
        return self._policy() if not self.notes.mistakes else None

    def table(self, file: str, _shape: type[S]) -> S | None:
        """A file's model, `None` if the file is broken."""
        return cast(S | None, self.tables.get(file))

    def _cross_check(self) -> None:
        notes = self.notes
        city, places = self.table("city.yaml", City), self.table("divisions.yaml", DivisionsFile)
        units, dispatch = self.table("units.yaml", UnitsFile), self.table("dispatch.yaml", DispatchFile)
        deadlines = self.table("deadlines.yaml", DeadlinesFile)
        check_classes(notes, self.classes)
        if city is not None:
            check_city(notes, city)
        if places is not None:
            check_divisions(notes, places)
        if places is not None and units is not None:
            divisions = divisions_of(places)
            known = units_of(units, divisions)
            check_units(notes, units, known, divisions)
            catalogue_whole = len(self.classes) == sum(file not in FILES for file in notes.marks)
            if dispatch is not None and self.classes and catalogue_whole:
                check_dispatch(notes, dispatch, categories_of(tuple(self.classes.values())), divisions, known)
        if city is not None and units is not None:
            check_duties(notes, units, city)
        phone = self.table("phone.yaml", Phone)
        if phone is not None:
            check_emergencies(notes, phone)
        if deadlines is not None:
            check_deadlines(notes, deadlines)
        if deadlines is not None and dispatch is not None:
            check_dispatch_limits(notes, dispatch, deadlines)
        check_words(
            notes, self.table("notices.yaml", NoticesFile), self.table("doors.yaml", DoorsFile),
            self.table("grounds.yaml", GroundsFile),
        )  # fmt: skip

    def _policy(self) -> Policy:
        categories = categories_of(tuple(self.classes.values()))
        divisions = divisions_of(self._sure("divisions.yaml", DivisionsFile))
        units = units_of(self._sure("units.yaml", UnitsFile), divisions)
        deadlines, grounds = (
            self._sure("deadlines.yaml", DeadlinesFile),
            self._sure("grounds.yaml", GroundsFile),
        )
        doors, quality = self._sure("doors.yaml", DoorsFile), self._sure("quality.yaml", QualityFile)
        steps = self._sure("ladder.yaml", LadderFile).ladder
        return Policy(
            version=self.version, folder=self.folder, profile=self.profile,
            city=self._sure("city.yaml", City),
            categories=MappingProxyType(categories), divisions=MappingProxyType(divisions),
            units=MappingProxyType(units), grounds=_by(grounds.grounds, "code"),
            reasons=MappingProxyType({key: _by(items, "code") for key, items in grounds.reasons.items()}),
            limits=deadlines.rules, warnings=deadlines.warnings, extension=deadlines.extension,
            ladder=MappingProxyType({promise: steps.get(cast(Any, promise), ()) for promise in PROMISES}),
            notices=_by(self._sure("notices.yaml", NoticesFile).notices, "id"),
            doors=_by(doors.doors, "id"), advice=doors.advice, cards=doors.cards,
            thresholds=quality.thresholds, quality=quality.quality,
            retention=_by(self._sure("retention.yaml", RetentionFile).periods, "id"),
            understanding=self._sure("understanding.yaml", Understanding), phone=self._sure("phone.yaml", Phone),
            router=Router.of(self._sure("dispatch.yaml", DispatchFile), categories, divisions, units),
        )  # fmt: skip

    def _sure(self, file: str, shape: type[S]) -> S:
        table = self.table(file, shape)
        assert table is not None, file  # a missing table is a mistake, and then there is no policy
        return table


def _overlay(folder: Path, profile: str | None, mistakes: list[Mistake]) -> tuple[Path | None, str]:
    """The profile's folder and its name in mistakes."""
    if not profile:
        return None, ""
    inside = folder / "profiles" / profile
    if "/" not in profile and os.sep not in profile and inside.is_dir():
        return inside, f"profiles/{profile}"
    if Path(profile).is_dir():
        return Path(profile), profile.rstrip("/")
    known = sorted(path.name for path in (folder / "profiles").glob("*") if path.is_dir())
    zh, en = f"方案“{profile}”不存在", f"profile “{profile}” does not exist"
    mistakes.append(Mistake(f"profiles/{profile}", 1, "", zh, en, " / ".join(known) or "…"))
    return None, ""


def _check_known(over: Path, name: str, mistakes: list[Mistake]) -> None:
    """A file that no one reads would be a change that never happens."""
    for path in sorted(over.glob("*.yaml")):
        if path.name not in FILES:
            zh, en = f"没有名为“{path.name}”的文件", f"no file is called “{path.name}”"
            write = " / ".join(FILES)
            mistakes.append(Mistake(f"{name}/{path.name}", 1, "", zh, en, write))


def _read_both(
    folder: Path, over: Path | None, over_name: str, file: str, mistakes: list[Mistake], summed: Any
) -> Marked | None:
    found: Marked | None = None
    for root, name in ((folder, file), (over, f"{over_name}/{file}")):
        path = root / file if root is not None else None
        if path is None or not path.is_file():
            continue
        # by role, not by path: the version is the same on every machine
        summed.update(f"{file}\0{root is over:d}\0".encode() + path.read_bytes() + b"\0")
        marked = read(path, name, mistakes)
        if marked is None:
            return None
        found = merge(found, marked, mistakes) if found is not None else marked
    if found is None:
        zh, en = f"缺少文件 {file}", f"file {file} is missing"
        mistakes.append(
            Mistake(file, 1, "", zh, en, f"{file}（可从默认方案复制 copy it from the default policy）")
        )
    return found


def _by(items: Any, key: str) -> Any:
    return MappingProxyType({getattr(item, key): item for item in items})
