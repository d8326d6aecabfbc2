"""Translations without GNU gettext: collect the Chinese sentences, keep the .po file, build the .mo file.

`python -m huying.ui.messages sync` adds new sentences to the English file for translators;
`python -m huying.ui.messages compile` builds what is stale.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = Path(__file__).resolve().parent / "locale"
PLURALS = "nplurals=2; plural=(n != 1);"
CONTEXT_MARK = "\x04"
PLURAL_MARK = "\x00"
CALLS = {  # function → how its leading arguments are read
    "_": "s", "gettext": "s", "gettext_lazy": "s", "gettext_noop": "s",
    "ngettext": "sp", "ngettext_lazy": "sp", "pgettext": "cs", "pgettext_lazy": "cs", "npgettext": "csp",
}  # fmt: skip
TEMPLATE_CALL = re.compile(
    r"\b(n?p?gettext|_)\(\s*((?:u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?\s*)+)(?:count\s*)?\)"
)
LITERAL = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
Key = tuple[str, str, str]  # context, singular, plural


@dataclass
class Entry:
    """One sentence of a .po file. `words` are its translations, one a plural form."""

    key: Key
    words: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def done(self) -> bool:
        return bool(self.words) and all(self.words) and not self.fuzzy


def collect(paths: Iterable[Path]) -> set[Key]:
    """Every sentence marked for translation in .py, .html and .txt files below the paths."""
    found: set[Key] = set()
    for path in paths:
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if "node_modules" in file.parts or "dist" in file.parts:
                continue
            if file.suffix == ".py":
                found.update(_from_python(file.read_text(encoding="utf-8"), file.name))
            elif file.suffix in (".html", ".txt") and "templates" in file.parts:
                found.update(from_template(file.read_text(encoding="utf-8"), file.name))
    return found


def _from_python(source: str, name: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in CALLS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            yield from _key(CALLS[called], texts)


def from_template(source: str, name: str = "") -> Iterator[Key]:
    """Sentences of one template, through Django's own reading of it."""
    for call, arguments in TEMPLATE_CALL.findall(templatize(source, origin=name)):
        texts = [ast.literal_eval(text) for text in LITERAL.findall(arguments)]
        yield from _key(CALLS[call], texts)


def _key(shape: str, texts: list[str]) -> Iterator[Key]:
    if len(texts) < len(shape):
        return
    parts = dict(zip(shape, texts, strict=False))
    if parts["s"]:
        yield parts.get("c", ""), parts["s"], parts.get("p", "")


def read_po(text: str) -> list[Entry]:
    """Entries of a .po file in order, the header (empty sentence) included; obsolete lines are dropped."""
    entries: list[Entry] = []
    for block in re.split(r"\n\s*\n", text):
        parts: dict[str, str] = {}
        at = ""
        for line in block.splitlines():
            head = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(".*")\s*$', line)
            if head:
                at = head[1]
                parts[at] = _unquote(head[2])
            elif line.startswith('"') and at:
                parts[at] += _unquote(line)
        if "msgid" in parts:
            words = [parts[name] for name in sorted(parts) if name.startswith("msgstr")]
            key = parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", "")
            entries.append(Entry(key, words, bool(re.search(r"^#,.*\bfuzzy\b", block, re.M))))
    return entries


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), text.strip()[1:-1])


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def write_po(entries: Iterable[Entry]) -> str:
    """The text of a .po file: one entry a paragraph, in the order given."""
    blocks = []
    for entry in entries:
        context, singular, plural = entry.key
        lines = ["#, fuzzy"] if entry.fuzzy else []
        lines += [f"msgctxt {_quote(context)}"] if context else []
        lines.append(f"msgid {_quote(singular)}")
        if plural:
            words = [*entry.words, "", ""][:2]
            lines.append(f"msgid_plural {_quote(plural)}")
            lines += [f"msgstr[{form}] {_quote(word)}" for form, word in enumerate(words)]
        else:
            lines.append(f"msgstr {_quote(entry.words[0] if entry.words else '')}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def compile_po(text: str) -> bytes:
    """The GNU .mo file (little endian, revision 0, no hash table) of a .po file's finished entries."""
    pairs: list[tuple[bytes, bytes]] = []
    for entry in read_po(text):
        context, singular, plural = entry.key
        if not entry.done:
            continue
        name = (context + CONTEXT_MARK if context else "") + singular + (PLURAL_MARK + plural if plural else "")
        pairs.append((name.encode(), PLURAL_MARK.join(entry.words).encode()))
    pairs.sort()
    start = 28 + 16 * len(pairs)
    names = b"".join(name + b"\0" for name, _ in pairs)
    texts = b"".join(text + b"\0" for _, text in pairs)
    name_table = _offsets((name for name, _ in pairs), start)
    text_table = _offsets((text for _, text in pairs), start + len(names))
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + name_table + text_table + names + texts


def _offsets(parts: Iterable[bytes], at: int) -> bytes:
    """Length and position of each NUL-ended part, from position `at` on."""
    table = b""
    for part in parts:
        table += struct.pack("<II", len(part), at)
        at += len(part) + 1
    return table


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Build each .mo that is missing or older than its .po; returns those built. Safe with many processes."""
    built = []
    for po in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        draft = mo.with_suffix(f".{id(po)}.tmp")
        draft.write_bytes(compile_po(po.read_text(encoding="utf-8")))
        draft.replace(mo)
        built.append(mo)
    return built


def missing(po: Path, keys: set[Key]) -> list[Key]:
    """Sentences of the pages that the .po file does not translate."""
    done = {entry.key for entry in read_po(po.read_text(encoding="utf-8")) if entry.done}
    return sorted(keys - done)


def sync(po: Path, keys: set[Key]) -> tuple[int, int]:
    """Add new sentences with empty words, drop those no page says any more; (added, dropped)."""
    old = read_po(po.read_text(encoding="utf-8")) if po.exists() else []
    kept = [entry for entry in old if entry.key in keys or not entry.key[1]]
    if not any(not entry.key[1] for entry in kept):
        head = f"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nLanguage: en\nPlural-Forms: {PLURALS}\n"
        kept.insert(0, Entry(("", "", ""), [head]))
    new = sorted(keys - {entry.key for entry in kept}, key=lambda key: (key[1], key[0]))
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(write_po([*kept, *(Entry(key) for key in new)]), encoding="utf-8")
    return len(new), len(old) - len(kept)


def main(arguments: list[str]) -> int:
    """`sync` or `compile`; prints one line."""
    if arguments == ["sync"]:
        po = LOCALE / "en" / "LC_MESSAGES" / "django.po"
        keys = collect([PACKAGE])
        added, dropped = sync(po, keys)
        print(f"{po.name}: {added} added, {dropped} dropped, {len(missing(po, keys))} without English")
        return 0
    if arguments == ["compile"]:
        print(f"{len(compile_all())} compiled")
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
