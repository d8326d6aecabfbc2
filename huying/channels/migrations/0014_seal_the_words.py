"""Rows of before: their words are sealed, a thousand at a time, and the clear text is emptied. Cut off, it goes on where it stood."""

from datetime import UTC
from typing import Any

from django.db import migrations

BATCH = 1000


def seal(apps: Any, schema_editor: Any) -> None:
    from huying.people.sealed import vault

    rows = apps.get_model('channels', 'CallWords').objects
    while found := list(rows.filter(text_sealed__isnull=True).order_by('pk')[:BATCH]):
        for row in found:
            row.text_sealed = vault().seal(row.plain, f"words:{row.call_id}:{row.side}:{row.at.astimezone(UTC):%Y%m%d%H%M%S%f}")
            row.plain = ''
        rows.bulk_update(found, ['text_sealed', 'plain'])


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('channels', '0013_words_sealed'),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
