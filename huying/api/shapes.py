"""The shapes of the API's requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from huying.tickets.incoming import LONGEST, told
from huying.tickets.states import Kind

# Where a request stands, as its citizen sees it (staff states are not told).
Status = Literal["submitted", "incomplete", "in_progress", "completed", "reviewing", "declined", "closed", "transferred",
                 "merged", "withdrawn"]
Title = Annotated[str, Field(max_length=LONGEST["title"])]
Long = Annotated[str, Field(max_length=LONGEST["detail"])]


# Not a Schema, which looks every field up through Django's objects first: this one is read from JSON only, and most.
class NewRequest(BaseModel):
    """诉求: the five elements (time, place, persons, event, wish), and how to reach the citizen."""

    model_config = ConfigDict(extra="forbid")

    title: Title = ""
    detail: Annotated[str, Field(min_length=2, max_length=LONGEST["detail"], description="the event, in the citizen's words")]
    wish: Long = ""
    happened: Annotated[str, Field(max_length=LONGEST["happened"], description="when, in words")] = ""
    place: Annotated[str, Field(max_length=LONGEST["place"])] = ""
    parties: Annotated[str, Field(max_length=LONGEST["parties"])] = ""
    lon: Annotated[float | None, Field(ge=-180, le=180, description="degrees east, WGS 84")] = None
    lat: Annotated[float | None, Field(ge=-90, le=90, description="degrees north, WGS 84")] = None
    division: Annotated[str, Field(max_length=12, description="administrative division code")] = ""
    category: Annotated[str, Field(max_length=6, description="a code of /categories, where the citizen chose one")] = ""
    kind: Kind | None = None
    name: Annotated[str, Field(max_length=LONGEST["name"], description="needed where the city asks for a real name")] = ""
    phone: Annotated[str, Field(max_length=40, description="needed where the city asks for a real name")] = ""
    language: Literal["zh-hans", "en"] = "zh-hans"
    sms_only: bool = False
    confidential: bool = False
    attachments: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=50, description="tokens of /attachments")] = []

    @property
    def words(self) -> str:
        """All that is told, as the core reads it."""
        return told(self.title, self.detail, self.wish)


class Words(BaseModel):
    """The citizen's words; they may be missing."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[str, Field(max_length=2000)] = ""


class Completion(BaseModel):
    """What was asked for, by element; `words` are added to the event."""

    model_config = ConfigDict(extra="forbid")

    words: Long = ""
    time: Annotated[str, Field(max_length=LONGEST["happened"])] = ""
    place: Annotated[str, Field(max_length=LONGEST["place"])] = ""
    person: Annotated[str, Field(max_length=LONGEST["parties"])] = ""
    event: Long = ""
    wish: Long = ""


Answered = Literal["very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied"]


class RatingIn(BaseModel):
    """The matter and the call apart, and whether it is solved."""

    model_config = ConfigDict(extra="forbid")

    matter: Answered
    agent: Answered | None = None
    solved: bool | None = None
    comment: Annotated[str, Field(max_length=2000)] = ""


class Done(Schema):
    """The act was done; `replayed`: it had been done before under the same key."""

    number: str
    status: Status
    replayed: bool


class FiledOne(Schema):
    """One request of the partner, in short."""

    number: str
    status: Status
    registered_at: datetime
    changed_at: datetime
    due_at: datetime | None


class Filed(Schema):
    """A page; `next` is what `before` is given for the following one."""

    items: list[FiledOne]
    next: str | None


class Attached(Schema):
    """Tokens of files that are held for a request."""

    attachments: list[str]


class Missing(Schema):
    """What the citizen is asked to add, and why it helps."""

    element: Literal["time", "place", "person", "event", "wish"]
    ask: str
    ask_en: str
    why: str
    why_en: str


class Danger(Schema):
    """Danger to life was read in the words: show these numbers before anything else."""

    call: list[str]
    advice: str
    advice_en: str


class Receipt(Schema):
    """What came of the request. `joined`: it urged the citizen's own running request; then no number is told here."""

    number: str | None
    code: str | None = Field(description="extraction code 提取码: proves later that the request is one's own")
    status: Status
    joined: bool
    registered_at: datetime
    due_at: datetime | None
    missing: list[Missing]
    danger: Danger | None
    message: str
    message_en: str


class Session(Schema):
    """A citizen's token, for `Authorization: Bearer`; `expires_in` in seconds."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int


class Happening(Schema):
    """One step in the life of the request."""

    at: datetime
    text: str
    text_en: str


class Answer(Schema):
    """An answer that the hotline has passed."""

    at: datetime
    unit: str
    unit_en: str
    text: str


class Progress(Schema):
    """Where a request stands."""

    number: str
    status: Status
    status_text: str
    status_text_en: str
    kind: Kind
    category: str
    category_name: str
    category_name_en: str
    registered_at: datetime
    due_at: datetime | None
    missing: list[str]
    history: list[Happening]
    answers: list[Answer]


class CategoryOut(Schema):
    """One entry of the catalogue; requests are filed under level 3."""

    code: str
    name: str
    name_en: str
    level: Literal[1, 2, 3]
    parent: str | None
    about: str
    kinds: list[Kind]


class Categories(Schema):
    """`version` changes when the city's policy does."""

    version: str
    items: list[CategoryOut]


class AdviceOut(Schema):
    """What the city advises in a situation, before anything is written; `call`: numbers to ring."""

    situation: str
    situation_en: str
    text: str
    text_en: str
    call: list[str]
    first: bool


class DoorOut(Schema):
    """A way to the hotline."""

    name: str
    name_en: str
    about: str
    about_en: str
    best_for: str
    best_for_en: str


class Word(Schema):
    """A value of the API in the city's words."""

    code: str
    name: str
    name_en: str


class City(Schema):
    """What an app needs to know before anybody writes."""

    name: str
    name_en: str
    number: str
    real_name: bool = Field(description="name and phone are needed")
    emergency: list[Word] = Field(description="numbers for danger to life; `code` is the number")
    most_files: int
    most_megabytes: int
    grades: list[Word]
    statuses: list[Word]
    doors: list[DoorOut]
    advice: list[AdviceOut]
