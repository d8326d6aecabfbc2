"""A row of the contact book may have been joined to another one of the same person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_partners")]
    operations = [
        migrations.AddField("citizen", "joined_to", models.ForeignKey(
            blank=True, null=True, on_delete=models.SET_NULL, related_name="joined", to="people.citizen", verbose_name="并入")),
    ]
