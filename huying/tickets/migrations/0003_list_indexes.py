"""Indexes of the lists: urgent ones first, calls to make, final answers, classes, a day's contacts."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0002_append_only'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_alike',
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['received_at'], name='contact_received'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state__in', ['dispatched', 'handling', 'incomplete', 'pending_dispatch', 'received', 'replied', 'reviewing', 'suspended']), models.Q(('urgency', 'normal'), _negated=True)), fields=['state', 'due_at', 'id'], name='ticket_urgent'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state', 'completed')), fields=['completed_at', 'id'], name='ticket_to_call'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['category', 'division', '-id'], name='ticket_by_class'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('final', True)), fields=['-id'], name='ticket_final'),
        ),
    ]
