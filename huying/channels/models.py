"""Notices: what is said to citizens and units, with its delivery; who writes to us by which door; how a door fares."""

from django.db import models
from django.db.models import Q

from huying.people.models import Account, Citizen, Unit
from huying.tickets.models import Contact, Event, Ticket


class Notice(models.Model):
    """`address_sealed`: phone or other address. `state`: queued → sent → arrived | failed; desk notices are read.

    A notice follows from an event, or answers a contact: then it has no event but a `key` of its own.
    """

    QUEUED, SENT, ARRIVED, FAILED, READ = "queued", "sent", "arrived", "failed", "read"
    STATES = [(QUEUED, "待发送"), (SENT, "已发送"), (ARRIVED, "已送达"), (FAILED, "失败"), (READ, "已读")]

    event = models.ForeignKey(Event, models.DO_NOTHING, null=True, related_name="notices")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="notices")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="answers")
    key = models.CharField("去重键", max_length=120, null=True)
    door = models.CharField("渠道", max_length=12)
    recipient = models.CharField("收件人", max_length=60)  # citizen:1, unit:5:liaison, role:supervisor
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")
    role = models.CharField("角色", max_length=20, blank=True, default="")
    address_sealed = models.BinaryField("地址（加密）", null=True)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容")
    state = models.CharField("状态", max_length=8, choices=STATES, default=QUEUED)
    not_before = models.DateTimeField("不早于", null=True)
    tries = models.SmallIntegerField("次数", default=0)
    error = models.CharField("错误", max_length=200, blank=True, default="")
    at = models.DateTimeField("时间")
    sent_at = models.DateTimeField("发送时间", null=True)
    arrived_at = models.DateTimeField("送达时间", null=True)
    receipt = models.CharField("对方回执", max_length=120, blank=True, default="")
    read_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient", "door"], name="notice_once"),
            models.UniqueConstraint(fields=["door", "key"], condition=Q(key__isnull=False), name="notice_answer_once"),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="notice_ticket"),
            models.Index(fields=["unit", "role", "-id"], name="notice_desk", condition=Q(door="desk", state="sent")),
            models.Index(fields=["at"], name="notice_queued", condition=Q(state="queued")),
            models.Index(fields=["-id"], name="notice_log", condition=~Q(door="desk")),
            models.Index(fields=["-id"], name="notice_failed", condition=Q(state="failed")),
            models.Index(fields=["door", "receipt"], name="notice_receipt", condition=~Q(receipt="")),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.recipient} {self.title}"

    @property
    def sealing(self) -> str:
        """What the address is sealed for."""
        return f"notice:{self.event_id}:{self.recipient}" if self.event_id else f"notice:{self.key}:{self.recipient}"


class PlatformToken(models.Model):
    """A platform's access token, one for all processes: renewed by whoever holds the row's lock."""

    account = models.CharField("账号", max_length=60, unique=True)
    sealed = models.BinaryField("令牌（加密）", null=True)
    good_until = models.DateTimeField("有效期至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "平台令牌"

    def __str__(self) -> str:
        return self.account


class SeenNonce(models.Model):
    """A signed moment of a platform: it stands for one message only, so that a caught signature signs nothing else."""

    key = models.BinaryField("指纹", max_length=32, unique=True)
    digest = models.BinaryField("内容指纹", max_length=32)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已用签名"

    def __str__(self) -> str:
        return str(self.pk)


class Correspondent(models.Model):
    """Somebody who writes to us by a text door, found by the keyed hash of the address.

    `citizen`: theirs alone, once the door vouched for the address; letters that merely claim it never lead there.
    """

    door = models.CharField("渠道", max_length=12)
    address_key = models.BinaryField("地址指纹", max_length=32)
    address_sealed = models.BinaryField("地址（加密）")
    citizen = models.ForeignKey(Citizen, models.SET_NULL, null=True, related_name="correspondents")
    fallback_door = models.CharField("备用渠道", max_length=12, blank=True, default="")
    fallback_sealed = models.BinaryField("备用地址（加密）", null=True)
    silent_at = models.DateTimeField("退订时间", null=True)
    turn = models.SmallIntegerField("通知顺序", null=True)  # 1: the person hears here first, 2: when that fails
    left = models.ForeignKey(Citizen, models.SET_NULL, null=True, related_name="+", verbose_name="解除绑定的人")
    first_at = models.DateTimeField("首次来件")
    last_at = models.DateTimeField("最近来件")

    class Meta:
        verbose_name = verbose_name_plural = "通信人"
        constraints = [models.UniqueConstraint(fields=["door", "address_key"], name="correspondent_once")]

    def __str__(self) -> str:
        return f"{self.door} {self.pk}"


class DoorChange(models.Model):
    """One change of a person's ways of contact. Rows are only ever added; addresses masked.

    `other`: the row of the contact book that was joined, `tickets`: how many came with it.
    """

    ADDED, JOINED, REMOVED, FIRST, FALLBACK, STOPPED, RESUMED = "added", "joined", "removed", "first", "fallback", "stopped", "resumed"
    WHATS = [(ADDED, "添加"), (JOINED, "合并"), (REMOVED, "解除"), (FIRST, "设为首选"), (FALLBACK, "设为备用"), (STOPPED, "停发通知"),
             (RESUMED, "恢复通知")]

    citizen = models.ForeignKey(Citizen, models.DO_NOTHING, db_constraint=False, related_name="door_changes", verbose_name="诉求人")
    what = models.CharField("变更", max_length=10, choices=WHATS)
    door = models.CharField("渠道", max_length=12)
    address = models.CharField("地址（脱敏）", max_length=200, blank=True)
    other = models.BigIntegerField("被并入的诉求人", null=True)
    tickets = models.IntegerField("随之转入的工单数", default=0)
    network = models.GenericIPAddressField("来源地址", null=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "联系方式变更"
        indexes = [models.Index(fields=["citizen", "-id"], name="door_change_of")]

    def __str__(self) -> str:
        return f"{self.citizen_id} {self.what} {self.door}"


class DoorState(models.Model):
    """How a door fares: its switches, the last traffic (to the nearest seconds), the last trouble, the last probe."""

    door = models.CharField("渠道", max_length=12, unique=True)
    receiving = models.BooleanField("接收", default=True)
    sending = models.BooleanField("发送", default=True)
    seen_at = models.DateTimeField("监听最近一次应答", null=True)
    in_at = models.DateTimeField("最近来件", null=True)
    out_at = models.DateTimeField("最近发出", null=True)
    error = models.CharField("最近的错误", max_length=300, blank=True, default="")
    error_at = models.DateTimeField("出错时间", null=True)
    probed_at = models.DateTimeField("测试发出", null=True)
    echoed_at = models.DateTimeField("测试返回", null=True)
    by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="开关操作人")

    class Meta:
        verbose_name = verbose_name_plural = "渠道状态"

    def __str__(self) -> str:
        return self.door


from huying.channels.phone.campaign import Campaign, CampaignCall  # noqa: E402, F401
from huying.channels.phone.models import (  # noqa: E402, F401 - rows of one door stand in its folder
    Call,
    CallBack,
    CallEvent,
    CallParty,
    CallRecording,
    PhoneOrder,
    Seat,
    SeatSpan,
)
from huying.channels.phone.transcript import CallWords  # noqa: E402, F401
from huying.channels.sms.models import ReceivedPart, SentPart  # noqa: E402, F401
