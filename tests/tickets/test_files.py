"""Uploads: believed by content only, cleaned for others, scanned when a scanner is there."""

import io
import socket
import socketserver
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huying.tickets import files
from huying.tickets.files import FileRefused, ScanFailed, Verdict

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize(size)
    if mode == "I;16":
        image = image.convert("I").point(lambda level: level * 257)
    image = image.convert(mode)
    image.save(out, kind, **options)
    return out.getvalue()


def office(*names: str, types: str = "<Types/>", **content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name in names:
            archive.writestr(name, content.get(name, b"<xml/>"))
    return out.getvalue()


def ole(*streams: str) -> bytes:
    directory = b"".join(name.encode("utf-16-le") + b"\0\0" + bytes(40) for name in streams)
    return OLE + bytes(2000) + directory + bytes(500)


def located_photo(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "A camera maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 7.0, 30.0), 3: "E", 4: (113.0, 15.0, 45.0)})
    return picture(size=(4000, 1000), exif=exif, xmp=b"<x:xmpmeta>place of home</x:xmpmeta>", comment=b"secret")


GOOD = {
    "jpg": picture(),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "gif": picture("GIF"),
    "pdf": PDF,
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml", "xl/worksheets/sheet1.xml"),
    "doc": ole("Root Entry", "WordDocument", "1Table"),
    "xls": ole("Root Entry", "Workbook"),
    "txt": "楼上漏水，物业不管。\r\n第二行\t完".encode(),
    "mp3": b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" * 100,
    "m4a": b"\0\0\0\x20ftypM4A \0\0\0\0" + bytes(100),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
    "amr": b"#!AMR\n" + bytes(100),
    "mp4": b"\0\0\0\x20ftypisom\0\0\2\0" + bytes(100),
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0" + bytes(100),
}


@pytest.mark.parametrize("kind", GOOD)
def test_inspect_accepts_every_allowed_kind(kind: str) -> None:
    seen = files.inspect(GOOD[kind], f"现场.{kind}")
    assert (seen.kind, seen.mime, seen.safe_name) == (kind, files.MIME[kind], f"现场.{kind}")
    assert seen.size == len(GOOD[kind]) and len(seen.sha256) == 64
    assert seen.group == files.GROUPS[kind]
    assert (seen.width, seen.height) == ((400, 300) if seen.group == "image" else (None, None))


def test_inspect_reads_streams_as_well() -> None:
    assert files.inspect(io.BytesIO(GOOD["png"]), "a.png") == files.inspect(GOOD["png"], "a.png")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("第一行\n第二行".encode("gb18030"), "旧系统.txt"),
        ("﻿有签名".encode(), "a.txt"),
        ("大端".encode("utf-16"), "a.txt"),
        ("价格 < 5 元 > 3 元".encode(), "a.txt"),
        (b"plain", "no extension"),
    ],
)
def test_inspect_accepts_text_in_the_usual_charsets(data: bytes, name: str) -> None:
    assert files.inspect(data, name).kind == "txt"


def test_inspect_names_the_file_by_its_content() -> None:
    assert files.inspect(GOOD["jpg"], "截图.png").safe_name == "截图.jpg"
    assert files.inspect(GOOD["jpg"], "截图.JPEG").safe_name == "截图.jpeg"
    assert files.inspect(GOOD["pdf"], "合同").safe_name == "合同.pdf"


def test_inspect_measures_pictures_as_people_see_them() -> None:
    seen = files.inspect(located_photo(6), "a.jpg")
    assert (seen.width, seen.height) == (1000, 4000)
    seen = files.inspect(located_photo(3), "a.jpg")
    assert (seen.width, seen.height) == (4000, 1000)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(30 * 1024 * 1024))
    return out.getvalue()


def many_parts() -> bytes:
    return office(*(f"word/{n}.xml" for n in range(3001)))


def locked() -> bytes:
    data = bytearray(office("word/document.xml"))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def huge_png(side: int = 30_000) -> bytes:
    data = bytearray(picture("PNG"))
    data[16:24] = struct.pack("!LL", side, side)
    data[29:33] = struct.pack("!L", zlib.crc32(data[12:29]))
    return bytes(data)


