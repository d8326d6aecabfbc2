"""Making ready what every command needs: the folder for files, the database, Django."""

import atexit
import os
import signal
import sys
import threading
import time
from typing import NoReturn

from huying import embedded

WATCH_SECONDS = 1.0
GRACE_SECONDS = 8.0
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


def ready() -> None:
    """All that a command about the city's data needs; ends with one line where the database has no tables yet."""
    provide_database()
    stay_application()
    django()
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('tickets_contact')")
            there = cursor.fetchone()[0]
    except OperationalError as error:
        fail(f"数据库连接不上 · the database cannot be reached: {str(error).strip().splitlines()[0]}")
    if there is None:
        fail("数据库还没有建表，请先运行 huying migrate · the database has no tables yet: run huying migrate first")


def follow_supervisor() -> None:
    """End this process when the `huying up` that started it is gone, even by kill -9.

    What this process forks (granian's workers) follows it in the same way, so that no orphan keeps the port.
    """
    mine = os.getpid()
    os.register_at_fork(after_in_child=lambda: _follow(mine, [signal.SIGKILL]))
    supervisor = os.environ.get(SUPERVISOR, "")
    if supervisor.isdigit():
        _follow(int(supervisor), [signal.SIGTERM, signal.SIGKILL])


def _follow(parent: int, signals: list[signal.Signals]) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        for number in signals:
            os.kill(os.getpid(), number)
            time.sleep(GRACE_SECONDS)

    threading.Thread(target=watch, name="follow", daemon=True).start()
