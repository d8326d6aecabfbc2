"""The doors (`doors.yaml`): how people reach the hotline, and which way is advised in which situation."""

from pydantic import Field

from .cards import Card
from .shape import Shape, Slug, Text
from .words import DoorCode


class Door(Shape):
    """A way in; `online` doors ask for a real name where the city requires it."""

    id: DoorCode
    name: Text
    en: Text
    online: bool
    about: Text
    about_en: Text
    best_for: str = ""
    best_for_en: str = ""


class Advice(Shape):
    """What a citizen is told in a situation before submitting; `call` lists numbers to ring at once."""

    id: Slug
    situation: Text
    situation_en: Text
    text: Text
    text_en: Text
    doors: tuple[DoorCode, ...] = ()
    call: tuple[Text, ...] = ()
    first: bool = False


class DoorsFile(Shape):
    """`doors.yaml`."""

    doors: tuple[Door, ...] = Field(min_length=1)
    advice: tuple[Advice, ...]
    cards: tuple[Card, ...] = ()
