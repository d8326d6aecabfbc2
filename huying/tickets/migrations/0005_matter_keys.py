"""Keys by which tickets about one matter are found. A new table only: the previous release does not miss it."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_legs_as_their_tickets")]
    operations = [
        migrations.CreateModel(
            name="TicketKey",
            fields=[
                ("pk", models.CompositePrimaryKey("key", "ticket_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("key", models.BigIntegerField(verbose_name="键")),
                ("ticket_id", models.BigIntegerField(verbose_name="工单")),
            ],
            options={
                "verbose_name": "相似键",
                "verbose_name_plural": "相似键",
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=["ticket_id"], name="ticketkey_old"),
                ],
            },
        ),
    ]
