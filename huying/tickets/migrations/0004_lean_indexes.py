"""No two indexes that begin alike; lists ordered by an expression that has statistics; rare lists have indexes."""

import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_attempt'),
        ('tickets', '0003_list_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_worklist',
        ),
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_unit_worklist',
        ),
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_due',
        ),
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_newest',
        ),
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_urgent',
        ),
        migrations.AlterField(
            model_name='ask',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='ticket',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='contact',
            name='ticket',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='tickets.ticket', verbose_name='工单'),
        ),
        migrations.AlterField(
            model_name='event',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='leg',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='leg',
            name='unit',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='people.unit', verbose_name='承办单位'),
        ),
        migrations.AlterField(
            model_name='promise',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='rating',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='reply',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='supervision',
            name='ticket',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='supervisions', to='tickets.ticket'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='citizen',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tickets', to='people.citizen', verbose_name='诉求人'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='lead',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led', to='people.unit', verbose_name='主办单位'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='main',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='tickets.ticket', verbose_name='主单'),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='number',
            field=models.CharField(max_length=13, verbose_name='工单编号'),
        ),
        migrations.AddIndex(
            model_name='leg',
            index=models.Index(condition=models.Q(('above__isnull', False), ('ended_at__isnull', True), ('replied_at__isnull', False)), fields=['ticket'], name='leg_answered_below'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('kind__in', ['look_again', 'rework']), ('met_at__isnull', True), ('voided_at__isnull', True)), fields=['kind', 'ticket'], name='promise_rare'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(condition=models.Q(('passed', False)), fields=['ticket'], name='reply_returned'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(models.F('state'), django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), condition=models.Q(('state__in', ['dispatched', 'handling', 'incomplete', 'pending_dispatch', 'received', 'replied', 'reviewing', 'suspended'])), name='ticket_worklist'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), condition=models.Q(('state__in', ['dispatched', 'handling', 'incomplete', 'pending_dispatch', 'received', 'replied', 'reviewing', 'suspended'])), name='ticket_due'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(models.F('state'), django.db.models.functions.comparison.Coalesce('due_at', models.Value(datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), models.F('id'), condition=models.Q(('state__in', ['dispatched', 'handling', 'incomplete', 'pending_dispatch', 'received', 'replied', 'reviewing', 'suspended']), models.Q(('urgency', 'normal'), _negated=True)), name='ticket_urgent'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('number',), name='ticket_number_once'),
        ),
    ]
