"""Looking into office files and PDFs without unpacking them: which kind, and is anything alive inside."""

import io
import zipfile
import zlib

from .refusal import FileRefused

MAX_ENTRIES = 3_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 150  # ordinary documents stay below 30; only counted above one megabyte
_CONTENT_TYPES_LIMIT = 2 * 1024 * 1024
_OOXML = {"word/": "docx", "xl/": "xlsx"}
_OLE_ALIVE = tuple(word.encode("utf-16-le") for word in ("_VBA_PROJECT", "Macros", "VBA"))
_OLE_KINDS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls"}
_PDF_ALIVE = (
    b"/JavaScript",
    b"/Launch",
    b"/RichMedia",
)  # attached files stay allowed: invoices carry their XML so


def office_kind(data: bytes) -> str | None:
    """Return "docx" or "xlsx" for a clean zip of that kind, None for another zip.

    Raises FileRefused: bomb, macro, active (embedded programs), locked, broken.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise FileRefused("broken") from None
    entries = archive.infolist()
    _check_size(entries, len(data))
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names:
        return None
    kind = next((kind for folder, kind in _OOXML.items() if any(name.startswith(folder) for name in names)), None)
    if kind is None:
        return None
    lowered = [name.lower() for name in names]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "macrosheets/" in name for name in lowered):
        raise FileRefused("macro")
    if any("/activex/" in name or (name.endswith(".bin") and "/embeddings/" in name) for name in lowered):
        raise FileRefused("active")
    if b"macroenabled" in _content_types(archive).lower():
        raise FileRefused("macro")
    return kind


def _check_size(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or sum(e.compress_size for e in entries) > size:
        raise FileRefused("bomb")  # packed parts larger than the file overlap each other
    if any(e.file_size > 1 << 20 and e.file_size > MAX_RATIO * max(e.compress_size, 1) for e in entries):
        raise FileRefused("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("locked")
    if any(".." in entry.filename.split("/") or entry.filename.startswith("/") for entry in entries):
        raise FileRefused("active")


def _content_types(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("[Content_Types].xml") as part:
            return part.read(_CONTENT_TYPES_LIMIT)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise FileRefused("broken") from None


def ole_kind(data: bytes) -> str | None:
    """Return "doc" or "xls" for an old office file, None for other OLE containers (installers, slides).

    Stream names stand in the directory as UTF-16. Raises FileRefused: locked, macro.
    """
    if len(data) < 1536:
        raise FileRefused("broken")
    if _named(data, "EncryptedPackage"):
        raise FileRefused("locked")
    kind = next((kind for stream, kind in _OLE_KINDS.items() if _named(data, stream)), None)
    if kind and any(word + b"\0\0" in data for word in _OLE_ALIVE):
        raise FileRefused("macro")
    return kind


def _named(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") + b"\0\0" in data


def check_pdf(data: bytes) -> None:
    """Raise FileRefused for a PDF that is cut off or plainly runs programs.

    Names inside compressed streams are not seen here; that is the virus scanner's part.
    """
    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-4096:]:
        raise FileRefused("broken")
    if any(mark in data for mark in _PDF_ALIVE):
        raise FileRefused("active")
