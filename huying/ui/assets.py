"""Built scripts and styles: from the manifest that the front end's build leaves to the tags of a page."""

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

log = logging.getLogger(__name__)
DIST = Path(__file__).parent / "static" / "dist"


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: int) -> dict[str, dict[str, Any]]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def manifest() -> dict[str, dict[str, Any]]:
    """The build's manifest, read again when it changes; empty when the front end was not built."""
    path = DIST / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        log.warning("front end not built: pages come without style; run `npm ci && npm run build` in frontend/")
        return {}


def _address(file: str) -> str:
    # Not through the static files storage: names carry their hash already, and parts import one another by them.
    return f"{settings.STATIC_URL}dist/{file}"


def tags(entry: str) -> SafeString:
    """The link and script tags of an entry ("main.js", "charts.js"); empty when not built."""
    built = manifest()
    chunk = built.get(f"src/{entry}")
    if chunk is None:
        return mark_safe("")
    parts = [built[name] for name in chunk.get("imports", ())]
    styles = [file for part in (*parts, chunk) for file in part.get("css", ())]
    links = format_html_join("", '<link rel="stylesheet" href="{}">', ((_address(file),) for file in styles))
    early = format_html_join(
        "", '<link rel="modulepreload" href="{}">', ((_address(part["file"]),) for part in parts)
    )
    return links + early + format_html('<script type="module" src="{}"></script>', _address(chunk["file"]))
