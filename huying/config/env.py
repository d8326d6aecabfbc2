"""Typed reading of the environment; every name read here is listed in docs/settings.md."""

import os
from pathlib import Path

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
