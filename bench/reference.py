"""The reference of writing: pgbench, in C, inserting the very rows of one registered ticket in one transaction."""

from __future__ import annotations

import re
import subprocess
from typing import Any

from bench.ground import Ground, Sizes

# Columns that must differ in every row; `:k` is pgbench's random number.
OWN = {
    "tickets_contact": {"key": "'pgbench-' || :k::bigint", "serial": "nextval('tickets_serial')"},
    "people_citizen": {"phone_key": "decode(md5(:k::text), 'hex')"},
    "tickets_ticket": {"number": "lpad(:k::text, 13, '0')", "phone_key": "decode(md5(:k::text), 'hex')"},
}
# In the order in which they can be written: (table, column that finds the ticket's rows, columns that point to others).
TABLES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("people_citizen", "id = (SELECT citizen_id FROM tickets_ticket WHERE id = {ticket})", {}),
    ("tickets_ticket", "id = {ticket}", {"citizen_id": ":citizen"}),
    ("tickets_contact", "ticket_id = {ticket}", {"ticket_id": ":ticket", "citizen_id": ":citizen"}),
    ("tickets_promise", "ticket_id = {ticket}", {"ticket_id": ":ticket"}),
    ("tickets_event", "ticket_id = {ticket}", {"ticket_id": ":ticket"}),
)
TOLD = """SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(queue_name, task_name, 0, NULL, NULL,
    jsonb_build_object('event', :event::bigint), NULL)::procrastinate_job_to_defer_v1]), pg_notify('huying_live', {note})
FROM (VALUES ('default', 'channels.tell')) AS job (queue_name, task_name);"""


def script(ground: Ground, ticket: int) -> str:
    """The pgbench script that writes the rows of this ticket again and again, under keys of their own."""
    lines = ["\\set k random(1, 9999999999999)", "BEGIN;"]
    for table, where, links in TABLES:
        for row in _literals(ground, table, where.format(ticket=ticket)):
            row |= OWN.get(table, {}) | links
            names, values = ", ".join(f'"{name}"' for name in row), ", ".join(row.values())
            lines.append(f"INSERT INTO {table} ({names}) VALUES ({values}) RETURNING id AS {table.split('_')[1]} \\gset")
    # As many keys by which it is found again, of its own: those of one ticket alone would crowd the same pages.
    held = int(ground.sql("SELECT count(*) FROM tickets_ticketkey WHERE ticket_id = %s", ticket)[0][0])
    if held:
        rows = ", ".join(f"(hashtextextended(:k::text, {number}), :ticket)" for number in range(held))
        lines.append(f"INSERT INTO tickets_ticketkey (key, ticket_id) VALUES {rows};")
    lines.append(TOLD.format(note="""'{"topic": "desk", "kind": "register", "id": "' || :k::text || '"}'""").replace("\n", " "))
    return "\n".join([*lines, "COMMIT;", ""])


def rate(ground: Ground, text: str, sizes: Sizes, protocol: str = "prepared") -> float:
    """Transactions a second of `sizes.clients` clients of pgbench on the same server.

    `protocol` as pgbench has it: "prepared", the fastest there is, or "simple", its default.
    """
    file = ground.home / "reference.sql"
    file.write_text(text, "utf-8")
    cluster = ground.server.cluster
    done = subprocess.run(
        [str(cluster.programs.bin / "pgbench"), "-n", "-M", protocol, "-c", str(sizes.clients), "-j", "2",
         "-T", str(max(1, round(sizes.seconds))), "-f", str(file), "-h", str(cluster.folders.sockets), "-U", "huying_app",
         ground.server.database], capture_output=True, text=True, check=False, timeout=sizes.seconds + 120)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise RuntimeError(done.stderr[-2000:])
    return float(found[1])


def _literals(ground: Ground, table: str, where: str) -> list[dict[str, str]]:
    """Each row as column → SQL literal, without its id."""
    columns = [name for (name,) in ground.sql(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", table)]
    shown = ", ".join(f'quote_nullable("{name}"::text)' for name in columns)
    rows: list[tuple[Any, ...]] = ground.sql(f"SELECT {shown} FROM {table} WHERE {where}")
    return [dict(zip(columns, row, strict=True)) for row in rows]
