"""The phone: calls, their events, parties and recordings; seats; calls that are owed; orders to the exchange."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORBID = """
CREATE TRIGGER call_event_append_only BEFORE UPDATE OR DELETE ON channels_callevent
    FOR EACH ROW EXECUTE FUNCTION huying_append_only();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'huying_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON channels_callevent FROM huying_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0006_ways_of_contact'),
        ('people', '0004_joined'),
        ('tickets', '0008_contacts_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exchange', models.CharField(default='asterisk', max_length=20, verbose_name='交换机')),
                ('key', models.CharField(max_length=120, verbose_name='交换机通话号')),
                ('direction', models.CharField(choices=[('in', '呼入'), ('out', '呼出')], default='in', max_length=3, verbose_name='方向')),
                ('purpose', models.CharField(blank=True, choices=[('callback', '回拨'), ('follow_up', '回访'), ('reminder', '提醒'), ('manual', '人工外呼')], default='', max_length=12, verbose_name='用途')),
                ('number_key', models.BinaryField(max_length=32, null=True, verbose_name='号码指纹')),
                ('number_sealed', models.BinaryField(null=True, verbose_name='号码（加密）')),
                ('caller', models.CharField(blank=True, choices=[('', '正常'), ('withheld', '未显示号码'), ('doubtful', '号码存疑')], default='', max_length=10, verbose_name='主叫')),
                ('area', models.CharField(blank=True, default='', max_length=40, verbose_name='归属地')),
                ('called', models.CharField(blank=True, default='', max_length=32, verbose_name='被叫号码')),
                ('language', models.CharField(default='zh-hans', max_length=10, verbose_name='语言')),
                ('skills', models.JSONField(default=list, verbose_name='所需技能')),
                ('priority', models.SmallIntegerField(default=0, verbose_name='优先级')),
                ('state', models.CharField(choices=[('greeting', '导航'), ('waiting', '排队'), ('ringing', '振铃'), ('talking', '通话'), ('rating', '评价'), ('ended', '结束')], default='greeting', max_length=10, verbose_name='状态')),
                ('held', models.BooleanField(default=False, verbose_name='保持中')),
                ('outcome', models.CharField(blank=True, choices=[('answered', '接通'), ('abandoned', '排队中挂断'), ('missed', '未接'), ('self_service', '自助完成'), ('promised', '约定回拨'), ('tagged', '留言登记'), ('transferred', '转出'), ('failed', '故障'), ('busy', '忙'), ('no_answer', '无人接听'), ('refused', '拒接')], default='', max_length=12, verbose_name='结果')),
                ('began_at', models.DateTimeField(verbose_name='开始')),
                ('queued_at', models.DateTimeField(null=True, verbose_name='入队')),
                ('offered_at', models.DateTimeField(null=True, verbose_name='振铃')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='接听')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束')),
                ('rating', models.SmallIntegerField(null=True, verbose_name='评价')),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to=settings.AUTH_USER_MODEL, verbose_name='话务员')),
                ('citizen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='people.citizen', verbose_name='诉求人')),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='tickets.ticket', verbose_name='工单')),
            ],
            options={
                'verbose_name': '通话',
                'verbose_name_plural': '通话',
            },
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('abandoned', '排队中挂断'), ('missed', '无人接听'), ('promised', '约定回拨'), ('tagged', '高峰登记'), ('lost', '通话中断')], max_length=10, verbose_name='原因')),
                ('number_key', models.BinaryField(max_length=32, null=True, verbose_name='号码指纹')),
                ('number_sealed', models.BinaryField(null=True, verbose_name='号码（加密）')),
                ('skills', models.JSONField(default=list, verbose_name='所需技能')),
                ('priority', models.SmallIntegerField(default=0, verbose_name='优先级')),
                ('note', models.CharField(blank=True, default='', max_length=200, verbose_name='说明')),
                ('placed_at', models.DateTimeField(verbose_name='排队时刻')),
                ('not_before', models.DateTimeField(null=True, verbose_name='不早于')),
                ('state', models.CharField(choices=[('open', '待回拨'), ('claimed', '回拨中'), ('done', '已回拨'), ('given_up', '多次未接通')], default='open', max_length=8, verbose_name='状态')),
                ('tries', models.SmallIntegerField(default=0, verbose_name='已拨次数')),
                ('done_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='back', to='channels.call', verbose_name='原通话')),
            ],
            options={
                'verbose_name': '回拨任务',
                'verbose_name_plural': '回拨任务',
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, verbose_name='去重键')),
                ('what', models.CharField(max_length=16, verbose_name='事件')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('data', models.JSONField(default=dict, verbose_name='内容')),
                ('agent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='话务员')),
                ('call', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='channels.call')),
            ],
            options={
                'verbose_name': '通话记录',
                'verbose_name_plural': '通话记录',
            },
        ),
        migrations.CreateModel(
            name='CallParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, verbose_name='去重键')),
                ('kind', models.CharField(choices=[('consult', '咨询'), ('transfer', '转接'), ('conference', '三方'), ('emergency', '紧急'), ('listen', '监听'), ('whisper', '密语'), ('barge', '强插')], max_length=10, verbose_name='方式')),
                ('target', models.CharField(blank=True, default='', max_length=60, verbose_name='对方')),
                ('number_sealed', models.BinaryField(null=True, verbose_name='号码（加密）')),
                ('consent', models.CharField(blank=True, choices=[('', '未询问'), ('agreed', '同意'), ('refused', '不同意'), ('unable', '无法表示')], default='', max_length=8, verbose_name='诉求人是否同意')),
                ('drill', models.BooleanField(default=False, verbose_name='演练')),
                ('began_at', models.DateTimeField(verbose_name='呼叫')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='应答')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='离开')),
                ('outcome', models.CharField(blank=True, default='', max_length=12, verbose_name='结果')),
                ('other_number', models.CharField(blank=True, default='', max_length=60, verbose_name='对方编号')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='channels.call')),
            ],
            options={
                'verbose_name': '通话的另一方',
                'verbose_name_plural': '通话的另一方',
            },
        ),
        migrations.CreateModel(
            name='CallRecording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='交换机录音名')),
                ('state', models.CharField(choices=[('recording', '录音中'), ('kept', '已归档'), ('failed', '失败'), ('erased', '已到期删除')], default='recording', max_length=10, verbose_name='状态')),
                ('file', models.CharField(blank=True, default='', max_length=200, verbose_name='文件')),
                ('sha256', models.BinaryField(max_length=32, null=True, verbose_name='摘要')),
                ('size', models.BigIntegerField(default=0, verbose_name='大小')),
                ('seconds', models.FloatField(default=0, verbose_name='时长')),
                ('peaks', models.JSONField(default=list, verbose_name='波形')),
                ('marks', models.JSONField(default=list, verbose_name='标记')),
                ('muted', models.JSONField(default=list, verbose_name='静音段')),
                ('began_at', models.DateTimeField(verbose_name='开始')),
                ('erased_at', models.DateTimeField(null=True, verbose_name='删除时间')),
                ('error', models.CharField(blank=True, default='', max_length=200, verbose_name='错误')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='channels.call')),
            ],
            options={
                'verbose_name': '录音',
                'verbose_name_plural': '录音',
            },
        ),
        migrations.CreateModel(
            name='PhoneOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=16, verbose_name='指令')),
                ('args', models.JSONField(default=dict, verbose_name='参数')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='去重键')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('done_at', models.DateTimeField(null=True, verbose_name='执行时间')),
                ('problem', models.CharField(blank=True, default='', max_length=200, verbose_name='未执行原因')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='channels.call', verbose_name='通话')),
            ],
            options={
                'verbose_name': '电话指令',
                'verbose_name_plural': '电话指令',
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('extension', models.CharField(max_length=20, unique=True, verbose_name='分机')),
                ('secret_sealed', models.BinaryField(null=True, verbose_name='分机密码（加密）')),
                ('skills', models.JSONField(default=list, verbose_name='技能')),
                ('state', models.CharField(choices=[('off', '签出'), ('ready', '就绪'), ('paused', '示忙'), ('ringing', '振铃'), ('talking', '通话'), ('wrapping', '整理')], default='off', max_length=8, verbose_name='状态')),
                ('reason', models.CharField(blank=True, default='', max_length=20, verbose_name='示忙原因')),
                ('since', models.DateTimeField(verbose_name='自')),
                ('until', models.DateTimeField(null=True, verbose_name='整理至')),
                ('after', models.CharField(blank=True, default='', max_length=20, verbose_name='话后')),
                ('reachable', models.BooleanField(default=False, verbose_name='话机在线')),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='seat', to=settings.AUTH_USER_MODEL, verbose_name='话务员')),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='seats', to='channels.call', verbose_name='通话')),
            ],
            options={
                'verbose_name': '坐席',
                'verbose_name_plural': '坐席',
                'ordering': ['extension'],
            },
        ),
        migrations.CreateModel(
            name='SeatSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('off', '签出'), ('ready', '就绪'), ('paused', '示忙'), ('ringing', '振铃'), ('talking', '通话'), ('wrapping', '整理')], max_length=8, verbose_name='状态')),
                ('reason', models.CharField(blank=True, default='', max_length=20, verbose_name='示忙原因')),
                ('began_at', models.DateTimeField(verbose_name='自')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='至')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.call')),
            ],
            options={
                'verbose_name': '坐席状态时段',
                'verbose_name_plural': '坐席状态时段',
            },
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('state', 'ended'), _negated=True), fields=['began_at'], name='call_open'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['agent', '-id'], name='call_agent'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['number_key', '-began_at'], name='call_number'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['-began_at'], name='call_began'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(fields=('exchange', 'key'), name='call_once'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('rating__isnull', True), ('rating__range', (1, 5)), _connector='OR'), name='call_rating'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='call_end'),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(condition=models.Q(('state__in', ['open', 'claimed'])), fields=['-priority', 'placed_at'], name='callback_open'),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(condition=models.Q(('state__in', ['open', 'claimed'])), fields=['number_key'], name='callback_number'),
        ),
        migrations.AddIndex(
            model_name='callevent',
            index=models.Index(fields=['call', 'id'], name='call_event'),
        ),
        migrations.AddConstraint(
            model_name='callevent',
            constraint=models.UniqueConstraint(fields=('call', 'key'), name='call_event_once'),
        ),
        migrations.AddConstraint(
            model_name='callparty',
            constraint=models.UniqueConstraint(fields=('call', 'key'), name='call_party_once'),
        ),
        migrations.AddIndex(
            model_name='callrecording',
            index=models.Index(condition=models.Q(('state', 'kept')), fields=['began_at'], name='recording_kept'),
        ),
        migrations.AddIndex(
            model_name='phoneorder',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['id'], name='phone_order_open'),
        ),
        migrations.AddIndex(
            model_name='seat',
            index=models.Index(condition=models.Q(('state', 'off'), _negated=True), fields=['state'], name='seat_on'),
        ),
        migrations.AddIndex(
            model_name='seatspan',
            index=models.Index(fields=['began_at'], name='seat_span_began'),
        ),
        migrations.AddConstraint(
            model_name='seatspan',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('account',), name='seat_span_open_once'),
        ),
        migrations.AddConstraint(
            model_name='seatspan',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='seat_span_order'),
        ),
        migrations.RunSQL(FORBID, "DROP TRIGGER call_event_append_only ON channels_callevent;"),
    ]
