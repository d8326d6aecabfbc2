"""The `webhooks` part of the OpenAPI 3.1 description: what is posted to partners, by type."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from huying.api.hooks.shapes import Message, Ping
from huying.api.hooks.types import ALL, PING, TYPES
from huying.tickets.map import VERBS

REF = "#/components/schemas/{model}"
HEADERS = {"webhook-id": "the same for every try of a message: keep it to know a second copy",
           "webhook-timestamp": "when this try was made, seconds since 1970",
           "webhook-signature": "v1,… (HMAC-SHA256, base64); two of them while a former secret runs out"}
ANSWERS = {"2XX": {"description": "taken"}, "410": {"description": "the webhook is switched off"},
           "default": {"description": "tried again with growing gaps for a day and a half; Retry-After is heard"}}


def add(told: dict[str, Any]) -> None:
    """Put the messages and their shapes into the description."""
    schemas = told["components"]["schemas"]
    for shape in (Message, Ping):
        made = shape.model_json_schema(ref_template=REF, mode="serialization")
        schemas.update({**made.pop("$defs", {}), shape.__name__: made})
    told["webhooks"] = {kind: {"post": _posted(kind, Message)} for kind in ALL} | {PING: {"post": _posted(PING, Ping)}}


def _posted(kind: str, shape: type[BaseModel]) -> dict[str, Any]:
    verbs = [VERBS[verb] for verb, told in TYPES.items() if told == kind]
    said = " / ".join(f"{verb.zh} {verb.en}" for verb in verbs) or "测试 test"
    return {"operationId": kind.replace(".", "_"), "summary": said, "tags": ["webhooks"],
            "parameters": [{"in": "header", "name": name, "required": True, "description": about, "schema": {"type": "string"}}
                           for name, about in HEADERS.items()],
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": REF.format(model=shape.__name__)}}}},
            "responses": ANSWERS}
