"""The private PostgreSQL that serves when no DATABASE_URL is given: nothing to install or configure."""

from huying.embedded.cluster import EmbeddedError
from huying.embedded.folders import var_folder
from huying.embedded.roles import ensure_database
from huying.embedded.server import Server, start

__all__ = ["EmbeddedError", "Server", "ensure_database", "start", "var_folder"]
