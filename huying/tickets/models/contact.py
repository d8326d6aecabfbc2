"""Contacts 来件: everything that came in by any door, kept raw before anything else happens."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from huying.people.models import Account, Citizen
from huying.tickets.models.ticket import Ticket


class Contact(models.Model):
    """One message or call. `state`: new → registered | attached | settled | refused | failed.

    `settled`: it asked for no ticket (where things stand, an automatic answer); `purpose` says what it was.
    """

    NEW, REGISTERED, ATTACHED, REFUSED, FAILED = "new", "registered", "attached", "refused", "failed"
    SETTLED = "settled"
    STATES = [(NEW, "待登记"), (REGISTERED, "已立单"), (ATTACHED, "已并入在办"), (SETTLED, "无需立单"), (REFUSED, "未立单"),
              (FAILED, "登记失败")]

    door = models.CharField("渠道", max_length=12)
    key = models.CharField("去重键", max_length=120)
    serial = models.BigIntegerField("流水", unique=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default=NEW)
    received_at = models.DateTimeField("来件时间")
    raw_sealed = models.BinaryField("原文（加密）")
    note = models.CharField("说明", max_length=300, blank=True, default="")
    problems = models.JSONField("未立单原因", default=list)
    purpose = models.CharField("用途", max_length=20, blank=True, default="")  # urge, complete … on a running ticket
    citizen = models.ForeignKey(Citizen, models.SET_NULL, null=True, related_name="contacts")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, db_index=False, related_name="contacts", verbose_name="工单")
    taken_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="处理人")

    class Meta:
        verbose_name = verbose_name_plural = "来件"
        constraints = [models.UniqueConstraint(fields=["door", "key"], name="contact_once")]
        indexes = [
            models.Index(fields=["ticket", "id"], name="contact_ticket"),
            # a day's contacts are counted from few pages: rows arrive in the order of time
            BrinIndex(fields=["received_at"], name="contact_received", autosummarize=True),
            models.Index(fields=["received_at"], name="contact_open", condition=Q(state__in=["new", "failed", "refused"])),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.serial}"
