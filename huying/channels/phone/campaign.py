"""Campaigns of calls out, and the calls that each consists of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huying.channels.phone.models import Call, PhoneOrder
from huying.people.models import Account
from huying.tickets.models import Ticket

SURVEY = "survey-"


class Campaign(models.Model):
    """A list of tickets whose citizens are called, for one purpose. Nothing is dialled before somebody starts it.

    `survey`: the questions that the exchange asks by itself, as the policy had them when the campaign was made; none: a person calls.
    `opening`: who calls and why, where the policy's sentence does not say it.
    """

    DRAFT, RUNNING, PAUSED, OVER = "draft", "running", "paused", "over"
    STATES = [(DRAFT, "未开始"), (RUNNING, "进行中"), (PAUSED, "已暂停"), (OVER, "已结束")]

    name = models.CharField("名称", max_length=60)
    purpose = models.CharField("用途", max_length=12, default="follow_up")
    state = models.CharField("状态", max_length=8, choices=STATES, default=DRAFT)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="建立人")
    made_at = models.DateTimeField("建立时间")
    over_at = models.DateTimeField("结束时间", null=True)
    survey = models.JSONField("录音问卷", null=True)
    opening = models.CharField("来意", max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "外呼任务"
        indexes = [models.Index(fields=["id"], name="campaign_running", condition=Q(state="running"))]

    def __str__(self) -> str:
        return self.name


class CampaignCall(models.Model):
    """One citizen to call about one ticket. `order`: what was asked of the exchange; `call`: what came of it. A recorded survey has no
    order: the exchange takes the row itself and is to be heard of before `not_before`. `answers`: question → the value chosen."""

    OPEN, DIALLING, DONE, GIVEN_UP, SKIPPED = "open", "dialling", "done", "given_up", "skipped"
    STATES = [(OPEN, "待拨"), (DIALLING, "拨打中"), (DONE, "已接通"), (GIVEN_UP, "多次未接通"), (SKIPPED, "不拨")]
    WHYS = [("", ""), ("no_calls", "仅短信联系"), ("stopped", "已退订"), ("rated", "已评价"), ("over", "评价时间已过"),
            ("no_number", "没有可拨的号码"), ("asked", "本人不再接听")]

    campaign = models.ForeignKey(Campaign, models.CASCADE, db_index=False, related_name="calls")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="campaign_calls", verbose_name="工单")
    state = models.CharField("状态", max_length=8, choices=STATES, default=OPEN)
    why = models.CharField("不拨原因", max_length=10, choices=WHYS, blank=True, default="")
    tries = models.SmallIntegerField("已拨次数", default=0)
    not_before = models.DateTimeField("不早于")
    order = models.ForeignKey(PhoneOrder, models.SET_NULL, null=True, related_name="+")
    call = models.ForeignKey(Call, models.SET_NULL, null=True, related_name="+", verbose_name="通话")
    done_at = models.DateTimeField("完成时间", null=True)
    answers = models.JSONField("回答", default=dict, db_default={})

    class Meta:
        verbose_name = verbose_name_plural = "外呼名单"
        constraints = [models.UniqueConstraint(fields=["campaign", "ticket"], name="campaign_call_once")]
        indexes = [
            models.Index(fields=["campaign", "not_before", "id"], name="campaign_call_due", condition=Q(state="open")),
            models.Index(fields=["id"], name="campaign_call_dialling", condition=Q(state="dialling")),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.ticket_id}"

    @property
    def call_key(self) -> str:
        """The name at the exchange of the call that is on its way."""
        return f"out-{self.order_id}" if self.order_id else f"{SURVEY}{self.pk}-{self.tries}"
