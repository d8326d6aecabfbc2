"""What was overruled is listed newest first: its index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0005_topics'),
        ('tickets', '0006_likely_and_refinements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='lesson',
            index=models.Index(condition=models.Q(models.Q(('proposed', ''), _negated=True), models.Q(('proposed', models.F('decided')), _negated=True)), fields=['element', '-id'], name='lesson_overruled'),
        ),
    ]