REFUSED = {
    "empty": (b"", "a.jpg", "empty"),
    "too big": (b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), "a.jpg", "too_big"),
    "html called jpg": (b"<!DOCTYPE html><script>alert(1)</script>", "a.jpg", "active"),
    "html called txt": (b"hello <script>alert(1)</script>", "a.txt", "active"),
    "html late in text": (b"x" * 5000 + b"<script>", "a.txt", "kind"),
    "html in utf-16": ("<html>".encode("utf-16"), "a.txt", "active"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.svg", "active"),
    "svg called png": (b"<?xml version='1.0'?><svg/>", "a.png", "active"),
    "javascript": (b"alert(1)", "a.js", "active"),
    "program": (b"MZ" + bytes(200), "a.pdf", "active"),
    "program of unix": (b"\x7fELF" + bytes(200), "a.txt", "active"),
    "shell script": (b"#!/bin/sh\nrm -rf /", "a.txt", "active"),
    "picture called exe": (picture(), "a.exe", "active"),
    "picture called html": (picture(), "a.jpg.html", "active"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(100), "a.rar", "kind"),
    "plain zip": (GOOD["docx"].replace(b"[Content_Types].xml", b"[Content_Typos].xml"), "a.zip", "kind"),
    "slides": (office("ppt/presentation.xml"), "a.pptx", "kind"),
    "source code": (b"print('x')", "a.csv", "kind"),
    "noise": (bytes(range(256)) * 4, "a.txt", "kind"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0" + bytes(100), "IMG_1.HEIC", "heic"),
    "macro docx": (office("word/document.xml", "word/vbaProject.bin"), "a.docx", "macro"),
    "macro xlsx": (office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "a.xlsx", "macro"),
    "macro by type": (
        office("word/document.xml", types="vnd.ms-word.document.macroEnabled.main+xml"),
        "a.docx",
        "macro",
    ),
    "macro doc": (ole("Root Entry", "WordDocument", "_VBA_PROJECT"), "a.doc", "macro"),
    "activex": (office("word/document.xml", "word/activeX/activeX1.bin"), "a.docx", "active"),
    "embedded program": (office("word/document.xml", "word/embeddings/oleObject1.bin"), "a.docx", "active"),
    "escaping part": (office("word/document.xml", "../../etc/x"), "a.docx", "active"),
    "locked docx": (ole("Root Entry", "EncryptedPackage"), "a.docx", "locked"),
    "locked parts": (locked(), "a.docx", "locked"),
    "installer": (ole("Root Entry", "SummaryInformation"), "a.msi.doc", "kind"),
    "bomb": (bomb(), "a.docx", "bomb"),
    "many parts": (many_parts(), "a.docx", "bomb"),
    "cut zip": (GOOD["docx"][:-30], "a.docx", "broken"),
    "cut ole": (OLE + bytes(100), "a.doc", "broken"),
    "cut pdf": (PDF[:30], "a.pdf", "broken"),
    "pdf with script": (PDF.replace(b"/Type", b"/OpenAction<</S/JavaScript>>/Type"), "a.pdf", "active"),
    "cut jpeg": (picture(size=(800, 800))[:2000], "a.jpg", "broken"),
    "cut png": (picture("PNG")[:200], "a.png", "broken"),
    "only a head": (b"\xff\xd8\xff", "a.jpg", "broken"),
    "picture bomb": (huge_png(), "a.png", "pixels"),
    "large picture": (huge_png(7100), "a.png", "pixels"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_inspect_refuses(case: str) -> None:
    data, name, code = REFUSED[case]
    with pytest.raises(FileRefused) as refused:
        files.inspect(data, name)
    assert refused.value.code == code
    assert refused.value.zh and refused.value.en and "{" not in refused.value.zh + refused.value.en


def test_refusal_says_what_the_file_seems_to_be() -> None:
    with pytest.raises(FileRefused, match="rar"):
        files.inspect(*REFUSED["rar"][:2])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_inspect_never_fails_otherwise_than_by_refusal(kind: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    with suppress(FileRefused):
        files.inspect(bytes(content), f"a.{kind}")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_public_copy_is_upright_small_and_silent(orientation: int) -> None:
    original = located_photo(orientation)
    assert b"Exif" in original and b"place of home" in original
    copy = files.public_copy(original)
    with Image.open(io.BytesIO(copy)) as image:
        assert image.format == "JPEG"
        assert image.size == ((640, 2560) if orientation >= 5 else (2560, 640))
        assert not image.getexif() and "xmp" not in image.info and "icc_profile" not in image.info
    for secret in (b"Exif", b"place of home", b"secret", b"camera", b"GPS"):
        assert secret not in copy


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("RGBA", "LA", "P", "1", "L", "I;16")),
        *(("JPEG", mode) for mode in ("CMYK", "L")),
        *(("WEBP", "RGBA"), ("GIF", "P")),
    ],
)
def test_public_copy_draws_every_mode(kind: str, mode: str) -> None:
    with Image.open(io.BytesIO(files.public_copy(picture(kind, mode=mode)))) as image:
        assert image.mode == "RGB" and image.size == (400, 300)
        assert len(set(image.convert("L").resize((20, 20)).get_flattened_data())) > 1


def test_public_copy_shows_transparency_as_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(files.public_copy(out.getvalue()))) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_public_copy_survives_a_broken_colour_profile() -> None:
    with Image.open(io.BytesIO(files.public_copy(picture(icc_profile=b"no profile")))) as image:
        assert image.size == (400, 300)


