"""One more word for the state of a contact. Names only: no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_open311_index")]
    operations = [
        migrations.AlterField(
            model_name="contact",
            name="state",
            field=models.CharField(
                choices=[("new", "待登记"), ("registered", "已立单"), ("attached", "已并入在办"), ("settled", "无需立单"),
                         ("refused", "未立单"), ("failed", "登记失败")],
                default="new", max_length=10, verbose_name="状态"),
        ),
    ]
