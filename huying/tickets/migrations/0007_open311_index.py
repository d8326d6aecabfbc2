"""The index that public reads of Open311 go by; small, and made without holding up writers."""

import django.contrib.postgres.operations
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0006_likely_and_refinements")]
    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(fields=["registered_at"], name="ticket_open311", condition=Q(door="open311", confidential=False)),
        ),
    ]
