"""Legs 一次派遣: one unit's part in a ticket; and what units ask the centre to decide."""

from django.db import models
from django.db.models import Q

from huying.people.models import Account, Unit
from huying.tickets.models.ticket import NEVER, Ticket


class Leg(models.Model):
    """`role`: lead 主办 or assist 协办. A leg passed down to a unit below points to the leg above."""

    LEAD, ASSIST = "lead", "assist"

    ticket = models.ForeignKey(Ticket, models.CASCADE, db_index=False, related_name="legs")
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="legs", verbose_name="承办单位")
    role = models.CharField("角色", max_length=6, choices=[(LEAD, "主办"), (ASSIST, "协办")])
    above = models.ForeignKey("self", models.PROTECT, null=True, related_name="below", verbose_name="上级派遣")
    basis = models.CharField("派单依据", max_length=300, blank=True, default="")
    rule = models.CharField("派单规则", max_length=60, blank=True, default="")
    handler = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    dispatched_at = models.DateTimeField("派单时间")
    hand_back_until = models.DateTimeField("退单期限", null=True)
    signed_at = models.DateTimeField("签收时间", null=True)
    contacted_at = models.DateTimeField("首次联系时间", null=True)
    replied_at = models.DateTimeField("答复时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    due_at = models.DateTimeField("时限", null=True)
    # While the leg runs, the database itself keeps these as the ticket has them (migration 0003), so that the inbox
    # of a unit is read in its order from one index; joined instead, the planner cannot know how many would fit.
    state = models.CharField("工单状态", max_length=20, default="", editable=False)
    end_at = models.DateTimeField("工单时限", default=NEVER, editable=False)
    calm = models.BooleanField("不紧急", default=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "派遣"
        indexes = [
            models.Index(fields=["ticket"], name="leg_ticket"),
            models.Index(fields=["unit", "end_at", "ticket"], name="leg_worklist", condition=Q(ended_at__isnull=True)),
            # the few urgent ones stand before all others, whatever the length of the queue
            models.Index(fields=["unit", "end_at", "ticket"], name="leg_urgent", condition=Q(ended_at__isnull=True, calm=False)),
            models.Index(fields=["unit", "-ticket"], name="leg_history"),
            models.Index(fields=["ticket"], name="leg_answered_below",
                         condition=Q(above__isnull=False, ended_at__isnull=True, replied_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "unit"], condition=Q(ended_at__isnull=True), name="leg_unit_once"),
            models.UniqueConstraint(fields=["ticket"], name="leg_one_lead",
                                    condition=Q(ended_at__isnull=True, role="lead", above__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.unit}"


class Ask(models.Model):
    """What a unit asks the centre to decide: hand back 退单, extension 延期, suspension 挂账."""

    HAND_BACK, EXTENSION, SUSPENSION = "hand_back", "extension", "suspension"
    KINDS = [(HAND_BACK, "退单"), (EXTENSION, "延期"), (SUSPENSION, "挂账")]

    ticket = models.ForeignKey(Ticket, models.CASCADE, db_index=False, related_name="asks")
    leg = models.ForeignKey(Leg, models.CASCADE, related_name="asks")
    kind = models.CharField("事项", max_length=10, choices=KINDS)
    reason_code = models.CharField("理由代码", max_length=40, blank=True, default="")
    reason = models.TextField("理由")
    public_reason = models.TextField("告知诉求人的理由", blank=True, default="")
    suggested = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="建议单位")
    until = models.DateTimeField("请求至", null=True)
    limit = models.CharField("请求时限", max_length=40, blank=True, default="")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="裁定人")
    decided_at = models.DateTimeField("裁定时间", null=True)
    granted = models.BooleanField("同意", null=True)
    ruling = models.TextField("裁定意见", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "申请与裁定"
        indexes = [
            models.Index(fields=["ticket"], name="ask_ticket"),
            models.Index(fields=["kind", "asked_at"], name="ask_open", condition=Q(decided_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["leg", "kind"], condition=Q(decided_at__isnull=True), name="ask_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ticket_id}"
