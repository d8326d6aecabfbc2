"""Pictures: measured without trust, and re-drawn for the public without the place where they were taken."""

import io
import struct

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .refusal import FileRefused

FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
MAX_PIXELS = {"JPEG": 89_000_000, "PNG": 50_000_000, "WEBP": 50_000_000, "GIF": 25_000_000}
PUBLIC_EDGE = 2560
_FAULTS = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, EOFError,
    OverflowError, MemoryError, struct.error, ImageCms.PyCMSError,
)  # fmt: skip


def measure(data: bytes, kind: str) -> tuple[int, int]:
    """Return width and height in pixels as a person sees them; the picture is decoded, so damage is found.

    Raises FileRefused: pixels, broken.
    """
    try:
        with _opened(data, (FORMATS[kind],)) as picture:
            width, height = picture.size
            picture.draft("RGB", (64, 64))  # JPEG decodes at one eighth: cheap in time and memory
            turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            picture.load()
    except _FAULTS:
        raise FileRefused("broken") from None
    return (height, width) if turned else (width, height)


def public_copy(data: bytes, edge: int = PUBLIC_EDGE) -> bytes:
    """Return a JPEG for others' eyes: upright, at most `edge` pixels wide or high, in sRGB, no metadata.

    Transparency becomes white; of an animation only the first picture stays. Raises FileRefused.
    """
    return _redrawn(data, edge, "JPEG", quality=85, optimize=True, progressive=True)


def thumbnail(data: bytes, edge: int = 320) -> bytes:
    """Return a WebP of at most `edge` pixels wide or high, without any metadata. Raises FileRefused."""
    return _redrawn(data, edge, "WEBP", quality=75, method=4)


def _opened(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError:
        raise FileRefused("pixels") from None
    width, height = picture.size
    if width * height > MAX_PIXELS[picture.format or "GIF"]:
        picture.close()
        raise FileRefused("pixels")
    return picture


def _redrawn(data: bytes, edge: int, target: str, **options: object) -> bytes:
    try:
        with _opened(data, tuple(FORMATS.values())) as picture:
            picture.draft("RGB", (edge, edge))
            profile = picture.info.get("icc_profile")
            upright = ImageOps.exif_transpose(picture)
            plain = _in_srgb(_flat(upright), profile)
            plain.thumbnail((edge, edge), Image.Resampling.LANCZOS)
            bare = Image.new("RGB", plain.size)  # a new picture has no info, EXIF, XMP or profile to leak
            bare.paste(plain)
            out = io.BytesIO()
            bare.save(out, target, **options)
    except _FAULTS:
        raise FileRefused("broken") from None
    return out.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture if picture.mode == "CMYK" else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Convert the colours: phones photograph in Display P3, which looks pale once its profile is gone."""
    if isinstance(profile, bytes) and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return turned or picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken or foreign profile: the colours stay as they are
    return picture.convert("RGB")
