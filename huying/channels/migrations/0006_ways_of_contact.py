"""A person's several doors: the order in which they are told by them, what they left, and a log that only grows."""

from django.db import migrations, models

FORBID = """
CREATE TRIGGER door_change_append_only BEFORE UPDATE OR DELETE ON channels_doorchange
    FOR EACH ROW EXECUTE FUNCTION huying_append_only();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'huying_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON channels_doorchange FROM huying_app;
    END IF;
END $$;
"""
WHATS = [("added", "添加"), ("joined", "合并"), ("removed", "解除"), ("first", "设为首选"), ("fallback", "设为备用"),
         ("stopped", "停发通知"), ("resumed", "恢复通知")]


class Migration(migrations.Migration):
    dependencies = [("channels", "0005_the_platforms"), ("people", "0004_joined")]
    operations = [
        migrations.AddField("correspondent", "turn", models.SmallIntegerField(null=True, verbose_name="通知顺序")),
        migrations.AddField("correspondent", "left", models.ForeignKey(
            null=True, on_delete=models.SET_NULL, related_name="+", to="people.citizen", verbose_name="解除绑定的人")),
        migrations.CreateModel("DoorChange", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("what", models.CharField(choices=WHATS, max_length=10, verbose_name="变更")),
            ("door", models.CharField(max_length=12, verbose_name="渠道")),
            ("address", models.CharField(blank=True, max_length=200, verbose_name="地址（脱敏）")),
            ("other", models.BigIntegerField(null=True, verbose_name="被并入的诉求人")),
            ("tickets", models.IntegerField(default=0, verbose_name="随之转入的工单数")),
            ("network", models.GenericIPAddressField(null=True, verbose_name="来源地址")),
            ("at", models.DateTimeField(verbose_name="时间")),
            ("citizen", models.ForeignKey(db_constraint=False, on_delete=models.DO_NOTHING, related_name="door_changes",
                                          to="people.citizen", verbose_name="诉求人")),
        ], options={"verbose_name": "联系方式变更", "verbose_name_plural": "联系方式变更",
                    "indexes": [models.Index(fields=["citizen", "-id"], name="door_change_of")]}),
        migrations.RunSQL(FORBID, "DROP TRIGGER door_change_append_only ON channels_doorchange;"),
    ]
