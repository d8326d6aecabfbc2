"""What the machine may say by itself (`understanding.yaml`): its parts, how sure it must be, when it learns."""

from typing import Annotated, Final, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .shape import Shape, Text, wrong

Part = Literal[
    "danger", "urgency", "category", "kind", "place", "missing", "same_matter", "nearby", "tone", "summary",
    "merge", "topics",
]  # fmt: skip
PARTS: Final[tuple[str, ...]] = get_args(Part)
Share = Annotated[float, Field(ge=0, le=1)]


class Bars(Shape):
    """How sure the machine must be, 0 to 1. Shown ≤ filled ≤ sure: what is filled in can be seen."""

    category_shown: Share
    category_filled: Share
    category_sure: Share
    merge: Share
    merge_proposed: Share
    same_matter: Share
    tone: Share

    @field_validator("merge_proposed")
    @classmethod
    def _proposed_is_shown(cls, value: float, info: ValidationInfo) -> float:
        if value < info.data.get("merge", 0.0):
            raise wrong("应当 merge ≤ merge_proposed", "merge ≤ merge_proposed is needed", "0.4 / 0.95")
        return value

    @field_validator("category_filled", "category_sure")
    @classmethod
    def _rising(cls, value: float, info: ValidationInfo) -> float:
        lower = info.data.get("category_shown" if info.field_name == "category_filled" else "category_filled")
        if lower is not None and value < lower:
            raise wrong(
                "门槛应当依次升高：category_shown ≤ category_filled ≤ category_sure",
                "thresholds must rise: category_shown ≤ category_filled ≤ category_sure",
                "0.05 / 0.10 / 0.35",
            )
        return value


class Nearby(Shape):
    """When a citizen is told that others reported the same; `per_minute` queries for one network address."""

    least: int = Field(ge=2)
    days: int = Field(ge=1, le=90)
    per_minute: int = Field(ge=1)


class LessonRules(Shape):
    """When people's decisions are enough for a retraining, and which of them count."""

    before_retraining: int = Field(ge=1)
    least_per_class: int = Field(ge=1)
    days: int = Field(ge=1)


class Words(Shape):
    """One sentence in both languages."""

    zh: Text
    en: Text


class Counted(Words):
    """A sentence that names a count as {n}."""

    @field_validator("zh", "en")
    @classmethod
    def _counts(cls, value: str) -> str:
        if "{n}" not in value:
            raise wrong("句中没有人数 {n}", "the sentence does not name the count {n}", "… {n} …")
        return value


class Wording(Shape):
    """Sentences of the hints."""

    nearby: Counted
    join: Words
    unsure: Words


class Understanding(Shape):
    """`understanding.yaml`. Switched off, everything still works by hand, and danger to life is looked for all the same."""

    enabled: bool
    parts: dict[Part, bool]
    thresholds: Bars
    nearby: Nearby
    lessons: LessonRules
    wording: Wording

    @model_validator(mode="after")
    def _whole(self) -> "Understanding":
        lacking = [part for part in PARTS if part not in self.parts]
        if lacking:
            names = ", ".join(lacking)
            raise wrong(f"“parts”缺少 {names}", f"“parts” lacks {names}", f"{lacking[0]}: true")
        return self

    def on(self, part: Part) -> bool:
        """Whether a part is switched on, itself and the whole; the watch for danger to life asks for its own switch alone."""
        return self.parts[part] and (self.enabled or part == "danger")
