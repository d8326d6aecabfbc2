"""The escalation ladder (`ladder.yaml`): who is told, when, by which way, as a promise runs out."""

from typing import Literal

from pydantic import model_validator

from .limits import LimitText
from .shape import Shape, Slug, wrong
from .words import Promise, Whom


class LadderStep(Shape):
    """One rung: at yellow, at the deadline, or `after` a limit beyond it.

    `unit_head` is the head of whoever holds the promise: of the unit, or the squad leader at the hotline.
    `urgent_anytime`: on urgent tickets the notice ignores quiet hours.
    """

    id: Slug
    at: Literal["yellow", "due", "after"]
    after: LimitText | None = None
    whom: Whom
    channel: Literal["desk", "sms", "phone"] = "desk"
    urgent_anytime: bool = True

    @model_validator(mode="after")
    def _after_with_limit(self) -> "LadderStep":
        if (self.at == "after") != (self.after is not None):
            raise wrong(
                "at: after 须写明 after 的时限，其他时点不写",
                "`after` needs a limit with at: after, and only there",
                'at: after, after: "1 working_days"',
            )
        return self


class LadderFile(Shape):
    """`ladder.yaml`."""

    ladder: dict[Promise, tuple[LadderStep, ...]]
