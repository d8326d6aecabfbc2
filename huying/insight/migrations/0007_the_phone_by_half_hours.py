"""The phone by half hours, and planned seats. New tables only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0006_overruled_lessons'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HalfHour',
            fields=[
                ('at', models.DateTimeField(primary_key=True, serialize=False, verbose_name='半小时起点')),
                ('arrived', models.PositiveIntegerField(default=0, verbose_name='呼入')),
                ('calls', models.PositiveIntegerField(default=0, verbose_name='请求人工')),
                ('answered', models.PositiveIntegerField(default=0, verbose_name='接通')),
                ('within', models.PositiveIntegerField(default=0, verbose_name='及时接通')),
                ('talk_seconds', models.FloatField(default=0, verbose_name='通话秒数')),
                ('wrap_seconds', models.FloatField(default=0, verbose_name='整理秒数')),
                ('staffed_seconds', models.FloatField(default=0, verbose_name='在岗秒数')),
                ('paused_seconds', models.FloatField(default=0, verbose_name='示忙秒数')),
                ('imported', models.BooleanField(default=False, verbose_name='外部导入')),
            ],
            options={
                'verbose_name': '话务半小时',
                'verbose_name_plural': '话务半小时',
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='坐席数')),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='排班人')),
            ],
            options={
                'verbose_name': '班次',
                'verbose_name_plural': '班次',
                'ordering': ['begins_at', 'pk'],
                'indexes': [models.Index(fields=['begins_at'], name='shift_begins')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='shift_order')],
            },
        ),
    ]
