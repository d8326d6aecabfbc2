"""The base of every model here, and pydantic's findings turned into mistakes with file, line and remedy."""

import difflib
from collections.abc import Iterable, Sequence
from datetime import time
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from .marks import Marked
from .mistakes import Mistake

M = TypeVar("M", bound=BaseModel)


class Shape(BaseModel):
    """A frozen part of the policy; unknown keys and wrong types are mistakes, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


def wrong(what_zh: str, what_en: str, write: str) -> PydanticCustomError:
    """The error to raise from a validator so that the mistake says it in both languages with its remedy."""
    context = {"what_zh": what_zh, "what_en": what_en, "write": write}
    return PydanticCustomError("policy", "{what_en}", context)


def _clock(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return time.fromisoformat(value)
        except ValueError:
            raise wrong(f"时刻“{value}”无法识别", f"“{value}” is no time of day", '"09:00"') from None
    return value


Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
DivisionCode = Annotated[str, Field(pattern=r"^\d{6}(\d{3})?$")]
CategoryPrefix = Annotated[str, Field(pattern=r"^\d{2}(\d{2}(\d{2})?)?$")]
Clock = Annotated[time, BeforeValidator(_clock)]
Lon = Annotated[float, Field(ge=73, le=136)]
Lat = Annotated[float, Field(ge=3, le=54)]


def fit(model: type[M], marked: Marked, mistakes: list[Mistake]) -> M | None:
    """The data as `model`; otherwise `None`, and every misfit added to `mistakes`."""
    try:
        return model.model_validate(marked.plain())
    except ValidationError as error:
        mistakes.extend(_explain(model, marked, detail) for detail in error.errors(include_url=False))
        return None


def _explain(model: type[BaseModel], marked: Marked, detail: ErrorDetails) -> Mistake:
    path = detail["loc"]
    file, line, known = marked.locate(path)
    what_zh, what_en, write = _words(model, path, detail)
    return Mistake(file, line, known, what_zh, what_en, write)


def _words(model: type[BaseModel], path: Sequence[int | str], detail: ErrorDetails) -> tuple[str, str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    name = str(next((step for step in reversed(path) if isinstance(step, str) and step != "[key]"), ""))
    if kind == "policy":
        return context["what_zh"], context["what_en"], context["write"]
    if kind == "extra_forbidden":
        keys = _keys_at(model, path[:-1])
        near = difflib.get_close_matches(name, keys, 1)
        write = f"{near[0]}:" if near else f"删去，可用的键 (delete; known keys): {', '.join(sorted(keys))}"
        return f"未知的键“{name}”", f"unknown key “{name}”", write
    if kind == "missing":
        return f"缺少“{name}”", f"“{name}” is missing", f"{name}: …"
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        given = detail["input"]
        return f"“{name}”的值“{given}”不在可选之列", f"“{given}” is no value of “{name}”", expected
    if kind == "string_pattern_mismatch":
        given, pattern = detail["input"], context["pattern"]
        return f"“{name}”的写法“{given}”不合格式", f"“{given}” does not fit the form of “{name}”", pattern
    return _type_words(name, kind, detail)


_TYPES = {
    "string_type": ("应为文字", "must be text", '"…"（加引号 in quotes）'),
    "string_too_short": ("不能为空", "must not be empty", "文字 (text)"),
    "int_type": ("应为整数", "must be a whole number", "3"),
    "float_type": ("应为数字", "must be a number", "0.5"),
    "bool_type": ("应为是或否", "must be true or false", "true / false"),
    "tuple_type": ("应为列表", "must be a list", "[…, …]"),
    "dict_type": ("应为键值表", "must be a mapping", "key: value"),
    "model_type": ("应为键值表", "must be a mapping", "key: value"),
    "time_type": ("应为时刻", "must be a time of day", '"09:00"'),
    "too_short": ("项数过少", "has too few items", "至少一项 (at least one)"),
}


def _type_words(name: str, kind: str, detail: ErrorDetails) -> tuple[str, str, str]:
    if kind in _TYPES:
        zh, en, write = _TYPES[kind]
        return f"“{name}”{zh}", f"“{name}” {en}", write
    bounds = ", ".join(f"{key} {value}" for key, value in detail.get("ctx", {}).items())
    return (
        f"“{name}”的值不合要求：{detail['msg']}",
        f"“{name}”: {detail['msg']}",
        bounds or "见文件开头的说明",
    )


def _keys_at(model: type[BaseModel], path: Iterable[int | str]) -> list[str]:
    """The keys that the model allows at a path."""
    here: Any = model
    for step in path:
        here = _model_in(here)
        if isinstance(step, str) and here is not None and step in here.model_fields:
            here = here.model_fields[step].annotation
    found = _model_in(here)
    return list(found.model_fields) if found else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `tuple[X, ...]`, `dict[str, X]`, `X | None` and the like."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, BaseModel) else None
    if get_origin(annotation) in (tuple, dict, Union, UnionType, Annotated):
        return next(filter(None, map(_model_in, get_args(annotation))), None)
    return None


def one_of(given: str, known: Iterable[str]) -> str:
    """The nearest known word, for the remedy of an unknown reference."""
    options = list(known)
    near = difflib.get_close_matches(given, options, 3, 0.5)
    return " / ".join(near or options[:5]) or "…"


__all__ = [
    "CategoryPrefix", "Clock", "DivisionCode", "Lat", "Lon", "Shape", "Slug", "Text",
    "fit", "one_of", "wrong",
]  # fmt: skip
