"""Notices: what is said to citizens and units, one row a recipient and change, with its delivery."""

from django.db import models
from django.db.models import Q

from huying.people.models import Account, Unit
from huying.tickets.models import Event, Ticket


class Notice(models.Model):
    """`address_sealed`: phone or other address. `state`: queued → sent | failed | read (desk notices)."""

    QUEUED, SENT, FAILED, READ = "queued", "sent", "failed", "read"
    STATES = [(QUEUED, "待发送"), (SENT, "已发送"), (FAILED, "失败"), (READ, "已读")]

    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="notices")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notices")
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
    read_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        constraints = [models.UniqueConstraint(fields=["event", "recipient", "door"], name="notice_once")]
        indexes = [
            models.Index(fields=["ticket", "id"], name="notice_ticket"),
            models.Index(fields=["unit", "role", "-id"], name="notice_desk", condition=Q(door="desk", state="sent")),
            models.Index(fields=["at"], name="notice_queued", condition=Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.recipient} {self.title}"
