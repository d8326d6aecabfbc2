"""Answers on the wire: one tree of plain values, written as XML or, by the Spark convention, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What the members of a list are called in XML; JSON has bare arrays.
MEMBER = {"services": "service", "attributes": "attribute", "values": "value", "service_requests": "request", "errors": "error",
          "service_request_updates": "request_update", "endpoints": "endpoint", "formats": "format"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One error, in the words of the specification: a code and a description that people read."""

    code: int
    zh: str
    en: str

    @property
    def words(self) -> str:
        return f"{self.zh} · {self.en}"


class Wrong(Exception):
    """The request cannot be done: `status` is the HTTP status, each fault one entry of `errors`."""

    def __init__(self, status: int, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__("; ".join(fault.en for fault in faults))
        self.status, self.faults, self.headers = status, faults, dict(headers or {})


def wrong(status: int, zh: str, en: str, **headers: str) -> Wrong:
    return Wrong(status, Fault(status, zh, en), headers={name.replace("_", "-"): value for name, value in headers.items()})


def answer(root: str, tree: Any, form: str, *, status: int = 200) -> HttpResponse:
    """`tree` under the element `root`: a mapping, or a list whose members are named by MEMBER."""
    text = json.dumps(tree, ensure_ascii=False) if form == "json" else f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, tree)}\n'
    response = HttpResponse(text, status=status, content_type=FORMATS[form])
    response["X-Content-Type-Options"] = "nosniff"
    return response


def faults(error: Wrong, form: str) -> HttpResponse:
    tree = [{"code": fault.code, "description": fault.words} for fault in error.faults]
    response = answer("errors", tree, form, status=error.status)
    for name, value in error.headers.items():
        response[name] = value
    return response


def _element(name: str, value: Any) -> str:
    inner = _inner(name, value)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _inner(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(_element(key, each) for key, each in value.items())
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Iterable):
        return "".join(_element(MEMBER[name], each) for each in value)
    if value is None:
        return ""
    return _text(str(value).lower() if isinstance(value, bool) else str(value))


def _text(value: str) -> str:
    """Escaped, without the characters that XML 1.0 cannot hold."""
    return escape("".join(char for char in value if char >= " " or char in "\t\n\r").translate({0xFFFE: None, 0xFFFF: None}))
