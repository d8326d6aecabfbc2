"""A seat may be used from the browser."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0007_the_phone'),
    ]

    operations = [
        migrations.AddField(
            model_name='seat',
            name='browser',
            field=models.BooleanField(db_default=False, default=False, verbose_name='用浏览器通话'),
        ),
    ]
