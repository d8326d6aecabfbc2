"""What people decided stays as it was: the database refuses to change or remove lessons."""

from django.db import migrations

FORBID = """
CREATE TRIGGER lesson_append_only BEFORE UPDATE OR DELETE ON insight_lesson
    FOR EACH ROW EXECUTE FUNCTION huying_append_only();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'huying_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON insight_lesson FROM huying_app;
    END IF;
END $$;
"""

ALLOW = "DROP TRIGGER lesson_append_only ON insight_lesson;"


class Migration(migrations.Migration):
    dependencies = [("insight", "0003_lessons"), ("tickets", "0002_append_only")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
