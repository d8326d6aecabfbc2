"""What is wrong in a policy file: where, what, and what to write instead."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake; `file` is relative to the policy folder, `line` counts from 1, `write` is the remedy."""

    file: str
    line: int
    id: str
    what_zh: str
    what_en: str
    write: str

    def sentence(self, language: str = "zh") -> str:
        """One line for people: file, line, id, what is wrong and what to write."""
        what, label = (self.what_en, "write") if language.startswith("en") else (self.what_zh, "应写")
        about = f" [{self.id}]" if self.id else ""
        return f"{self.file}:{self.line}{about} {what} · {label}: {self.write}"

    def as_dict(self) -> dict[str, str | int]:
        """The same for programs (`huying check --json`)."""
        return asdict(self)


class PolicyErrors(Exception):
    """The policy cannot be used; `mistakes` holds every mistake found, in the order of files and lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: list[Mistake] = sorted(mistakes)
        super().__init__("\n".join(one.sentence() for one in self.mistakes))
