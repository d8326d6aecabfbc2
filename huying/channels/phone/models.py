"""Calls, what happened to them, who spoke, their recordings; seats, calls that we owe, and orders to the exchange."""

from django.db import models
from django.db.models import F, Q

from huying.people.models import Account, Citizen
from huying.tickets.models import Ticket

OWN = "asterisk"  # the exchange that `huying phone` leads
IN, OUT = "in", "out"
GREETING, WAITING, RINGING, TALKING, RATING, ENDED = "greeting", "waiting", "ringing", "talking", "rating", "ended"
CALL_STATES = [(GREETING, "导航"), (WAITING, "排队"), (RINGING, "振铃"), (TALKING, "通话"), (RATING, "评价"), (ENDED, "结束")]
OUTCOMES = [("answered", "接通"), ("abandoned", "排队中挂断"), ("missed", "未接"), ("self_service", "自助完成"), ("promised", "约定回拨"),
            ("tagged", "留言登记"), ("transferred", "转出"), ("failed", "故障"), ("busy", "忙"), ("no_answer", "无人接听"),
            ("refused", "拒接"), ("silent", "无人作答"), ("hung_up", "接听后挂断")]
PURPOSES = [("callback", "回拨"), ("follow_up", "回访"), ("reminder", "提醒"), ("manual", "人工外呼")]
CALLER_MARKS = [("", "正常"), ("withheld", "未显示号码"), ("doubtful", "号码存疑")]

OFF, READY, PAUSED, RESERVED, BUSY, WRAPPING = "off", "ready", "paused", "ringing", "talking", "wrapping"
SEAT_STATES = [(OFF, "签出"), (READY, "就绪"), (PAUSED, "示忙"), (RESERVED, "振铃"), (BUSY, "通话"), (WRAPPING, "整理")]


class Call(models.Model):
    """One call, from the first ring to the last word. `key`: its name at the exchange; a second signal finds the same row.

    The number is sealed; `number_key` is the phone's fingerprint, as on citizens and tickets. `caller` says what the number
    is worth. `outcome` is empty until the call has ended.
    """

    exchange = models.CharField("交换机", max_length=20, default=OWN)
    key = models.CharField("交换机通话号", max_length=120)
    direction = models.CharField("方向", max_length=3, choices=[(IN, "呼入"), (OUT, "呼出")], default=IN)
    purpose = models.CharField("用途", max_length=12, choices=PURPOSES, blank=True, default="")
    number_key = models.BinaryField("号码指纹", max_length=32, null=True)
    number_sealed = models.BinaryField("号码（加密）", null=True)
    caller = models.CharField("主叫", max_length=10, choices=CALLER_MARKS, blank=True, default="")
    area = models.CharField("归属地", max_length=40, blank=True, default="")
    called = models.CharField("被叫号码", max_length=32, blank=True, default="")
    language = models.CharField("语言", max_length=10, default="zh-hans")
    skills = models.JSONField("所需技能", default=list)
    priority = models.SmallIntegerField("优先级", default=0)
    state = models.CharField("状态", max_length=10, choices=CALL_STATES, default=GREETING)
    held = models.BooleanField("保持中", default=False)
    outcome = models.CharField("结果", max_length=12, choices=OUTCOMES, blank=True, default="")
    began_at = models.DateTimeField("开始")
    queued_at = models.DateTimeField("入队", null=True)
    offered_at = models.DateTimeField("振铃", null=True)
    answered_at = models.DateTimeField("接听", null=True)
    ended_at = models.DateTimeField("结束", null=True)
    agent = models.ForeignKey(Account, models.PROTECT, null=True, related_name="calls", verbose_name="话务员")
    citizen = models.ForeignKey(Citizen, models.SET_NULL, null=True, related_name="calls", verbose_name="诉求人")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="calls", verbose_name="工单")
    rating = models.SmallIntegerField("评价", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "通话"
        constraints = [
            models.UniqueConstraint(fields=["exchange", "key"], name="call_once"),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="call_rating"),
            models.CheckConstraint(name="call_end", condition=Q(state="ended", ended_at__isnull=False)
                                   | (~Q(state="ended") & Q(ended_at__isnull=True))),
        ]
        indexes = [
            models.Index(fields=["began_at"], name="call_open", condition=~Q(state="ended")),
            models.Index(fields=["agent", "-id"], name="call_agent"),
            models.Index(fields=["number_key", "-began_at"], name="call_number"),
            models.Index(fields=["-began_at"], name="call_began"),
            # numbers to be forgotten, oldest first (tidying.forget)
            models.Index(fields=["began_at"], name="call_number_kept", condition=Q(number_sealed__isnull=False)),
            models.Index(fields=["outcome", "-id"], name="call_outcome"),
            models.Index(fields=["-id"], name="call_out", condition=Q(direction="out")),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.key}"

    @property
    def is_over(self) -> bool:
        return self.state == ENDED

    @property
    def sealing(self) -> str:
        """What the number is sealed for."""
        return f"call:{self.exchange}:{self.key}"


