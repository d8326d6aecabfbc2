"""Typed reading of the environment; every name read here is listed in docs/settings.md."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

READ: dict[str, str] = {}


def text(name: str, default: str = "") -> str:
    READ[name] = default
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise SystemExit(f"{name}={value!r}: a whole number is needed, for example {name}={default}") from None


def items(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def secret(name: str, file: Path) -> bytes:
    """The secret from the environment, else from `file`, made once with owner-only rights."""
    value = os.environ.get(name, "")
    READ[name] = ""
    if value:
        if len(value) < 32:
            raise SystemExit(f"{name} is too short: give at least 32 characters, for example from `openssl rand -hex 32`")
        return value.encode()
    try:
        return file.read_bytes()
    except FileNotFoundError:
        pass
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = os.urandom(32).hex().encode()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as out:
        out.write(fresh)
    return fresh


def database(url: str) -> dict[str, object]:
    """A Django database entry from postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    port = options.pop("port", str(parts.port or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "huying",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"application_name": "huying", **options},
    }


def identity_provider(place: str) -> list[dict[str, object]]:
    """The OpenID Connect provider of citizens or staff, as allauth wants it; none without an issuer."""
    name, issuer, client, secret = (
        text(f"HUYING_OIDC_{place}_{part}") for part in ("NAME", "ISSUER", "CLIENT", "SECRET")
    )
    if not issuer:
        return []
    return [
        {"provider_id": place.lower(), "name": name or place.title(), "client_id": client, "secret": secret,
         "settings": {"server_url": issuer}}
    ]  # fmt: skip
