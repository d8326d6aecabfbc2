"""The history can only grow: the database itself refuses to change or remove its rows."""

from django.db import migrations

FORBID = """
CREATE SEQUENCE tickets_serial;

CREATE FUNCTION huying_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON tickets_event
    FOR EACH ROW EXECUTE FUNCTION huying_append_only();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'huying_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON tickets_event FROM huying_app;
        GRANT USAGE, SELECT ON SEQUENCE tickets_serial TO huying_app;
    END IF;
END $$;
"""

ALLOW = """
DROP TRIGGER event_append_only ON tickets_event;
DROP FUNCTION huying_append_only();
DROP SEQUENCE tickets_serial;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
