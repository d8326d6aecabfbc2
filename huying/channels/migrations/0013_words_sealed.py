"""What was said is sealed. The old column stays for rows of before (0014 seals them) and for a release that still reads it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0012_the_survey'),
    ]

    operations = [
        migrations.AlterField(
            model_name='callwords',
            name='text',
            field=models.CharField(blank=True, db_column='text', db_default='', default='', max_length=2000, verbose_name='文字（未加密）'),
        ),
        migrations.RenameField(model_name='callwords', old_name='text', new_name='plain'),
        migrations.AddField(
            model_name='callwords',
            name='text_sealed',
            field=models.BinaryField(null=True, verbose_name='文字（加密）'),
        ),
    ]
