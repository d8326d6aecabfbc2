"""A recorded survey by keys, as data: what is asked next, and what the answers come to; pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from huying.policy.phone import Survey, SurveyQuestion


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a survey stands. `answers`: the value chosen for each question; `missed`: keys in a row that were none of the choices."""

    survey: Survey
    place: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    missed: int = 0

    @property
    def question(self) -> SurveyQuestion | None:
        """What is to be asked now; None: it is over."""
        return self.survey.questions[self.place] if self.place < len(self.survey.questions) else None

    @property
    def is_over(self) -> bool:
        return self.question is None


def pressed(asked: Asked, key: str) -> Asked:
    """One key, or none in time (empty). An unknown one asks again; after `patience` of them the question is passed over."""
    question = asked.question
    if question is None:
        return asked
    if key in question.keys:
        value = question.keys[key]
        answers = {**asked.answers, question.id: value}
        ends = value in question.ends
        return replace(asked, place=len(asked.survey.questions) if ends else asked.place + 1, answers=answers, missed=0)
    if asked.missed + 1 >= asked.survey.patience:
        return replace(asked, place=asked.place + 1, missed=0)
    return replace(asked, missed=asked.missed + 1)
