"""Reasons (`grounds.yaml`): for refusing a request and naming the proper channel, and for other rulings."""

from typing import Literal

from pydantic import Field

from .limits import LimitText
from .shape import Shape, Slug, Text
from .words import ReasonFor


class Channel(Shape):
    """Where to go instead; at least a name, and what of phone, web, address is known."""

    name: Text
    en: Text
    phone: str = ""
    web: str = ""
    address: str = ""


class Ground(Shape):
    """A ground for declining (不予受理) or returning (退单); `text` is told to the citizen as it stands."""

    code: Slug
    name: Text
    en: Text
    text: Text
    text_en: Text
    channels: tuple[Channel, ...] = Field(min_length=1)
    verbs: tuple[Literal["decline", "return", "merge", "transfer"], ...] = Field(min_length=1)
    hints: tuple[Text, ...] = ()
    basis: str = ""

    @property
    def channel(self) -> str:
        """The proper channels in one Chinese sentence part."""
        return "；".join(_channel(one, one.name, "，") for one in self.channels)

    @property
    def channel_en(self) -> str:
        """The proper channels in one English sentence part."""
        return "; ".join(_channel(one, one.en, ", ") for one in self.channels)


class Reason(Shape):
    """A reason for a ruling; `phone` is the number of a transfer's target, `most` a bound on its time.

    `shown` says whether the citizen reads the reason; `evidence` whether a document must be attached.
    """

    code: Slug
    name: Text
    en: Text
    about: str = ""
    about_en: str = ""
    phone: str = ""
    emergency: bool = False
    evidence: bool = False
    shown: bool = True
    most: LimitText | None = None


class GroundsFile(Shape):
    """`grounds.yaml`."""

    grounds: tuple[Ground, ...] = Field(min_length=1)
    reasons: dict[ReasonFor, tuple[Reason, ...]]


def _channel(one: Channel, name: str, comma: str) -> str:
    return comma.join(part for part in (name, one.phone, one.web, one.address) if part)
