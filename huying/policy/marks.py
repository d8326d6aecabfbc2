"""YAML with memory: every value keeps the file and line it came from, so that a mistake can name them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from .mistakes import Mistake

_TRUE: Final = frozenset({"true", "yes", "on"})
_BOOL, _INT, _FLOAT, _NULL = (f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float", "null"))


@dataclass(frozen=True, slots=True)
class Marked:
    """A value with its place: a scalar, a list of `Marked` or a mapping of text to `Marked`."""

    value: Any
    file: str
    line: int
    key_line: int = 0

    @property
    def identity(self) -> str:
        """The `id` or `code` of a mapping, else the empty string."""
        if isinstance(self.value, dict):
            for key in ("id", "code"):
                if key in self.value:
                    return str(self.value[key].value)
        return ""

    def plain(self) -> Any:
        """The bare data; lists become tuples because the models are frozen and strict."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return tuple(item.plain() for item in self.value)
        return self.value

    def along(self, path: Sequence[int | str]) -> Iterator["Marked"]:
        """Itself and every value met on the path, as far as the path exists."""
        here = self
        yield here
        for step in path:
            inner = here.value
            in_list = isinstance(inner, list) and isinstance(step, int) and step < len(inner)
            if in_list or (isinstance(inner, dict) and step in inner):
                here = inner[step]
            else:
                continue  # a step of the checker's own (a union's branch), not of the file
            yield here

    def locate(self, path: Sequence[int | str]) -> tuple[str, int, str]:
        """File, line and the innermost id for a path into the data."""
        trail = list(self.along(path))
        last = trail[-1]
        known = next((one.identity for one in reversed(trail) if one.identity), "")
        return last.file, last.key_line or last.line, known


def read(path: Path, file: str, mistakes: list[Mistake]) -> Marked | None:
    """Parse one file once; on broken YAML or encoding adds a mistake and returns `None`."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or "?"
        mistakes.append(
            Mistake(file, line, "", f"YAML 语法错误：{problem}", f"YAML cannot be parsed: {problem}",
                    "检查缩进、冒号与引号 (check indentation, colons and quotes)")
        )  # fmt: skip
        return None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = type(error).__name__
        mistakes.append(
            Mistake(file, 1, "", f"文件无法读取（{reason}）", f"the file cannot be read ({reason})",
                    "以 UTF-8 保存并允许读取 (save as UTF-8, make it readable)")
        )  # fmt: skip
        return None
    return Marked({}, file, 1) if node is None else _mark(node, file, mistakes)


def _mark(node: yaml.Node, file: str, mistakes: list[Mistake], key_line: int = 0) -> Marked:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Marked(_mapping(node, file, mistakes), file, line, key_line)
    if isinstance(node, yaml.SequenceNode):
        return Marked([_mark(item, file, mistakes) for item in node.value], file, line, key_line)
    return Marked(_scalar(node.tag, node.value), file, line, key_line)


def _mapping(node: yaml.MappingNode, file: str, mistakes: list[Mistake]) -> dict[str, Marked]:
    found: dict[str, Marked] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in found:
            mistakes.append(
                Mistake(file, line, key, f"键“{key}”重复", f"key “{key}” is written twice",
                        f"只保留一处 {key} (keep one)")
            )  # fmt: skip
        found[key] = _mark(value_node, file, mistakes, line)
    return found


def _scalar(tag: str, text: str) -> Any:
    # YAML 1.1 would read 0101 as octal and 22:00 as 1320; codes and times stay text.
    if tag == _BOOL:
        return text.lower() in _TRUE
    if tag == _NULL:
        return None
    if tag == _INT and (text == "0" or not text.lstrip("+-").startswith("0")) and text.lstrip("+-").isdigit():
        return int(text)
    if tag == _FLOAT and ":" not in text:
        return float(text.replace("_", ""))
    return text


def merge(base: Marked, over: Marked, mistakes: list[Mistake]) -> Marked:
    """`over` laid upon `base`: mappings by key, lists of things with an id by id, anything else replaced.

    An item `{id: x, drop: true}` takes the base's `x` away.
    """
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        joined = dict(base.value)
        for key, item in over.value.items():
            joined[key] = merge(joined[key], item, mistakes) if key in joined else item
        return Marked(joined, over.file, over.line, over.key_line)
    if _has_ids(base) and _has_ids(over):
        return Marked(_merge_items(base, over, mistakes), over.file, over.line, over.key_line)
    return over


def _has_ids(marked: Marked) -> bool:
    return isinstance(marked.value, list) and all(item.identity for item in marked.value)


def _merge_items(base: Marked, over: Marked, mistakes: list[Mistake]) -> list[Marked]:
    items = {item.identity: item for item in base.value}
    if len(items) < len(base.value):
        return [*base.value, *over.value]  # ids doubled in the base: left for the check of ids to name
    seen: set[str] = set()
    for item in over.value:
        known = items.get(item.identity)
        if item.identity in seen:
            items[f"{item.identity}\0{item.line}"] = item  # doubled within the overlay: the same
        elif "drop" in item.value:
            _drop(items, item, mistakes)
        else:
            items[item.identity] = merge(known, item, mistakes) if known else item
        seen.add(item.identity)
    return list(items.values())


def _drop(items: dict[str, Marked], item: Marked, mistakes: list[Mistake]) -> None:
    if item.value["drop"].value is not True or len(item.value) != 2:
        mistakes.append(
            Mistake(item.file, item.line, item.identity, "drop 只能写作 drop: true，且不带其他键",
                    "drop takes only `drop: true` and no other key", f"{{id: {item.identity}, drop: true}}")
        )  # fmt: skip
    elif items.pop(item.identity, None) is None:
        mistakes.append(
            Mistake(item.file, item.line, item.identity, f"要去掉的“{item.identity}”不存在",
                    f"“{item.identity}” to be dropped does not exist", "删去此行 (delete this line)")
        )  # fmt: skip
