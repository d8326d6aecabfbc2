"""Drawn pictures instead of photos: a few scenes in flat colours with a caption strip, so that galleries have something."""

from __future__ import annotations

import io
import random
from datetime import datetime
from functools import lru_cache

from PIL import Image, ImageDraw

from huying.people.persons import Person
from huying.tickets import uploads
from huying.tickets.models import Attachment, Ticket

SIZE = (800, 600)
_SKIES = ((166, 199, 219), (196, 212, 222), (232, 205, 168), (74, 88, 116), (150, 168, 178))
_WALLS = ((201, 190, 172), (176, 164, 150), (214, 203, 190), (158, 150, 146), (190, 172, 158))


def upload(rng: random.Random, matter: str, holder: str, now: datetime) -> list[str]:
    """One to three pictures held by `holder`, ready to go with a request; returns their tokens."""
    return [_taken(rng.randrange(8), f"{matter}{place + 1}.jpg", holder, None, Attachment.CITIZEN, now)
            for place in range(rng.choice((1, 1, 2, 3)))]


def evidence(rng: random.Random, number: str, by: Person, now: datetime) -> list[str]:
    """A picture of the scene, taken by staff and tied to the ticket; returns its token."""
    holder = f"staff:{by.id}"
    token = _taken(rng.randrange(8), "现场照片.jpg", holder, by, Attachment.EVIDENCE, now)
    return uploads.attach([token], Ticket.objects.only("pk").get(number=number), holder)


def _taken(place: int, name: str, holder: str, by: Person | None, purpose: str, now: datetime) -> str:
    data = picture(place)
    begun = uploads.start(name, len(data), purpose, holder=holder, by=by, now=now)
    return uploads.append(begun.token, holder, 0, data, now).token


@lru_cache(maxsize=16)
def picture(place: int) -> bytes:
    """The `place`-th drawn street as JPEG bytes."""
    rng = random.Random(f"picture:{place}")
    image = Image.new("RGB", SIZE, rng.choice(_SKIES))
    draw = ImageDraw.Draw(image)
    _houses(draw, rng)
    draw.rectangle((0, 430, 800, 600), fill=(112, 114, 116))
    for x in range(-40, 800, 120):
        draw.polygon(((x, 520), (x + 60, 520), (x + 52, 530), (x - 8, 530)), fill=(226, 224, 214))
    for step in (_tree, _barrier, _hole)[: 1 + place % 3]:
        step(draw, rng)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _houses(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    x = 0
    while x < SIZE[0]:
        width, top = rng.randint(110, 190), rng.randint(90, 260)
        draw.rectangle((x, top, x + width, 430), fill=rng.choice(_WALLS))
        for row in range(top + 22, 400, 46):
            for column in range(x + 14, x + width - 24, 40):
                draw.rectangle((column, row, column + 22, row + 26), fill=rng.choice(((92, 112, 128), (120, 140, 152), (238, 220, 160))))
        x += width + rng.randint(4, 16)


def _tree(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    x = rng.randint(80, 700)
    draw.rectangle((x - 9, 330, x + 9, 450), fill=(102, 80, 62))
    for _ in range(9):
        dx, dy = rng.randint(-52, 52), rng.randint(-60, 30)
        draw.ellipse((x + dx - 44, 300 + dy - 40, x + dx + 44, 300 + dy + 40), fill=rng.choice(((76, 116, 78), (92, 134, 86))))


def _barrier(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    x = rng.randint(60, 480)
    for place in range(8):
        draw.rectangle((x + place * 30, 440, x + place * 30 + 30, 470), fill=((214, 96, 60), (240, 236, 228))[place % 2])
    draw.rectangle((x + 8, 470, x + 16, 508), fill=(90, 90, 90))
    draw.rectangle((x + 224, 470, x + 232, 508), fill=(90, 90, 90))


def _hole(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    x = rng.randint(160, 600)
    draw.ellipse((x - 90, 530, x + 90, 580), fill=(66, 62, 60))
    draw.ellipse((x - 70, 536, x + 66, 572), fill=(48, 46, 46))
