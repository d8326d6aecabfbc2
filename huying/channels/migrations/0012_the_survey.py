"""Recorded surveys: what a campaign asks by itself, what was answered, and two more ways in which a call comes out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0011_campaigns'),
    ]

    operations = [
        migrations.AddField(
            model_name='campaign',
            name='opening',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='来意'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='survey',
            field=models.JSONField(null=True, verbose_name='录音问卷'),
        ),
        migrations.AddField(
            model_name='campaigncall',
            name='answers',
            field=models.JSONField(db_default={}, default=dict, verbose_name='回答'),
        ),
        migrations.AlterField(
            model_name='call',
            name='outcome',
            field=models.CharField(blank=True, choices=[('answered', '接通'), ('abandoned', '排队中挂断'), ('missed', '未接'), ('self_service', '自助完成'), ('promised', '约定回拨'), ('tagged', '留言登记'), ('transferred', '转出'), ('failed', '故障'), ('busy', '忙'), ('no_answer', '无人接听'), ('refused', '拒接'), ('silent', '无人作答'), ('hung_up', '接听后挂断')], default='', max_length=12, verbose_name='结果'),
        ),
        migrations.AlterField(
            model_name='campaigncall',
            name='why',
            field=models.CharField(blank=True, choices=[('', ''), ('no_calls', '仅短信联系'), ('stopped', '已退订'), ('rated', '已评价'), ('over', '评价时间已过'), ('no_number', '没有可拨的号码'), ('asked', '本人不再接听')], default='', max_length=10, verbose_name='不拨原因'),
        ),
    ]
