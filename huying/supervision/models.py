"""Quality inspection 质检: samples drawn by rule, judged on a score sheet."""

from django.db import models

from huying.people.models import Account
from huying.tickets.models import Ticket


class Sample(models.Model):
    """One ticket drawn for inspection; `scores` maps each line of the policy's sheet to its points."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="samples")
    rule = models.CharField("抽样规则", max_length=40)
    drawn_at = models.DateTimeField("抽取时间")
    inspector = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="质检员")
    inspected_at = models.DateTimeField("质检时间", null=True)
    scores = models.JSONField("得分", default=dict)
    total = models.DecimalField("总分", max_digits=5, decimal_places=1, null=True)
    opinion = models.TextField("意见", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "质检样本"
        constraints = [models.UniqueConstraint(fields=["ticket", "rule"], name="sample_once")]
        indexes = [models.Index(fields=["inspected_at", "id"], name="sample_open")]

    def __str__(self) -> str:
        return f"{self.rule} {self.ticket_id}"
