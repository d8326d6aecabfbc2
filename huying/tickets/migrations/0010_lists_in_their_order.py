"""Indexes by which lists are read in their order: those due soon, those of a street. What the planner must know of what runs."""

from datetime import UTC, datetime

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

OPEN = Q(state__in=["dispatched", "handling", "incomplete", "pending_dispatch", "received", "replied", "reviewing", "suspended"])
NEVER = datetime(9999, 12, 31, tzinfo=UTC)

# What runs is a few in a hundred of all rows, and what is null together tells it. Column by column the planner takes
# thousands of running legs for a dozen, and sorts them all instead of reading one page in order.
KNOW = """
CREATE STATISTICS IF NOT EXISTS tickets_leg_running (mcv) ON state, ended_at, role FROM tickets_leg;
CREATE STATISTICS IF NOT EXISTS tickets_promise_running (mcv) ON kind, met_at, voided_at, missed_at FROM tickets_promise;
"""
FORGET = "DROP STATISTICS IF EXISTS tickets_leg_running, tickets_promise_running;"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0009_transfers_by_phone")]
    operations = [
        AddIndexConcurrently("ticket", models.Index(
            Coalesce("due_at", Value(NEVER)), "id", "yellow_at", name="ticket_ending", condition=OPEN)),
        RemoveIndexConcurrently("ticket", "ticket_due"),
        RemoveIndexConcurrently("ticket", "ticket_warned"),
        AddIndexConcurrently("ticket", models.Index(fields=["division", "-id"], name="ticket_by_place")),
        migrations.RunSQL(KNOW, FORGET),
    ]
