"""Rows of the SMS door: the parts of a message on their way out, and those that came in."""

from django.db import models
from django.db.models import Q

from huying.tickets.models import Contact


class SentPart(models.Model):
    """One short message of a notice. `state`: waiting → trying → taken → arrived | failed.

    `trying` is committed before the gateway is spoken to: what a dying process leaves there is in doubt, and is sent
    again only when no receipt has told within a while that the gateway had it.
    """

    WAITING, TRYING, TAKEN, ARRIVED, FAILED = "waiting", "trying", "taken", "arrived", "failed"
    STATES = [(WAITING, "待发送"), (TRYING, "发送中"), (TAKEN, "网关已收"), (ARRIVED, "已送达"), (FAILED, "失败")]

    notice = models.ForeignKey("channels.Notice", models.CASCADE, db_index=False, related_name="parts")
    seq = models.SmallIntegerField("第几段")
    total = models.SmallIntegerField("共几段")
    rank = models.SmallIntegerField("先后", default=1)  # answers before notices
    state = models.CharField("状态", max_length=8, choices=STATES, default=WAITING)
    to_key = models.BinaryField("号码指纹", max_length=16)
    not_before = models.DateTimeField("不早于", null=True)
    at = models.DateTimeField("时间")
    tried_at = models.DateTimeField("最近一次发送", null=True)
    tries = models.SmallIntegerField("次数", default=0)
    name = models.CharField("网关编号", max_length=80, blank=True, default="")
    error = models.CharField("错误", max_length=120, blank=True, default="")

    class Meta:
        app_label = "channels"
        verbose_name = verbose_name_plural = "短信分段"
        constraints = [models.UniqueConstraint(fields=["notice", "seq"], name="sentpart_once")]
        indexes = [
            models.Index(fields=["rank", "id"], name="sentpart_waiting", condition=Q(state="waiting")),
            models.Index(fields=["tried_at"], name="sentpart_trying", condition=Q(state="trying")),
            models.Index(fields=["name"], name="sentpart_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.seq}/{self.total}"


class ReceivedPart(models.Model):
    """One short message as it came, until it is part of a contact; then only what tells a second bringing of it.

    `key`: the gateway's own name. `session`: the connection that brought it, `acked`: whether we said so there.
    """

    link = models.CharField("接入", max_length=12)
    key = models.CharField("网关编号", max_length=120)
    session = models.CharField("会话", max_length=32, blank=True, default="")
    digest = models.BinaryField("内容指纹", max_length=16)
    sender_key = models.BinaryField("号码指纹", max_length=16)
    ref = models.IntegerField("参考号", default=0)
    total = models.SmallIntegerField("共几段", default=1)
    seq = models.SmallIntegerField("第几段", default=1)
    body_sealed = models.BinaryField("内容（加密）", null=True)
    received_at = models.DateTimeField("收到时间")
    acked = models.BooleanField("已应答", default=False)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "channels"
        verbose_name = verbose_name_plural = "收到的短信分段"
        constraints = [models.UniqueConstraint(fields=["link", "key"], name="receivedpart_once")]
        indexes = [
            models.Index(fields=["sender_key", "ref"], name="receivedpart_open", condition=Q(contact=None)),
            models.Index(fields=["digest"], name="receivedpart_digest"),
            models.Index(fields=["received_at"], name="receivedpart_at"),
        ]

    def __str__(self) -> str:
        return f"{self.link} {self.seq}/{self.total}"
