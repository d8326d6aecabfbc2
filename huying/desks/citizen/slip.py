"""The slip at the end of a request: number, code, a code to scan, and a picture of all three to keep."""

from __future__ import annotations

import base64
import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from PIL import Image, ImageDraw, ImageFont

from huying.desks.citizen.frame import english
from huying.tickets import numbers
from huying.tickets.models import Ticket

WIDTH, HEIGHT = 720, 860


def slip(request: HttpRequest, ticket: Ticket, *, with_code: bool) -> dict[str, Any]:
    """Template variables: `code` (or empty), `spoken`, `qr`, `picture` (a data address) and `link`."""
    code = numbers.code_for(ticket.number, settings.MASTER_SECRET) if with_code else ""
    link = progress_link(request, ticket.number)
    return {"code": code, "spoken": _spoken(ticket.number), "link": link, "qr": qr(link),
            "picture": picture(ticket.number, code, link)}


def _spoken(number: str) -> str:
    """The number in the groups in which one reads it out."""
    if english():
        return f"{number[:2]} {number[2:4]} {number[4:6]} – {number[6:9]} {number[9:12]} – {number[12:]}"
    return numbers.spoken(number)


def progress_link(request: HttpRequest, number: str) -> str:
    """Where the progress is; the secret is never part of it."""
    path = f"{reverse('citizen:progress')}?{urlencode({'number': number})}"
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def qr(text: str) -> SafeString:
    """The code to scan as SVG without style attributes."""
    drawn = segno.make(text, error="m").svg_inline(scale=5, border=2, omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308  segno's own drawing


def picture(number: str, code: str, link: str) -> str:
    """A PNG with number, code and the code to scan, as a data address; digits only, for it needs no font of ours."""
    page = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, WIDTH, 110), fill="#083f48")
    draw.text((WIDTH / 2, 55), "12345", font=ImageFont.load_default(56), fill="#ffffff", anchor="mm")
    draw.text((WIDTH / 2, 175), numbers.shown(number), font=ImageFont.load_default(58), fill="#10262b", anchor="mm")
    if code:
        draw.text((WIDTH / 2, 250), f"PIN {code}", font=ImageFont.load_default(46), fill="#a84308", anchor="mm")
    stream = io.BytesIO()
    segno.make(link, error="m").save(stream, kind="png", scale=12, border=1)
    with Image.open(stream) as drawn:
        small = drawn.convert("RGB").resize((520, 520), Image.Resampling.NEAREST)
    page.paste(small, ((WIDTH - 520) // 2, 300))
    out = io.BytesIO()
    page.convert("P", palette=Image.Palette.ADAPTIVE, colors=16).save(out, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
