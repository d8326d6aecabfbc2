"""A seat may be used from the browser; calls are found by outcome and direction."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0007_the_phone'),
        ('people', '0004_joined'),
        ('tickets', '0008_contacts_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='seat',
            name='browser',
            field=models.BooleanField(db_default=False, default=False, verbose_name='用浏览器通话'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['outcome', '-id'], name='call_outcome'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('direction', 'out')), fields=['-id'], name='call_out'),
        ),
    ]
