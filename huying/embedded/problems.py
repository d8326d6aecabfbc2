"""What can go wrong around the private database, each as one line a person can act on."""


class EmbeddedError(RuntimeError):
    """The private PostgreSQL cannot be used; the message is one line saying why and what to do."""


def clear_line(output: str, fallback: str) -> str:
    """Turn the output of a PostgreSQL program into one line; `fallback` names the step that failed."""
    lowered = output.lower()
    if "no space left on device" in lowered:
        return "磁盘已满 · The disk is full: the database cannot be written. Free some space and start again."
    if "permission denied" in lowered or "read-only file system" in lowered:
        return f"无权限 · {fallback}: the folder cannot be written or reached. {_last_line(output)}"
    if "invalid locale" in lowered:
        return f"缺少 locale · {fallback}: the locale C.UTF-8 is missing (Debian: apt-get install locales)."
    if "could not create shared memory" in lowered or "cannot allocate memory" in lowered:
        return f"内存不足 · {fallback}: not enough memory for the database (it asks for about 300 MB)."
    return f"数据库出错 · {fallback}: {_last_line(output)}"


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error", "ERROR"))]
    return (telling or lines or ["no output"])[-1]
