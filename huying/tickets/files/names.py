"""A file name from outside, made harmless for disks, headers and screens."""

import re
import unicodedata

MAX_CHARACTERS = 120
MAX_BYTES = 240  # most file systems take 255 bytes; some room stays for a prefix
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*%;]')
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_RUNNABLE = """
    ade adp apk app asp aspx bat bin cgi chm cmd com cpl deb dll dmg docm dotm elf exe hta htm html jar jnlp
    js jse jsp lnk mht mhtml msc msi msp pif php phtml pl ps1 py rb reg rpm scf scr sh shtml svg svgz swf url
    vb vbe vbs wsf xht xhtml xlsm xltm xml xsl
"""
RUNNABLE = frozenset(_RUNNABLE.split())
_RUNNABLE_INSIDE = re.compile(rf"\.({'|'.join(sorted(RUNNABLE))})(?=\.)", re.IGNORECASE)


def extension(name: str) -> str:
    """Return the lower-cased extension without the dot, or an empty string."""
    found = _EXTENSION.search(_visible(name))
    return found[1].lower() if found else ""


def safe_name(name: str, ext: str | None = None) -> str:
    """Return a harmless name of at most 120 characters and 240 bytes in UTF-8, never empty.

    Path parts, control, direction and zero-width characters go; `ext` (without dot) replaces the
    extension when the content is of another kind than the name says.
    """
    visible = _visible(name)
    found = _EXTENSION.search(visible)
    stem = visible[: found.start()] if found else visible
    tail = (found[1].lower() if found else "") if ext is None else ext
    stem = _RUNNABLE_INSIDE.sub(r"_\1", f"{stem}.")[:-1]
    stem = stem.strip(" ._") or "附件"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    tail = f".{tail}" if tail else ""
    return f"{_cut(stem, MAX_CHARACTERS - len(tail), MAX_BYTES - len(tail))}{tail}"


def _visible(name: str) -> str:
    """Last path part, composed, without the characters that hide or turn what a person reads (Unicode C*)."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name[-2000:]).rstrip("/\\"))[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029\ufffd")
    return re.sub(r"\s+", " ", _FORBIDDEN.sub("_", seen)).lstrip().rstrip(" .")


def _cut(text: str, characters: int, size: int) -> str:
    return text[:characters].encode()[:size].decode(errors="ignore").rstrip(" .")
