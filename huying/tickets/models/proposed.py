"""What the machine proposes about a ticket and people decide: to join another one; what an outside model reads in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huying.people.models import Account
from huying.tickets.models.ticket import Ticket


class Likely(models.Model):
    """建议并单: this ticket is likely the same matter as `main`; `refused_at` when a person said that it is not.

    `likeness` 0 to 1; `reasons` as [Chinese, English]. One a ticket, the likeliest; only people join tickets.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="likely", verbose_name="工单")
    main = models.ForeignKey(Ticket, models.CASCADE, related_name="likely_joined", verbose_name="可能的主单")
    likeness = models.FloatField("把握")
    reasons = models.JSONField("理由", default=list)
    at = models.DateTimeField("提出时间")
    refused_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="判为不同者")
    refused_at = models.DateTimeField("判为不同", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "建议并单"
        constraints = [
            models.CheckConstraint(condition=~Q(ticket=models.F("main")), name="likely_another"),
            models.CheckConstraint(condition=Q(likeness__gte=0, likeness__lte=1), name="likely_share"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} ≈ {self.main_id}"


class Refinement(models.Model):
    """外部模型的建议: what an outside language model reads in a new ticket, for people to weigh; or that it failed.

    `elements`: time, place, person, event, wish as the text tells them. Nothing of it changes the ticket by itself.
    """

    DONE, FAILED = "done", "failed"
    STATES = [(DONE, "已完成"), (FAILED, "失败")]

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="refinement", verbose_name="工单")
    state = models.CharField("状态", max_length=8, choices=STATES)
    at = models.DateTimeField("时间")
    model = models.CharField("模型", max_length=80, blank=True, default="")
    category = models.CharField("事项分类", max_length=6, blank=True, default="")
    kind = models.CharField("诉求性质", max_length=14, blank=True, default="")
    summary = models.CharField("摘要", max_length=40, blank=True, default="")
    elements = models.JSONField("要素", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "外部模型的建议"
        indexes = [models.Index(fields=["at", "state"], name="refinement_by_day")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.state}"
