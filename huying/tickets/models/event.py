"""Events: the history of a ticket, one row an act, never changed nor removed."""

from django.db import models
from django.db.models import Q

from huying.people.models import Account, Unit
from huying.tickets.models.ticket import Ticket


class Event(models.Model):
    """`data` holds no personal value: those are commitments (huying.evidence.canonical)."""

    ticket = models.ForeignKey(Ticket, models.DO_NOTHING, db_index=False, related_name="events")
    at = models.DateTimeField("时间")
    verb = models.CharField("动作", max_length=20)
    from_state = models.CharField("原状态", max_length=20, blank=True, default="")
    to_state = models.CharField("新状态", max_length=20)
    actor_kind = models.CharField("主体", max_length=8)
    actor = models.ForeignKey(Account, models.DO_NOTHING, null=True, related_name="+", verbose_name="操作人")
    actor_name = models.CharField("操作人姓名", max_length=40, blank=True, default="")
    unit = models.ForeignKey(Unit, models.DO_NOTHING, null=True, related_name="+", verbose_name="单位")
    door = models.CharField("渠道", max_length=12, blank=True, default="")
    public = models.BooleanField("诉求人可见", default=False)
    data = models.JSONField("内容", default=dict)
    key = models.CharField("去重键", max_length=120, null=True)
    digest = models.BinaryField("摘要", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        indexes = [
            models.Index(fields=["ticket", "id"], name="event_ticket"),
            models.Index(fields=["verb", "at"], name="event_verb"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "key"], condition=Q(key__isnull=False), name="event_once")
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at}"