class CallEvent(models.Model):
    """One thing that happened to a call; only ever added. `data` holds no number and no name."""

    call = models.ForeignKey(Call, models.DO_NOTHING, db_index=False, related_name="events")
    key = models.CharField("去重键", max_length=160)
    what = models.CharField("事件", max_length=16)
    at = models.DateTimeField("时间")
    agent = models.ForeignKey(Account, models.DO_NOTHING, null=True, related_name="+", verbose_name="话务员")
    data = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "通话记录"
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="call_event_once")]
        indexes = [models.Index(fields=["call", "id"], name="call_event")]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"


class CallParty(models.Model):
    """Somebody beside caller and agent: asked for advice, handed the call, called for help, or listening.

    `target`: an account's name, a unit, or a code of the policy's transfer list. `consent`: the caller's, to an emergency
    service hearing them: agreed, refused, or unable (could not answer; danger goes first).
    """

    KINDS = [("consult", "咨询"), ("transfer", "转接"), ("conference", "三方"), ("emergency", "紧急"), ("listen", "监听"),
             ("whisper", "密语"), ("barge", "强插")]
    CONSENTS = [("", "未询问"), ("agreed", "同意"), ("refused", "不同意"), ("unable", "无法表示")]

    call = models.ForeignKey(Call, models.CASCADE, related_name="parties")
    key = models.CharField("去重键", max_length=160)
    kind = models.CharField("方式", max_length=10, choices=KINDS)
    target = models.CharField("对方", max_length=60, blank=True, default="")
    number_sealed = models.BinaryField("号码（加密）", null=True)
    consent = models.CharField("诉求人是否同意", max_length=8, choices=CONSENTS, blank=True, default="")
    drill = models.BooleanField("演练", default=False)
    began_at = models.DateTimeField("呼叫")
    answered_at = models.DateTimeField("应答", null=True)
    ended_at = models.DateTimeField("离开", null=True)
    outcome = models.CharField("结果", max_length=12, blank=True, default="")
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="操作人")
    other_number = models.CharField("对方编号", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "通话的另一方"
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="call_party_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class CallRecording(models.Model):
    """One recorded stretch of a call, sealed at rest. `sha256` is of the sound as recorded, before sealing.

    `peaks`: the wave of each side ([one] or [caller, agent], as the exchange gave them), loudest of each stretch, 0 … 100, of at
    most 600 stretches. `marks`: [{"at": seconds, "what": …}]; `muted`: [[from, to], …] seconds that were left out on demand.
    """

    RECORDING, KEPT, FAILED, ERASED = "recording", "kept", "failed", "erased"
    STATES = [(RECORDING, "录音中"), (KEPT, "已归档"), (FAILED, "失败"), (ERASED, "已到期删除")]

    call = models.ForeignKey(Call, models.CASCADE, related_name="recordings")
    name = models.CharField("交换机录音名", max_length=120, unique=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default=RECORDING)
    file = models.CharField("文件", max_length=200, blank=True, default="")
    sha256 = models.BinaryField("摘要", max_length=32, null=True)
    size = models.BigIntegerField("大小", default=0)
    seconds = models.FloatField("时长", default=0)
    peaks = models.JSONField("波形", default=list)
    marks = models.JSONField("标记", default=list)
    muted = models.JSONField("静音段", default=list)
    began_at = models.DateTimeField("开始")
    erased_at = models.DateTimeField("删除时间", null=True)
    error = models.CharField("错误", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "录音"
        indexes = [models.Index(fields=["began_at"], name="recording_kept", condition=Q(state="kept"))]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """An agent's place at the phone. The exchange rings `extension`; `secret_sealed` is its password there.

    `until`: when the time to write up ends and the seat is ready again. `after`: what the agent wants after this call
    instead, "off" or the reason of a pause.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="seat", verbose_name="话务员")
    extension = models.CharField("分机", max_length=20, unique=True)
    secret_sealed = models.BinaryField("分机密码（加密）", null=True)
    skills = models.JSONField("技能", default=list)
    state = models.CharField("状态", max_length=8, choices=SEAT_STATES, default=OFF)
    reason = models.CharField("示忙原因", max_length=20, blank=True, default="")
    since = models.DateTimeField("自")
    until = models.DateTimeField("整理至", null=True)
    after = models.CharField("话后", max_length=20, blank=True, default="")
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="seats", verbose_name="通话")
    reachable = models.BooleanField("话机在线", default=False)
    browser = models.BooleanField("用浏览器通话", default=False, db_default=False)

    class Meta:
        verbose_name = verbose_name_plural = "坐席"
        ordering = ["extension"]
        indexes = [models.Index(fields=["state"], name="seat_on", condition=~Q(state="off"))]

    def __str__(self) -> str:
        return self.extension


class SeatSpan(models.Model):
    """A stretch of time that a seat spent in one state; the open one has no end. The intraday history is made of these."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    state = models.CharField("状态", max_length=8, choices=SEAT_STATES)
    reason = models.CharField("示忙原因", max_length=20, blank=True, default="")
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField("自")
    ended_at = models.DateTimeField("至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "坐席状态时段"
        indexes = [models.Index(fields=["began_at"], name="seat_span_began")]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at__isnull=True), name="seat_span_open_once"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="seat_span_order"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.state}"


class CallBack(models.Model):
    """A call that we owe: to who hung up while waiting, to whom nobody answered, to who left their place in line.

    `placed_at`: when they joined the line; they keep that place.
    """

    WHYS = [("abandoned", "排队中挂断"), ("missed", "无人接听"), ("promised", "约定回拨"), ("tagged", "高峰登记"), ("lost", "通话中断")]
    OPEN, CLAIMED, DONE, GIVEN_UP = "open", "claimed", "done", "given_up"
    STATES = [(OPEN, "待回拨"), (CLAIMED, "回拨中"), (DONE, "已回拨"), (GIVEN_UP, "多次未接通")]

    call = models.OneToOneField(Call, models.CASCADE, related_name="back", verbose_name="原通话")
    why = models.CharField("原因", max_length=10, choices=WHYS)
    number_key = models.BinaryField("号码指纹", max_length=32, null=True)
    number_sealed = models.BinaryField("号码（加密）", null=True)
    skills = models.JSONField("所需技能", default=list)
    priority = models.SmallIntegerField("优先级", default=0)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    placed_at = models.DateTimeField("排队时刻")
    not_before = models.DateTimeField("不早于", null=True)
    state = models.CharField("状态", max_length=8, choices=STATES, default=OPEN)
    tries = models.SmallIntegerField("已拨次数", default=0)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="办理人")
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "回拨任务"
        indexes = [
            models.Index(fields=["-priority", "placed_at"], name="callback_open", condition=Q(state__in=["open", "claimed"])),
            models.Index(fields=["number_key"], name="callback_number", condition=Q(state__in=["open", "claimed"])),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.placed_at}"


class PhoneOrder(models.Model):
    """What a page asks of the exchange (ready, hold, transfer …); taken once, by the one application that runs.

    `problem`: why it could not be done, in words for people.
    """

    by = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="操作人")
    what = models.CharField("指令", max_length=16)
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="+", verbose_name="通话")
    args = models.JSONField("参数", default=dict)
    key = models.CharField("去重键", max_length=120, unique=True)
    at = models.DateTimeField("时间")
    done_at = models.DateTimeField("执行时间", null=True)
    problem = models.CharField("未执行原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "电话指令"
        indexes = [models.Index(fields=["id"], name="phone_order_open", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
