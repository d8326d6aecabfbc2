"""What the JSON door keeps for itself: which partner filed which ticket, its webhooks, and what went to them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from huying.people.models import Partner
from huying.tickets.models import Event, Ticket


class Filing(models.Model):
    """A partner's request became this ticket: what it may read and act on. `since`: the first event it hears of."""

    partner = models.ForeignKey(Partner, models.CASCADE, db_index=False, related_name="filings", verbose_name="平台")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="filings", verbose_name="工单")
    at = models.DateTimeField("时间")
    since = models.BigIntegerField("自第几条记录起", default=0, db_default=0)

    class Meta:
        verbose_name = verbose_name_plural = "平台提交"
        constraints = [models.UniqueConstraint(fields=["partner", "ticket"], name="filing_once")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.ticket_id}"


class Hook(models.Model):
    """An address of a partner that hears of changes. `since`: the last event before it was made; later ones are told."""

    MOST = 10  # of one partner

    name = models.UUIDField("代号", default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="hooks", verbose_name="平台")
    url = models.CharField("地址", max_length=500)
    types = models.JSONField("消息类型", default=list, blank=True, help_text="空：全部。")
    secret_sealed = models.BinaryField("密钥（加密）")
    former_sealed = models.BinaryField("旧密钥（加密）", null=True)
    former_until = models.DateTimeField("旧密钥失效时间", null=True)
    made_key = models.CharField("建立时的去重键", max_length=64, null=True)
    secret_key = models.CharField("换发时的去重键", max_length=64, blank=True, default="")
    made_at = models.DateTimeField("建立时间")
    since = models.BigIntegerField("此前的最后一条记录", default=0)
    active = models.BooleanField("在用", default=True)
    off_at = models.DateTimeField("停用时间", null=True)
    off_why = models.CharField("停用原因", max_length=200, blank=True, default="")
    wait_until = models.DateTimeField("暂缓至", null=True)
    failing_since = models.DateTimeField("持续失败自", null=True)
    success_at = models.DateTimeField("最近送达", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "回调地址"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["partner", "made_key"], name="hook_once")]

    def __str__(self) -> str:
        return self.url


class HookDelivery(models.Model):
    """One change for one hook. `name` is its webhook-id for every try; `body` is signed and sent as it stands."""

    QUEUED, DELIVERED, FAILED = "queued", "delivered", "failed"
    STATES = [(QUEUED, "待推送"), (DELIVERED, "已送达"), (FAILED, "失败")]

    name = models.UUIDField("代号", default=uuid.uuid4, unique=True, editable=False)
    hook = models.ForeignKey(Hook, models.CASCADE, db_index=False, related_name="deliveries", verbose_name="回调地址")
    event = models.ForeignKey(Event, models.DO_NOTHING, db_index=False, null=True, related_name="+", verbose_name="办理记录")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+", verbose_name="工单")
    type = models.CharField("消息类型", max_length=40)
    sequence = models.PositiveIntegerField("序号", default=0)
    body = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=STATES, default=QUEUED)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    made_at = models.DateTimeField("产生时间")
    next_at = models.DateTimeField("下次推送", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    status = models.PositiveSmallIntegerField("对方应答", null=True)
    error = models.CharField("错误", max_length=200, blank=True, default="")
    ms = models.PositiveIntegerField("用时（毫秒）", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "回调推送"
        constraints = [
            models.UniqueConstraint(fields=["hook", "event", "ticket"], condition=Q(event__isnull=False), name="hook_delivery_once"),
            models.UniqueConstraint(fields=["hook", "ticket", "sequence"], condition=Q(event__isnull=False), name="hook_delivery_order"),
        ]
        indexes = [
            models.Index(fields=["hook", "-id"], name="hook_delivery_log"),
            models.Index(fields=["next_at", "id"], name="hook_delivery_due", condition=Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.name}"

    @property
    def webhook_id(self) -> str:
        return f"msg_{self.name.hex}"
