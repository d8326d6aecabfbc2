"""Our own icons: 24 × 24, strokes of 1.75, round ends; drawn for this product."""

# ruff: noqa: E501  (drawings, not prose)

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# name → inner SVG. Kept as short paths: a list page carries several per row.
ICONS: dict[str, str] = {
    "alert": '<path d="M12 4 2.8 19.5h18.4L12 4Z"/><path d="M12 10v4.2M12 17v.01"/>',
    "archive": '<path d="M4 8.5h16v11H4zM3 4.5h18v4H3zM10 12.5h4"/>',
    "arrow-left": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "attach": '<path d="m19.5 11.5-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.3 4.3l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2l7.2-7.1"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 2h-15zM10 21h4"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 3.5 4.8v13.7c3.5-.3 6.5.2 8.5 1.7 2-1.5 5-2 8.5-1.7V4.8C17 4.5 14 5 12 6.5Zm0 0v13.7"/>',
    "building": '<path d="M5 20.5V4.5h9v16M14 9.5h5v11M3 20.5h18M8.5 8.5h2M8.5 12h2M8.5 15.5h2"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V7M16 3.5V7M8 14.5h.01M12 14.5h.01M16 14.5h.01"/>',
    "camera": '<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11.5H4z"/><circle cx="12" cy="13.3" r="3.4"/>',
    "chart": '<path d="M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6"/>',
    "chat": '<path d="M4 5h16v11.5h-8.5L7 20.5v-4H4zM8 9.5h8M8 12.5h5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19.5 7"/>',
    "check-circle": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8L16.2 9.5"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "chevron-left": '<path d="m14.5 6-6 6 6 6"/>',
    "chevron-right": '<path d="m9.5 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.5 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "copy": '<path d="M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4"/>',
    "dispatch": '<path d="M4 12h5m0 0 4-6.5h3M9 12l4 6.5h3M9 12h7"/><circle cx="18.5" cy="5.5" r="1.8"/><circle cx="18.5" cy="12" r="1.8"/><circle cx="18.5" cy="18.5" r="1.8"/>',
    "download": '<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15"/>',
    "edit": '<path d="m14.5 5.5 4 4L9 19H5v-4zM12.5 7.5l4 4"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.8"/>',
    "eye-off": '<path d="m4 4 16 16M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-3 3.7M6 8a15.5 15.5 0 0 0-3.5 4S6 18.5 12 18.5c1.3 0 2.5-.3 3.6-.8M9.9 10a2.8 2.8 0 0 0 4 4"/>',
    "face-bad": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 16a4.5 4.5 0 0 1 7 0M9 9.8v.01M15 9.8v.01"/>',
    "face-flat": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 15h7M9 9.8v.01M15 9.8v.01"/>',
    "face-good": '<circle cx="12" cy="12" r="8.5"/><path d="M8.5 14a4.5 4.5 0 0 0 7 0M9 9.8v.01M15 9.8v.01"/>',
    "face-great": '<circle cx="12" cy="12" r="8.5"/><path d="M7.8 13.3h8.4a4.2 4.2 0 0 1-8.4 0ZM8 10q1-1.5 2 0M14 10q1-1.5 2 0"/>',
    "face-worst": '<circle cx="12" cy="12" r="8.5"/><path d="M8.3 16.5a4.3 4.3 0 0 1 7.4 0M8 8.8l2 1.2M16 8.8l-2 1.2"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5"/>',
    "filter": '<path d="M4 5.5h16l-6.2 7.3v5.7l-3.6 1.5v-7.2z"/>',
    "fire": '<path d="M12 21c-4 0-6.5-2.7-6.5-6.3 0-4.7 4.7-6 5.2-11.2 3 1.5 4.5 4.3 4 7.2 1-.4 1.6-1.2 1.8-2.2 1.4 1.8 2 3.7 2 6.2C18.5 18.3 16 21 12 21Z"/>',
    "flag": '<path d="M5.5 21V4.5M5.5 5c4-2.5 8 2.5 13 0v9c-5 2.5-9-2.5-13 0"/>',
    "hand-back": '<path d="M9 6 4.5 10.5 9 15M4.5 10.5H14a5 5 0 0 1 0 10h-3"/>',
    "heart": '<path d="M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15 12 20 12 20Z"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.9M12 16.8v.01"/>',
    "home": '<path d="m3.5 11.5 8.5-7 8.5 7M6 10v9.5h12V10M10 19.5v-5h4v5"/>',
    "image": '<path d="M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5"/><circle cx="15.5" cy="9" r="1.4"/>',
    "inbox": '<path d="M4 13.5 6.5 5h11L20 13.5V19H4zM4 13.5h5l1 2.5h4l1-2.5h5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.01"/>',
    "keyboard": '<path d="M3 6.5h18v11H3zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8"/>',
    "language": '<path d="M3.5 6h10M8.5 4v2M11.5 6c-.8 3.5-3.5 6.3-7 7.5M6 9c1.2 2.3 3 3.8 5.5 4.5M12.5 20l4-9.5 4 9.5M14 17h5"/>',
    "layers": '<path d="m12 4 8.5 4.5L12 13 3.5 8.5zM3.5 12.5 12 17l8.5-4.5M3.5 16 12 20.5 20.5 16"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"/>',
    "location": '<path d="M12 21s6.5-6 6.5-11.2a6.5 6.5 0 1 0-13 0C5.5 15 12 21 12 21Z"/><circle cx="12" cy="9.8" r="2.4"/>',
    "lock": '<path d="M5.5 10.5h13v10h-13zM8.5 10.5v-3a3.5 3.5 0 0 1 7 0v3M12 14.5v2"/>',
    "logout": '<path d="M14 4.5H5.5v15H14M10 12h10.5m-4-4 4 4-4 4"/>',
    "mail": '<path d="M3.5 5.5h17v13h-17zM4 6.5l8 6 8-6"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "merge": '<path d="M6 4v3c0 3 6 3 6 7v6M18 4v3c0 3-6 3-6 7M9 17l3 3 3-3"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"/>',
    "more": '<path d="M5.5 12h.01M12 12h.01M18.5 12h.01"/>',
    "pause": '<path d="M8.5 5.5v13M15.5 5.5v13"/>',
    "people": '<circle cx="9" cy="8" r="3.3"/><path d="M3 19.5c.3-3.7 2.6-6 6-6s5.7 2.3 6 6M15.5 5a3.3 3.3 0 0 1 0 6M17.3 14c2.2.7 3.5 2.7 3.7 5.5"/>',
    "phone": '<path d="M5 4h4l1.5 5-2.3 1.7a12 12 0 0 0 5.1 5.1L15 13.5l5 1.5v4c0 .8-.7 1.5-1.5 1.5C10.5 20 4 13.5 3.5 5.5 3.5 4.7 4.2 4 5 4Z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8.5v-5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"/>',
    "refresh": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5"/>',
    "scale": '<path d="M12 4v16.5M7.5 20.5h9M5 7l7-1.5L19 7M5 7l-2.5 6.5h5zM19 7l-2.5 6.5h5z"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="M20.5 3.5 3.5 10.5l6.5 3 3 6.5zM10 13.5l5-5"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h7M15 17h5"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="12" r="2"/><circle cx="13" cy="17" r="2"/>',
    "shield": '<path d="M12 3.5 4.5 6.5V12c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6.5zM8.8 12l2.3 2.3L15.3 10"/>',
    "sign": '<path d="M4 19.5h16M5 15.5c2-6 5-11.5 7-11.5s-1 9.5 0 10 2.5-4 3.5-4 .5 4 4.5 4"/>',
    "star": '<path d="m12 3.8 2.5 5.3 5.8.7-4.3 4 1.2 5.7-5.2-2.9-5.2 2.9L8 13.8l-4.3-4 5.8-.7z"/>',
    "sun": '<circle cx="12" cy="12" r="3.8"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>',
    "tag": '<path d="M4 4.5h8l8 8-7.5 7.5-8-8zM8 8.5h.01"/>',
    "text-size": '<path d="M3 18.5 8 6l5 12.5M4.6 14.5h6.8M14 18.5l3.5-8.5 3.5 8.5M15.2 15.7h4.6"/>',
    "ticket": '<path d="M5 3.5h14V20.5l-2.3-1.5-2.4 1.5-2.3-1.5-2.3 1.5-2.4-1.5L5 20.5zM8.5 8h7M8.5 11.5h7M8.5 15h4"/>',
    "transfer": '<path d="M4 8.5h14m-4-4 4 4-4 4M20 15.5H6m4 4-4-4 4-4"/>',
    "upload": '<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M4.5 15.5v4h15v-4"/>',
    "urge": '<path d="M4 10v4h3l7 4.5v-13L7 10zM17.5 9a4 4 0 0 1 0 6M8 14.5l1 5h2.5"/>',
    "user": '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20.5c.5-4.3 3.3-7 7.5-7s7 2.7 7.5 7"/>',
}


def icon(name: str, css: str = "") -> SafeString:
    """The SVG markup of an icon, hidden from screen readers. Unknown names raise KeyError: a typo is a bug."""
    inner = mark_safe(ICONS[name])  # noqa: S308  our own markup above
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', css, inner
    )


LIGHT_SHAPES: dict[str, str] = {
    "green": '<circle cx="8" cy="8" r="6.5"/>',
    "yellow": '<path d="M8 1 15.5 14.5H.5z"/>',
    "red": '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/>',
    "paused": '<path d="M3.5 2h3v12h-3zM9.5 2h3v12h-3z"/>',
    "none": '<circle cx="8" cy="8" r="5.5"/>',
}


def light_shape(colour: str) -> SafeString:
    """Circle, triangle, octagon, pause bars or ring: the light is told by shape as well as by colour."""
    inner = mark_safe(LIGHT_SHAPES[colour])  # noqa: S308
    return format_html('<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', inner)
