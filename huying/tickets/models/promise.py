"""Promises 时限: one row a clock; and the pauses in which it stood still."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from huying.people.models import Unit
from huying.tickets.models.leg import Leg
from huying.tickets.models.ticket import Ticket

PROMISE_NAMES: dict[str, tuple[str, str]] = {
    "acknowledge": ("告知收到", "acknowledge"),
    "look": ("人工查看", "human look"),
    "dispatch": ("派单", "dispatch"),
    "sign": ("签收", "sign"),
    "first_contact": ("首次联系", "first contact"),
    "hand_back": ("退单期限", "hand back window"),
    "complete": ("办结", "complete"),
    "completion": ("补充完善", "completion by the citizen"),
    "check": ("审核", "check"),
    "rating": ("评价", "rating window"),
    "review": ("复核", "review"),
    "rework": ("重办", "rework"),
    "look_again": ("挂账复查", "look again"),
    "callback": ("回拨", "call back"),
}


class Promise(models.Model):
    """`next_at` is the next instant at which the sweep must act; null when nothing is left to watch."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, db_index=False, related_name="promises")
    leg = models.ForeignKey(Leg, models.CASCADE, null=True, related_name="promises")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    kind = models.CharField("时限", max_length=14, choices=[(k, v[0]) for k, v in PROMISE_NAMES.items()])
    limit = models.CharField("期限", max_length=40)
    extra = models.CharField("延期至", max_length=40, blank=True, default="")
    urgent = models.BooleanField("紧急", default=False)
    started_at = models.DateTimeField("起算")
    due_at = models.DateTimeField("到期", null=True)
    yellow_at = models.DateTimeField("预警", null=True)
    met_at = models.DateTimeField("完成", null=True)
    missed_at = models.DateTimeField("超时", null=True)
    voided_at = models.DateTimeField("作废", null=True)
    void_reason = models.CharField("作废原因", max_length=20, blank=True, default="")
    paused_at = models.DateTimeField("暂停起", null=True)
    next_at = models.DateTimeField("下次检查", null=True)
    level = models.SmallIntegerField("已走阶梯", default=-1)
    failures = models.SmallIntegerField("检查失败次数", default=0)
    rule = models.CharField("规则", max_length=60)
    clause = models.CharField("依据", max_length=200, blank=True, default="")
    policy_version = models.CharField(max_length=40)
    calendar_version = models.CharField(max_length=40)
    provisional = models.BooleanField("暂定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        indexes = [
            models.Index(fields=["next_at"], name="promise_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["ticket"], name="promise_ticket"),
            # kinds that few tickets have at a time: their worklists begin here
            models.Index(fields=["kind", "ticket"], name="promise_rare",
                         condition=Q(kind__in=["look_again", "rework"], met_at__isnull=True, voided_at__isnull=True)),
            models.Index(fields=["provisional"], name="promise_provisional",
                         condition=Q(provisional=True, met_at__isnull=True, voided_at__isnull=True)),
            models.Index(fields=["missed_at", "id"], name="promise_overdue",
                         condition=Q(missed_at__isnull=False, met_at__isnull=True, voided_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                "ticket", "kind", Coalesce("leg", 0), name="promise_one_open",
                condition=Q(met_at__isnull=True, voided_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_at}"

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.voided_at is None


class Pause(models.Model):
    """From `from_at` to `to_at` (null: still) the promise's clock stood still."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="pauses")
    from_at = models.DateTimeField("起")
    to_at = models.DateTimeField("止", null=True)
    reason = models.CharField("原因", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "暂停"
        constraints = [models.UniqueConstraint(fields=["promise"], condition=Q(to_at__isnull=True), name="pause_one_open")]

    def __str__(self) -> str:
        return f"{self.from_at} – {self.to_at}"
