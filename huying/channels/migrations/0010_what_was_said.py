"""What was said on a line; and the index by which numbers are found that are to be forgotten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0009_the_desk'),
        ('people', '0004_joined'),
        ('tickets', '0008_contacts_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('caller', '诉求人'), ('agent', '话务员')], max_length=6, verbose_name='说话人')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('text', models.CharField(max_length=2000, verbose_name='文字')),
                ('final', models.BooleanField(default=False, verbose_name='已定')),
            ],
            options={
                'verbose_name': '通话文字',
                'verbose_name_plural': '通话文字',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('number_sealed__isnull', False)), fields=['began_at'], name='call_number_kept'),
        ),
        migrations.AddField(
            model_name='callwords',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='channels.call', verbose_name='通话'),
        ),
        migrations.AddConstraint(
            model_name='callwords',
            constraint=models.UniqueConstraint(fields=('call', 'at', 'side'), name='call_words_once'),
        ),
    ]
