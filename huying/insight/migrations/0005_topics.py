"""Hot topics, their members, and how far the job that gathers them has come. New tables only."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0004_append_only'),
        ('tickets', '0006_likely_and_refinements'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('done', models.BigIntegerField(default=0)),
                ('settled', models.BigIntegerField(default=0)),
                ('seen', models.BigIntegerField(default=0)),
                ('horizon', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': '进度',
                'verbose_name_plural': '进度',
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('size', models.PositiveIntegerField(default=0, verbose_name='件数')),
                ('named', models.PositiveIntegerField(default=0, verbose_name='命名时件数')),
                ('first_at', models.DateTimeField(verbose_name='最早')),
                ('last_at', models.DateTimeField(verbose_name='最近')),
                ('division', models.CharField(blank=True, default='', max_length=12, verbose_name='区划')),
                ('category', models.CharField(blank=True, default='', max_length=6, verbose_name='事项分类')),
                ('into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='former', to='insight.topic', verbose_name='并入')),
                ('typical', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.ticket', verbose_name='典型来件')),
            ],
            options={
                'verbose_name': '热点',
                'verbose_name_plural': '热点',
            },
        ),
        migrations.CreateModel(
            name='TopicMember',
            fields=[
                ('ticket', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='in_topic', serialize=False, to='tickets.ticket', verbose_name='工单')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('division', models.CharField(blank=True, default='', max_length=12, verbose_name='区划')),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='insight.topic', verbose_name='热点')),
            ],
            options={
                'verbose_name': '热点成员',
                'verbose_name_plural': '热点成员',
                'indexes': [models.Index(fields=['topic', '-at', '-ticket'], name='topic_members'), models.Index(fields=['at'], include=('topic', 'division'), name='topic_period')],
            },
        ),
    ]
