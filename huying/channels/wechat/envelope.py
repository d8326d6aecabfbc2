"""The platform's XML, read (huying.channels.base.xml) and written."""

from __future__ import annotations

from collections.abc import Mapping

from huying.channels.base.xml import MOST_BYTES, Fields, Unreadable, read, text_of

__all__ = ["MOST_BYTES", "Fields", "Unreadable", "read", "text_of", "write"]


def write(fields: Mapping[str, str | int]) -> str:
    """The fields as the platform wants them: numbers plain, words as CDATA."""
    inner = "".join(f"<{tag}>{value if isinstance(value, int) else _cdata(value)}</{tag}>" for tag, value in fields.items())
    return f"<xml>{inner}</xml>"


def _cdata(text: str) -> str:
    kept = "".join(char for char in text if char >= " " or char in "\n\t")
    return f"<![CDATA[{kept.replace(']]>', ']]]]><![CDATA[>')}]]>"
