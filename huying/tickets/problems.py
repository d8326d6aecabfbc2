"""Refusals are data: what stands in the way, in the reader's words, with what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is stable for programs; `zh`/`en` are for people; `field` names the input concerned."""

    code: str
    zh: str
    en: str
    field: str = ""

    def words(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh

    def as_dict(self) -> dict[str, str]:
        return {**asdict(self), "sort": type(self).__name__}


class Blocker(Problem):
    """The act cannot be done now."""


class NeedsApproval(Problem):
    """The act can be done once somebody with more right agrees."""


class Notice(Problem):
    """The act can be done; the person should know this."""


class Refused(Exception):
    """A verb did not happen; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(problem.zh for problem in self.problems))

    @property
    def codes(self) -> set[str]:
        return {problem.code for problem in self.problems}


def blocked(code: str, zh: str, en: str, field: str = "") -> Refused:
    return Refused([Blocker(code, zh, en, field)])


def needed(field: str, zh: str, en: str) -> Blocker:
    return Blocker("needed", f"请填写{zh}。", f"Please give the {en}.", field)
