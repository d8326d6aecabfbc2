"""A transfer knows whether the caller agreed to it, and since when the other side has it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_contacts_settled")]
    operations = [
        migrations.AddField(
            model_name="transfer", name="consent",
            field=models.CharField(choices=[("", "未询问"), ("agreed", "同意"), ("refused", "不同意"), ("unable", "无法表示")],
                                   blank=True, default="", db_default="", max_length=8, verbose_name="诉求人是否同意"),
        ),
        migrations.AddField(
            model_name="transfer", name="acknowledged_at",
            field=models.DateTimeField(null=True, verbose_name="对方接到"),
        ),
    ]  # fmt: skip
