"""XML of other platforms, read without ever following it anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

MOST_BYTES = 64 * 1024  # the platform's longest message is a tenth of it
DEEPEST, MOST_PARTS = 6, 400
Fields = dict[str, Any]  # tag → text, or the fields below it; of repeated tags a list


class Unreadable(ValueError):
    """No XML that is taken: broken, too big, or with a document type (entities live there)."""


class _Reader:
    """Builds plain dicts; refuses whatever could grow or reach out."""

    def __init__(self) -> None:
        self.root: Fields = {}
        self._path: list[tuple[str, Fields, list[str]]] = []
        self._parts = 0

    def start(self, tag: str, _attributes: object) -> None:
        self._parts += 1
        if len(self._path) >= DEEPEST or self._parts > MOST_PARTS:
            raise Unreadable("too deep or too many parts")
        self._path.append((tag, {}, []))

    def text(self, piece: str) -> None:
        self._path[-1][2].append(piece)

    def end(self, tag: str) -> None:
        _, below, pieces = self._path.pop()
        value: Any = below or "".join(pieces)
        if not self._path:
            self.root = below
            return
        around = self._path[-1][1]
        if tag not in around:
            around[tag] = value
        elif isinstance(around[tag], list):
            around[tag].append(value)
        else:
            around[tag] = [around[tag], value]

    def refuse(self, *_more: object) -> int:
        raise Unreadable("a document type is not taken")


def read(raw: bytes) -> Fields:
    """What stands in the envelope. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("too big")
    reader, parser = _Reader(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    for handler in ("StartDoctypeDecl", "EntityDecl", "ExternalEntityRef", "ProcessingInstruction"):
        setattr(parser, f"{handler}Handler", reader.refuse)
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(f"no XML: {error}") from error
    return reader.root


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """A field's text; empty when it is absent or holds something else."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
