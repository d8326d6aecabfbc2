"""Quality inspection 质检: samples of tickets and calls, judged on a score sheet; coaching, appeals, and what was done with each."""

from django.db import models

from huying.channels.phone.models import Call
from huying.people.models import Account
from huying.tickets.models import Ticket


class Sample(models.Model):
    """One ticket or one call drawn for inspection; `scores` maps each line of the policy's sheet to its points.

    A call's sample has its ticket too, where there is one. `agent`: whose work the agent's part of the sheet judges.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="samples")
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="samples", verbose_name="通话")
    agent = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="samples", verbose_name="话务员")
    rule = models.CharField("抽样规则", max_length=40)
    drawn_at = models.DateTimeField("抽取时间")
    inspector = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="质检员")
    inspected_at = models.DateTimeField("质检时间", null=True)
    scores = models.JSONField("得分", default=dict)
    total = models.DecimalField("总分", max_digits=5, decimal_places=1, null=True)
    opinion = models.TextField("意见", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "质检样本"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "rule"], name="sample_once", condition=models.Q(call__isnull=True)),
            models.UniqueConstraint(fields=["call"], name="sample_call_once"),
            models.CheckConstraint(name="sample_of_something", condition=models.Q(ticket__isnull=False) | models.Q(call__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["inspected_at", "id"], name="sample_open"),
            models.Index(fields=["agent", "-inspected_at"], name="sample_own"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.ticket_id or self.call_id}"


class Coaching(models.Model):
    """A note for the agent: what to do better, or what was done well."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="coachings")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="辅导人")
    at = models.DateTimeField("时间")
    words = models.CharField("辅导意见", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "辅导"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.at}"


class Appeal(models.Model):
    """The agent's one objection to a score; decided by somebody who did not give it."""

    UPHELD, CHANGED = "upheld", "changed"

    sample = models.OneToOneField(Sample, models.CASCADE, related_name="appeal")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申诉人")
    at = models.DateTimeField("申诉时间")
    words = models.CharField("申诉理由", max_length=1000)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    decided_at = models.DateTimeField("复核时间", null=True)
    outcome = models.CharField("结果", max_length=8, blank=True, default="", choices=[(UPHELD, "维持"), (CHANGED, "改分")])
    opinion = models.CharField("复核意见", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "质检申诉"
        indexes = [models.Index(fields=["id"], name="appeal_open", condition=models.Q(decided_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.outcome}"


class SampleEvent(models.Model):
    """What was done with a sample, by whom, with the scores as they were then; only ever added."""

    WHATS = [("scored", "评分"), ("coached", "辅导"), ("appealed", "申诉"), ("decided", "复核")]

    sample = models.ForeignKey(Sample, models.DO_NOTHING, related_name="events", db_constraint=False)
    what = models.CharField("动作", max_length=10, choices=WHATS)
    by = models.ForeignKey(Account, models.DO_NOTHING, related_name="+", verbose_name="操作人")
    at = models.DateTimeField("时间")
    data = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "质检记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
