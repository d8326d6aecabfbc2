"""The shapes of webhooks at the API, and of what is sent to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from huying.api.hooks.types import ALL, PING
from huying.api.hooks.wire import LONGEST
from huying.api.shapes import Status

Type = Literal[ALL]  # type: ignore[valid-type]


class HookIn(BaseModel):
    """Where to send, and what: no `types` means all."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Field(min_length=9, max_length=LONGEST, description="https, reachable from outside")]
    types: Annotated[list[Type], Field(max_length=len(ALL))] = []


class HookOut(Schema):
    """A webhook. One that is off (`off_why`) gets nothing: delete it and make a new one, or ask the hotline."""

    id: int
    url: str
    types: list[str]
    active: bool
    off_why: str
    created_at: datetime
    success_at: datetime | None
    failing_since: datetime | None


class HookMade(HookOut):
    """The secret is shown here and never again; a retry with the same key within an hour sees it once more."""

    secret: str | None


class Hooks(Schema):
    """All webhooks of the partner."""

    items: list[HookOut]


class SecretOut(Schema):
    """The new secret; until `former_until` the former one signs as well."""

    secret: str
    former_until: datetime


class DeliveryOut(Schema):
    """One message: `webhook_id` is the same for every try."""

    webhook_id: str
    type: str
    number: str | None
    sequence: int
    state: Literal["queued", "delivered", "failed"]
    tries: int
    created_at: datetime
    next_at: datetime | None
    done_at: datetime | None
    status: int | None = Field(description="what the receiver answered last")
    error: str


class Deliveries(Schema):
    """A page, newest first; `next` is what `before` is given for the following one."""

    items: list[DeliveryOut]
    next: str | None


class Changed(BaseModel):
    """What changed of which request. `sequence` counts by webhook and request: 1, 2, 3 …; ask for the rest by the number."""

    number: str
    status: Status
    sequence: int


class Message(BaseModel):
    """What is posted, signed by the Standard Webhooks specification."""

    type: Type
    timestamp: datetime
    data: Changed


class Ping(BaseModel):
    """A test: no data."""

    type: Literal[PING]  # type: ignore[valid-type]
    timestamp: datetime
    data: dict[str, str]
