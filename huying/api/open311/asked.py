"""What a client sent: fields and attributes, from a form (urlencoded or multipart) or a JSON object, each looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from huying.api.open311 import dates
from huying.api.open311.wire import Fault, wrong
from huying.policy.catalogue import Question

ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](?:\[\d*\])?")
MOST_VALUES = 50


@dataclass(slots=True)
class Sent:
    """One POST: `fields` are single texts, `attributes` have one or many values, `files` come with multipart."""

    fields: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, list[str]] = field(default_factory=dict)
    files: list[UploadedFile] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    def as_raw(self) -> dict[str, Any]:
        """Everything but the key, for keeping and for telling a retry."""
        fields = {name: value for name, value in self.fields.items() if name != "api_key" and value}
        return {**fields, **({"attribute": self.attributes} if self.attributes else {}),
                **({"files": [[each.name, each.size] for each in self.files]} if self.files else {})}


def sent(request: HttpRequest) -> Sent:
    """The body; Wrong(400 or 413) when it cannot be read."""
    try:
        if request.content_type == "application/json":
            return _from_json(request.body)
        if request.content_type not in ("application/x-www-form-urlencoded", "multipart/form-data", ""):
            raise wrong(400, f"不支持的 Content-Type：{request.content_type}，请用表单。",
                        f"Content-Type {request.content_type} is not supported; send a form.")
        found = Sent(files=[each for _, several in request.FILES.lists() for each in several])
        for name, values in request.POST.lists():
            _put(found, name, values)
        return found
    except RequestDataTooBig:
        raise wrong(413, "内容过大。", "The request is too large.") from None
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, UnicodeError):
        raise wrong(400, "请求内容不能识别。", "The request cannot be read.") from None


def _from_json(body: bytes) -> Sent:
    """{"service_code": …, "attribute": {"code": value or [values]}}, or the form's own names."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise wrong(400, "请求内容不是有效的 JSON 对象。", "The body is no valid JSON object.")
    found = Sent()
    for name, value in data.items():
        if name in ("attribute", "attributes") and isinstance(value, Mapping):
            for code, given in value.items():
                found.attributes[code[:80]] = _texts(given)
        else:
            _put(found, name, _texts(value))
    return found


def _texts(value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in several
            if isinstance(each, str | int | float | bool)][:MOST_VALUES]


def _put(found: Sent, name: str, values: Sequence[str]) -> None:
    attribute = ATTRIBUTE.fullmatch(name)
    if attribute:
        found.attributes.setdefault(attribute[1], []).extend(values[:MOST_VALUES])
    elif name == "media_url":
        found.fields[name] = "\n".join(values[:9])
    elif values:
        found.fields[name] = values[-1]


def answers(questions: Iterable[Question], given: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], list[Fault]]:
    """The answers as words by the questions' codes (a list by its keys and commas), and what is wrong with them."""
    told: dict[str, str] = {}
    found: list[Fault] = []
    for asked in questions:
        values = [each.strip() for each in given.get(asked.code, ()) if each.strip()]
        if asked.type == "note":
            continue
        if not values:
            if asked.required:
                name = f"attribute[{asked.code}]"
                found.append(Fault(400, f"请填写 {name}：{asked.name}。", f"{name} is required: {asked.en}"))
            continue
        problem = _misfit(asked, values)
        if problem:
            found.append(problem)
        else:
            told[asked.code] = ",".join(values)
    return told, found


def _misfit(asked: Question, values: Sequence[str]) -> Fault | None:
    name = f"attribute[{asked.code}]"
    if asked.choices:
        keys = {each.key for each in asked.choices}
        if not set(values) <= keys:
            return Fault(400, f"{name} 只能取：{'、'.join(sorted(keys))}。", f"{name} must be among: {', '.join(sorted(keys))}")
        if asked.type == "singlevaluelist" and len(values) > 1:
            return Fault(400, f"{name} 只能选一项。", f"{name} takes one value.")
    if asked.type == "number" and not all(re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,9})?", each) for each in values):
        return Fault(400, f"{name} 应为数字。", f"{name} must be a number.")
    if asked.type == "datetime" and any(dates.read(each) is None for each in values):
        return Fault(400, f"{name} 应为 W3C 日期时间。", f"{name} must be a W3C date and time.")
    return None


def words(questions: Iterable[Question], told: Mapping[str, str], *, apart: Iterable[str]) -> list[str]:
    """Lines for people: question and answer; those of `apart` have fields of their own."""
    lines = []
    for asked in questions:
        if asked.code in told and asked.code not in set(apart):
            names = {each.key: each.name for each in asked.choices}
            lines.append(f"{asked.name}：" + "、".join(names.get(each, each) for each in told[asked.code].split(","))
                         if names else f"{asked.name}：{told[asked.code]}")
    return lines
