"""Campaigns of calls out. New tables only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0010_what_was_said'),
        ('tickets', '0008_contacts_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('purpose', models.CharField(default='follow_up', max_length=12, verbose_name='用途')),
                ('state', models.CharField(choices=[('draft', '未开始'), ('running', '进行中'), ('paused', '已暂停'), ('over', '已结束')], default='draft', max_length=8, verbose_name='状态')),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('over_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='建立人')),
            ],
            options={
                'verbose_name': '外呼任务',
                'verbose_name_plural': '外呼任务',
            },
        ),
        migrations.CreateModel(
            name='CampaignCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', '待拨'), ('dialling', '拨打中'), ('done', '已接通'), ('given_up', '多次未接通'), ('skipped', '不拨')], default='open', max_length=8, verbose_name='状态')),
                ('why', models.CharField(blank=True, choices=[('', ''), ('no_calls', '仅短信联系'), ('stopped', '已退订'), ('rated', '已评价'), ('over', '评价时间已过')], default='', max_length=10, verbose_name='不拨原因')),
                ('tries', models.SmallIntegerField(default=0, verbose_name='已拨次数')),
                ('not_before', models.DateTimeField(verbose_name='不早于')),
                ('done_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.call', verbose_name='通话')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='channels.campaign')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.phoneorder')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='campaign_calls', to='tickets.ticket', verbose_name='工单')),
            ],
            options={
                'verbose_name': '外呼名单',
                'verbose_name_plural': '外呼名单',
            },
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(condition=models.Q(('state', 'running')), fields=['id'], name='campaign_running'),
        ),
        migrations.AddIndex(
            model_name='campaigncall',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['campaign', 'not_before', 'id'], name='campaign_call_due'),
        ),
        migrations.AddIndex(
            model_name='campaigncall',
            index=models.Index(condition=models.Q(('state', 'dialling')), fields=['id'], name='campaign_call_dialling'),
        ),
        migrations.AddConstraint(
            model_name='campaigncall',
            constraint=models.UniqueConstraint(fields=('campaign', 'ticket'), name='campaign_call_once'),
        ),
    ]
