"""Exports that are written in the background."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='内容')),
                ('query', models.CharField(blank=True, default='', max_length=1000, verbose_name='条件')),
                ('sort', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel')], max_length=4, verbose_name='格式')),
                ('language', models.CharField(default='zh-hans', max_length=10, verbose_name='语言')),
                ('state', models.CharField(choices=[('waiting', '排队中'), ('running', '正在生成'), ('done', '已完成'), ('failed', '失败')], default='waiting', max_length=8, verbose_name='状态')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已写行数')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='总行数')),
                ('error', models.CharField(blank=True, default='', max_length=200, verbose_name='错误')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='exports/%Y/%m/%d', verbose_name='文件')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='导出人')),
            ],
            options={
                'verbose_name': '导出',
                'verbose_name_plural': '导出',
                'indexes': [models.Index(fields=['account', '-id'], name='export_own')],
            },
        ),
    ]
