"""Making ready what every command needs: the folder for files, the database, Django."""

import atexit
import os
import sys
import threading
import time
from typing import NoReturn

from huying import embedded

WATCH_SECONDS = 1.0
SUPERVISOR = "HUYING_SUPERVISOR"


def fail(line: str) -> NoReturn:
    """Say one line on standard error and leave with exit code 1."""
    print(f"huying: {line}", file=sys.stderr)
    raise SystemExit(1)


def provide_database() -> embedded.Server | None:
    """Start or join the private PostgreSQL when DATABASE_URL is unset, and name it in the environment.

    Answers the server, which stops when its last user leaves, or None when the operator brings a database.
    """
    var = embedded.var_folder()
    os.environ.setdefault("HUYING_VAR", str(var))
    if os.environ.get("DATABASE_URL"):
        return None
    server = embedded.start(var)
    os.environ["DATABASE_URL"] = server.url_app
    os.environ["DATABASE_OWNER_URL"] = server.url_owner
    atexit.register(server.stop)
    return server


def become_owner() -> None:
    """Let this process connect with the rights to change the schema, where a separate role has them."""
    owner = os.environ.pop("DATABASE_OWNER_URL", None)
    if owner:
        os.environ["DATABASE_URL"] = owner


def stay_application() -> None:
    """Forget the owner's address: what serves the public never holds the right to change the schema."""
    os.environ.pop("DATABASE_OWNER_URL", None)


def django() -> None:
    """Set Django up with the project's settings."""
    import django as framework

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    framework.setup()


def follow_supervisor() -> None:
    """End this process when the `huying up` that started it is gone, even by kill -9."""
    supervisor = os.environ.get(SUPERVISOR, "")
    if not supervisor.isdigit():
        return

    def watch() -> None:
        import signal

        while os.getppid() == int(supervisor):
            time.sleep(WATCH_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(8)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="follow-supervisor", daemon=True).start()
