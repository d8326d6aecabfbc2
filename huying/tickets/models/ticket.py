"""The ticket 工单 itself: what is asked, where, by whom, and where it stands."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from huying.people.models import Account, Citizen, Unit
from huying.tickets.incoming import told
from huying.tickets.states import KIND_NAMES, OPEN, STATE_NAMES, URGENCY_NAMES, State, choices

_OPEN = sorted(state.value for state in OPEN)
# The deadline as lists are ordered by it; tickets without one come last. Asked for "due_at is not null" instead,
# PostgreSQL takes open tickets for very rare, because most have none, and reads all of them.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
END = Coalesce("due_at", Value(NEVER))


class Ticket(models.Model):
    number = models.CharField("工单编号", max_length=13)
    state = models.CharField("状态", max_length=20, choices=choices(STATE_NAMES))
    version = models.PositiveIntegerField("版本", default=1)
    back_state = models.CharField("暂离前状态", max_length=20, blank=True, default="")

    door = models.CharField("渠道", max_length=12)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    kind = models.CharField("诉求性质", max_length=14, choices=choices(KIND_NAMES))
    urgency = models.CharField("紧急程度", max_length=10, choices=choices(URGENCY_NAMES), default="normal")
    urgent_sort = models.CharField("紧急类别", max_length=10, blank=True, default="")
    category = models.CharField("事项分类", max_length=6, blank=True, default="")
    division = models.CharField("行政区划", max_length=12, blank=True, default="")
    tags = models.JSONField("标签", default=list, blank=True)

    title = models.CharField("标题", max_length=200)
    summary = models.CharField("摘要", max_length=40, blank=True, default="")
    detail = models.TextField("事件", blank=True, default="")
    wish = models.TextField("诉求", blank=True, default="")
    happened = models.CharField("时间", max_length=200, blank=True, default="")
    place = models.CharField("地点", max_length=300, blank=True, default="")
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    parties = models.CharField("人物", max_length=300, blank=True, default="")
    missing = models.JSONField("待补充要素", default=list, blank=True)

    # db_index=False here and in the other models: an index of Meta begins with the same column.
    citizen = models.ForeignKey(Citizen, models.SET_NULL, null=True, db_index=False, related_name="tickets", verbose_name="诉求人")
    caller_sealed = models.BinaryField("联系人（加密）", null=True)
    phone_key = models.BinaryField("电话指纹", max_length=32, null=True)
    confidential = models.BooleanField("保密", default=False)
    sms_only = models.BooleanField("仅短信联系", default=False)

    lead = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="led", verbose_name="主办单位")
    registered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    main = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="joined", verbose_name="主单")

    registered_at = models.DateTimeField("登记时间")
    changed_at = models.DateTimeField("更新时间")
    due_at = models.DateTimeField("办结时限", null=True)
    yellow_at = models.DateTimeField("预警时间", null=True)
    completed_at = models.DateTimeField("办结时间", null=True)
    archived_at = models.DateTimeField("归档时间", null=True)

    callers = models.PositiveIntegerField("来件人数", default=1)
    urges = models.PositiveSmallIntegerField("催办次数", default=0)
    returns = models.PositiveSmallIntegerField("退单次数", default=0)
    reworks = models.PositiveSmallIntegerField("重办次数", default=0)
    problem = models.BooleanField("问题工单", default=False)
    final = models.BooleanField("最终答复", default=False)

    words_key = models.BinaryField("同文指纹", max_length=16, null=True)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "工单"
        indexes = [
            # the desks: open tickets of a state, most urgent first
            models.Index("state", END, "id", name="ticket_worklist", condition=Q(state__in=_OPEN)),
            models.Index(END, "id", "yellow_at", name="ticket_ending", condition=Q(state__in=_OPEN)),
            # the few urgent ones stand before all others, whatever the length of the queue
            models.Index("state", END, "id", name="ticket_urgent", condition=Q(state__in=_OPEN) & ~Q(urgency="normal")),
            models.Index(fields=["completed_at", "id"], name="ticket_to_call", condition=Q(state="completed")),
            # all tickets, newest first, whole city and by unit, state, street, class
            models.Index(fields=["lead", "-id"], name="ticket_by_lead"),
            models.Index(fields=["state", "-id"], name="ticket_by_state"),
            models.Index(fields=["division", "-id"], name="ticket_by_place"),
            models.Index(fields=["registered_at"], name="ticket_registered"),
            models.Index(fields=["citizen", "-id"], name="ticket_by_citizen"),
            models.Index(fields=["phone_key", "-id"], name="ticket_by_phone", condition=Q(phone_key__isnull=False)),
            # look-alikes: same class in the same place, same words; the class is also searched by
            models.Index(fields=["category", "division", "-id"], name="ticket_by_class"),
            models.Index(fields=["words_key", "-id"], name="ticket_same_words"),
            models.Index(fields=["main"], name="ticket_main", condition=Q(main__isnull=False)),
            models.Index(fields=["-id"], name="ticket_problem", condition=Q(problem=True)),
            models.Index(fields=["-id"], name="ticket_final", condition=Q(final=True)),
            # what anybody may read through Open311, newest first; columns that do not change, so that updates stay cheap
            models.Index(fields=["registered_at"], name="ticket_open311", condition=Q(door="open311", confidential=False)),
            GinIndex(fields=["search"], name="ticket_search"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="ticket_number_once"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="ticket_state_known"),
            models.CheckConstraint(condition=Q(state="merged", main__isnull=False) | ~Q(state="merged"),
                                   name="ticket_merged_has_main"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def text(self) -> str:
        """All words the citizen gave about the matter."""
        return told(self.title, self.detail, self.wish)
