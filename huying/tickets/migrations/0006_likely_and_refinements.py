"""Proposals to join, and what an outside model read. New tables only: the previous release does not miss them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0005_matter_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Refinement',
            fields=[
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='refinement', serialize=False, to='tickets.ticket', verbose_name='工单')),
                ('state', models.CharField(choices=[('done', '已完成'), ('failed', '失败')], max_length=8, verbose_name='状态')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('model', models.CharField(blank=True, default='', max_length=80, verbose_name='模型')),
                ('category', models.CharField(blank=True, default='', max_length=6, verbose_name='事项分类')),
                ('kind', models.CharField(blank=True, default='', max_length=14, verbose_name='诉求性质')),
                ('summary', models.CharField(blank=True, default='', max_length=40, verbose_name='摘要')),
                ('elements', models.JSONField(blank=True, default=dict, verbose_name='要素')),
            ],
            options={
                'verbose_name': '外部模型的建议',
                'verbose_name_plural': '外部模型的建议',
                'indexes': [models.Index(fields=['at', 'state'], name='refinement_by_day')],
            },
        ),
        migrations.CreateModel(
            name='Likely',
            fields=[
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='likely', serialize=False, to='tickets.ticket', verbose_name='工单')),
                ('likeness', models.FloatField(verbose_name='把握')),
                ('reasons', models.JSONField(default=list, verbose_name='理由')),
                ('at', models.DateTimeField(verbose_name='提出时间')),
                ('refused_at', models.DateTimeField(null=True, verbose_name='判为不同')),
                ('main', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='likely_joined', to='tickets.ticket', verbose_name='可能的主单')),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='判为不同者')),
            ],
            options={
                'verbose_name': '建议并单',
                'verbose_name_plural': '建议并单',
                'constraints': [models.CheckConstraint(condition=models.Q(('ticket', models.F('main')), _negated=True), name='likely_another'), models.CheckConstraint(condition=models.Q(('likeness__gte', 0), ('likeness__lte', 1)), name='likely_share')],
            },
        ),
    ]
