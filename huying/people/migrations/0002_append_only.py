"""The log of looks at personal data can only grow."""

from django.db import migrations

FORBID = """
CREATE TRIGGER look_append_only BEFORE UPDATE OR DELETE ON people_look
    FOR EACH ROW EXECUTE FUNCTION huying_append_only();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'huying_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON people_look FROM huying_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("tickets", "0002_append_only")]
    operations = [migrations.RunSQL(FORBID, "DROP TRIGGER look_append_only ON people_look;")]
