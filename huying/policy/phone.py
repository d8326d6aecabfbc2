"""The phone (`phone.yaml`): what callers hear, how they wait, skills, pauses, ratings, emergencies."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .shape import Clock, Shape, Slug, Text, one_of, wrong

SENTENCES: Final = (
    "greeting", "busy_hour", "waiting", "next", "offer_back", "promised", "surge", "noted", "enter_number", "enter_code", "progress",
    "completion", "not_found", "recording", "number", "rate", "rated", "emergency", "again", "warned",
    "survey", "unheard", "surveyed", "stopped",
)  # fmt: skip
"""Everything that the machine may say on the line."""
Key = Annotated[str, Field(pattern=r"^[0-9*]$")]
Hours = tuple[tuple[Clock, Clock], ...]


def _check_sentence(name: str) -> str:
    if name not in SENTENCES:
        raise wrong(f"没有“{name}”这句话", f"there is no sentence “{name}”", one_of(name, sorted(SENTENCES)))
    return name


class Spoken(Shape):
    """One sentence in both languages."""

    zh: Text
    en: Text


class Keys(Shape):
    """What may be pressed; nothing else is asked for (GB/T 33358 advises against menus). `stop`: no more surveys; `emergency`: who is
    slowed for calling too often and is in danger."""

    progress: Key
    person: Key
    back: Key
    stop: Key
    emergency: Key


class Line(Shape):
    """How callers wait. Times in seconds unless the name says otherwise."""

    ring_seconds: int = Field(ge=3, le=120)
    wrap_seconds: int = Field(ge=0, le=600)
    service_seconds: int = Field(ge=1, le=120)
    service_share: float = Field(gt=0, le=1)
    place_every_seconds: int = Field(ge=5)
    offer_back_after_seconds: int = Field(ge=0)
    surge_waiting: int = Field(ge=1)
    repeat_hours: int = Field(ge=0)
    longest_minutes: int = Field(ge=1)
    night: Hours = ()


class Priority(Shape):
    """What brings a caller forward; a higher figure is served first."""

    repeat: int = Field(ge=0)
    elderly: int = Field(ge=0)
    emergency: int = Field(ge=0)


class Skill(Shape):
    """What a seat can; `language`: callers of it need the skill. `direct`: straight to a person."""

    id: Slug
    name: Text
    en: Text
    language: Literal["", "zh-hans", "en"] = ""
    direct: bool = False


class Pause(Shape):
    """A reason for not taking calls."""

    id: Slug
    name: Text
    en: Text


class Callers(Shape):
    """One number that calls too often: warned, then slowed, never dropped."""

    warn_per_hour: int = Field(ge=1)
    slow_per_hour: int = Field(ge=1)
    slow_seconds: int = Field(ge=1, le=300)


class Outbound(Shape):
    """When and how often we call out; `lines`: recorded surveys at the same time, which need no seat."""

    hours: Hours = Field(min_length=1)
    tries: int = Field(ge=1, le=10)
    again_minutes: int = Field(ge=1)
    per_seat: float = Field(gt=0, le=3)
    lines: int = Field(ge=1, le=500)


class SurveyQuestion(Shape):
    """One question; `keys` → value. A value of `ends` ends the survey. `matter` and `agent` take grades of 好差评, `solved` yes or no."""

    id: Literal["matter", "agent", "solved"]
    says: Spoken
    keys: dict[Key, Literal["very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied", "yes", "no"]]
    ends: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        values = set(self.keys.values())
        if not values or (self.id == "solved") != (values <= {"yes", "no"}) or not set(self.ends) <= values:
            raise wrong(f"问题“{self.id}”的按键与答案不符", f"the keys of “{self.id}” do not fit it", '{"1": "yes", "2": "no"}')
        return self


class Survey(Shape):
    """A recorded survey by keys; `patience`: wrong or missing keys until a question is passed over, `seconds`: the wait for a key."""

    id: Slug
    name: Text
    en: Text
    seconds: int = Field(ge=2, le=30, default=6)
    questions: tuple[SurveyQuestion, ...] = Field(min_length=1, max_length=5)
    patience: int = Field(ge=1, le=5, default=2)


class EmergencyLine(Shape):
    """`drill`: the number of a stand-in that can never reach a real line. `next`: the service that is rung when no line answers."""

    drill: Annotated[str, Field(pattern=r"^9\d{2,7}$")]
    next: Slug | None = None


class Emergencies(Shape):
    """How services are called; keys of `lines` are the city's emergency services."""

    answer_seconds: int = Field(ge=5, le=120)
    lines: dict[Slug, EmergencyLine] = Field(min_length=1)


class Phone(Shape):
    """`phone.yaml`."""

    words: dict[Annotated[str, AfterValidator(_check_sentence)], Spoken]
    keys: Keys
    line: Line
    priority: Priority
    skills: tuple[Skill, ...] = Field(min_length=1)
    pauses: tuple[Pause, ...] = Field(min_length=1)
    callers: Callers
    outbound: Outbound
    rating_seconds: int = Field(ge=5, le=120)
    surveys: tuple[Survey, ...] = ()
    emergency: Emergencies

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in SENTENCES if name not in self.words]
        if missing:
            raise wrong(f"缺少话语：{'、'.join(missing)}", f"sentences are missing: {', '.join(missing)}", missing[0])
        if len({self.keys.progress, self.keys.person, self.keys.back, self.keys.stop, self.keys.emergency}) < 5:
            raise wrong("同一个按键有两个用途", "one key has two uses",
                        'keys: {progress: "1", person: "0", back: "2", stop: "9", emergency: "8"}')
        taken = {key for survey in self.surveys for each in survey.questions for key in each.keys} & {self.keys.person, self.keys.stop}
        if taken:
            raise wrong(f"问卷用了另有用途的按键 {'、'.join(sorted(taken))}", "a survey uses the keys for a person or for no more calls",
                        'keys: {"1": "yes", "2": "no"}')
        for named in (self.skills, self.pauses):
            names = [each.id for each in named]
            again = next((name for name in names if names.count(name) > 1), None)
            if again:
                raise wrong(f"“{again}”写了两次", f"“{again}” stands twice", "id")
        return self

    def says(self, name: str, language: str = "zh", **values: object) -> str:
        """The sentence in the caller's language, with its values."""
        spoken = self.words[name]
        return (spoken.en if language.startswith("en") else spoken.zh).format(**values)
