"""Running legs know their ticket's state, deadline and urgency, kept by the database: an inbox is read from one index."""

from datetime import UTC, datetime

from django.db import migrations, models

KEEP = """
CREATE FUNCTION huying_leg_from_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ended_at IS NULL THEN
        SELECT state, coalesce(due_at, '9999-12-31 00:00:00+00'), urgency = 'normal' INTO NEW.state, NEW.end_at, NEW.calm
        FROM tickets_ticket WHERE id = NEW.ticket_id;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER leg_from_ticket BEFORE INSERT OR UPDATE OF ended_at ON tickets_leg
    FOR EACH ROW EXECUTE FUNCTION huying_leg_from_ticket();

CREATE FUNCTION huying_ticket_to_legs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tickets_leg SET state = NEW.state, end_at = coalesce(NEW.due_at, '9999-12-31 00:00:00+00'),
        calm = NEW.urgency = 'normal' WHERE ticket_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER ticket_to_legs AFTER UPDATE OF state, due_at, urgency ON tickets_ticket FOR EACH ROW
    WHEN (OLD.state <> NEW.state OR OLD.due_at IS DISTINCT FROM NEW.due_at OR OLD.urgency <> NEW.urgency)
    EXECUTE FUNCTION huying_ticket_to_legs();
"""

FORGET = """
DROP TRIGGER ticket_to_legs ON tickets_ticket;
DROP FUNCTION huying_ticket_to_legs();
DROP TRIGGER leg_from_ticket ON tickets_leg;
DROP FUNCTION huying_leg_from_ticket();
"""
OPEN = models.Q(("ended_at__isnull", True))
RUNNING = ["dispatched", "handling", "incomplete", "pending_dispatch", "received", "replied", "reviewing", "suspended"]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_append_only")]
    operations = [
        migrations.AddField("leg", "state", models.CharField(default="", editable=False, max_length=20, verbose_name="工单状态")),
        migrations.AddField("leg", "end_at", models.DateTimeField(
            default=datetime(9999, 12, 31, tzinfo=UTC), editable=False, verbose_name="工单时限")),
        migrations.AddField("leg", "calm", models.BooleanField(default=True, editable=False, verbose_name="不紧急")),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RemoveIndex("leg", "leg_worklist"),
        migrations.AddIndex("leg", models.Index(fields=["unit", "end_at", "ticket"], name="leg_worklist", condition=OPEN)),
        migrations.AddIndex("leg", models.Index(
            fields=["unit", "end_at", "ticket"], name="leg_urgent", condition=models.Q(("calm", False), ("ended_at__isnull", True)))),
        migrations.AddIndex("ticket", models.Index(fields=["yellow_at"], name="ticket_warned", condition=models.Q(("state__in", RUNNING)))),
    ]