def test_thumbnail_is_a_small_webp() -> None:
    small = files.thumbnail(located_photo())
    with Image.open(io.BytesIO(small)) as image:
        assert image.format == "WEBP" and image.size == (80, 320)
    assert b"EXIF" not in small and len(small) < 20_000


@pytest.mark.parametrize("make", [files.public_copy, files.thumbnail])
@pytest.mark.parametrize("data", [b"", b"text", PDF, picture()[:500], huge_png()])
def test_redrawing_refuses_what_is_no_picture(make: object, data: bytes) -> None:
    with pytest.raises(FileRefused):
        make(data)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("现场照片.jpg", "现场照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\张三\\桌面\\合同.PDF", "合同.pdf"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b\nc\r\t.png", "abc.png"),
        ("零\u200b宽\ufeff.png", "零宽.png"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("aux.2026.pdf", "_aux.2026.pdf"),
        ("", "附件"),
        ("...", "附件"),
        (" . .jpg", "附件.jpg"),
        (".htaccess", "附件.htaccess"),
        ("/", "附件"),
        ("a.php.jpg", "a_php.jpg"),
        ("a.PHP.exe.jpg", "a_PHP_exe.jpg"),
        ("2026.11.23 路面 塌陷.jpg", "2026.11.23 路面 塌陷.jpg"),
        ('a<b>"c|?*.png', "a_b__c.png"),
        ("𠮷野家😀.jpg", "𠮷野家😀.jpg"),
        ("bad\ud800surrogate.jpg", "badsurrogate.jpg"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_safe_name_of_hostile_names(name: str, safe: str) -> None:
    assert files.safe_name(name) == safe


def test_safe_name_keeps_the_extension_of_long_names() -> None:
    for letter in ("x", "长", "𠮷"):
        safe = files.safe_name(letter * 500 + ".docx")
        assert safe.endswith(f"{letter}.docx") and len(safe) <= 120 and len(safe.encode()) <= 240


@given(st.text(max_size=300))
def test_safe_name_is_always_harmless_and_stable(name: str) -> None:
    safe = files.safe_name(name)
    assert 0 < len(safe) <= 120 and len(safe.encode()) <= 255
    assert not set(safe) & set('/\\<>:"|?*\0\n\u202e') and not safe.startswith((".", " ")) and not safe.endswith(".")
    assert files.safe_name(safe) == safe


class Clamd(socketserver.BaseRequestHandler):
    """Speaks the INSTREAM part of clamd's protocol and knows one virus."""

    def handle(self) -> None:
        assert self._take(10) == b"zINSTREAM\0"
        body = b""
        while size := struct.unpack("!L", self._take(4))[0]:
            body += self._take(size)
            if len(body) > 3_000_000:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.request.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0")

    def _take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            part: bytes = self.request.recv(size - len(taken))
            if not part:
                raise ConnectionError
            taken += part
        return taken


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_scan_without_a_scanner_gives_no_verdict() -> None:
    assert files.scan(b"anything") is None


def test_scan_finds_the_test_virus(clamd: str, tmp_path: Path) -> None:
    assert files.scan(EICAR, clamd) == Verdict(clean=False, name="Eicar-Test-Signature")
    path = tmp_path / "late.bin"
    path.write_bytes(bytes(200_000) + EICAR)
    assert files.scan(path, clamd) == Verdict(clean=False, name="Eicar-Test-Signature")


def test_scan_passes_the_rest(clamd: str) -> None:
    assert files.scan(b"", clamd) == Verdict(clean=True)
    assert files.scan(bytes(1_000_000), clamd) == Verdict(clean=True)


def test_scan_over_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "clamd.sock"
    with socketserver.ThreadingUnixStreamServer(str(path), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert files.scan(EICAR, f"unix:{path}") == Verdict(clean=False, name="Eicar-Test-Signature")
        server.shutdown()


def test_scan_says_when_the_scanner_fails(clamd: str) -> None:
    with pytest.raises(ScanFailed):
        files.scan(bytes(4_000_000), clamd)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ScanFailed):
        files.scan(b"x", f"127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)
    for address in ("127.0.0.1:1", "unix:nowhere", "no port"):
        with pytest.raises(ScanFailed):
            files.scan(b"x", address)
