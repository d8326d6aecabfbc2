"""The two roles and the database: `huying_owner` changes the schema, `huying_app` works with rows."""

from huying.embedded.problems import EmbeddedError

OWNER = "huying_owner"
APP = "huying_app"


def ensure_roles(url_super: str, *, may_create_databases: bool = False) -> None:
    """Create both roles in a cluster, and rights for `huying_app` on all that `huying_owner` will ever make.

    The rights are written into template1 too, so that every database made later (a test's, say) has them.
    Append-only tables take rights away again in their own migrations.
    """
    import psycopg

    with psycopg.connect(url_super, autocommit=True) as connection:
        for role in (OWNER, APP):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"CREATE ROLE {role} LOGIN")
        # The owner may step down to the application's role: tests prove with it what the role cannot do.
        connection.execute(f"GRANT {APP} TO {OWNER}")
        connection.execute(f"ALTER ROLE {OWNER} {'CREATEDB' if may_create_databases else 'NOCREATEDB'}")
    _grant(url_super.replace("/postgres?", "/template1?"))


def ensure_database(url_super: str, name: str = "huying") -> None:
    """Create the database `name`, owned by `huying_owner`, unless it exists. `url_super` is a superuser's."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(url_super, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        try:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
            )
        except psycopg.errors.DuplicateDatabase:
            return
        except psycopg.errors.DiskFull as error:
            raise EmbeddedError("磁盘已满 · The disk is full: the database could not be created.") from error


def _grant(url: str) -> None:
    import psycopg

    given = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"{given} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}")
        connection.execute(f"{given} USAGE, SELECT ON SEQUENCES TO {APP}")
        known = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").fetchone()
        if known:
            # Not a trusted extension: only here, as superuser, can it be added for the owner.
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
