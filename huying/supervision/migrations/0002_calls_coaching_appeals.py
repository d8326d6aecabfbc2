"""Calls are sampled too; coaching, appeals, and a history of samples that can only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORBID = """
CREATE TRIGGER sample_event_append_only BEFORE UPDATE OR DELETE ON supervision_sampleevent
    FOR EACH ROW EXECUTE FUNCTION huying_append_only();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'huying_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON supervision_sampleevent FROM huying_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0007_the_phone'),
        ('supervision', '0001_initial'),
        ('tickets', '0008_contacts_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='申诉时间')),
                ('words', models.CharField(max_length=1000, verbose_name='申诉理由')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('outcome', models.CharField(blank=True, choices=[('upheld', '维持'), ('changed', '改分')], default='', max_length=8, verbose_name='结果')),
                ('opinion', models.CharField(blank=True, default='', max_length=1000, verbose_name='复核意见')),
            ],
            options={
                'verbose_name': '质检申诉',
                'verbose_name_plural': '质检申诉',
            },
        ),
        migrations.CreateModel(
            name='Coaching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('words', models.CharField(max_length=1000, verbose_name='辅导意见')),
            ],
            options={
                'verbose_name': '辅导',
                'verbose_name_plural': '辅导',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SampleEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('scored', '评分'), ('coached', '辅导'), ('appealed', '申诉'), ('decided', '复核')], max_length=10, verbose_name='动作')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('data', models.JSONField(default=dict, verbose_name='内容')),
            ],
            options={
                'verbose_name': '质检记录',
                'verbose_name_plural': '质检记录',
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='sample',
            name='sample_once',
        ),
        migrations.AddField(
            model_name='sample',
            name='agent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='samples', to=settings.AUTH_USER_MODEL, verbose_name='话务员'),
        ),
        migrations.AddField(
            model_name='sample',
            name='call',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='channels.call', verbose_name='通话'),
        ),
        migrations.AlterField(
            model_name='sample',
            name='ticket',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='tickets.ticket'),
        ),
        migrations.AddIndex(
            model_name='sample',
            index=models.Index(fields=['agent', '-inspected_at'], name='sample_own'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(condition=models.Q(('call__isnull', True)), fields=('ticket', 'rule'), name='sample_once'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(fields=('call',), name='sample_call_once'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('ticket__isnull', False), ('call__isnull', False), _connector='OR'), name='sample_of_something'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申诉人'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='sample',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='supervision.sample'),
        ),
        migrations.AddField(
            model_name='coaching',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='辅导人'),
        ),
        migrations.AddField(
            model_name='coaching',
            name='sample',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coachings', to='supervision.sample'),
        ),
        migrations.AddField(
            model_name='sampleevent',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人'),
        ),
        migrations.AddField(
            model_name='sampleevent',
            name='sample',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='supervision.sample'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['id'], name='appeal_open'),
        ),
        migrations.RunSQL(FORBID, "DROP TRIGGER sample_event_append_only ON supervision_sampleevent;"),
    ]
