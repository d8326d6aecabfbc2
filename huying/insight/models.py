"""Exports; lessons from what people decided; trainings of the category model; hot topics; half hours of the phone, planned seats."""

from __future__ import annotations

from django.db import models

from huying.people.models import Account
from huying.tickets.models import Event, Ticket


class Export(models.Model):
    """`query`: the address of the list (huying.tickets.queries.export.chosen). Only its account may fetch the file."""

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    STATES = [(WAITING, "排队中"), (RUNNING, "正在生成"), (DONE, "已完成"), (FAILED, "失败")]
    CSV, XLSX = "csv", "xlsx"

    account = models.ForeignKey(Account, models.CASCADE, related_name="exports", verbose_name="导出人")
    title = models.CharField("内容", max_length=80)
    query = models.CharField("条件", max_length=1000, blank=True, default="")
    sort = models.CharField("格式", max_length=4, choices=[(CSV, "CSV"), (XLSX, "Excel")])
    language = models.CharField("语言", max_length=10, default="zh-hans")
    state = models.CharField("状态", max_length=8, choices=STATES, default=WAITING)
    done = models.PositiveIntegerField("已写行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    error = models.CharField("错误", max_length=200, blank=True, default="")
    file = models.FileField("文件", upload_to="exports/%Y/%m/%d", max_length=200, blank=True)
    asked_at = models.DateTimeField("申请时间")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        indexes = [models.Index(fields=["account", "-id"], name="export_own")]

    def __str__(self) -> str:
        return f"{self.title} {self.asked_at}"


class Lesson(models.Model):
    """What the machine proposed and what a person decided: one row an act and element, only ever added.

    No word of any citizen: codes of the policy, how sure the machine was (0 to 1), who decided and when.
    """

    CATEGORY, KIND, DIVISION, LEAD = "category", "kind", "division", "lead"
    ELEMENTS = [(CATEGORY, "事项分类"), (KIND, "诉求性质"), (DIVISION, "行政区划"), (LEAD, "主办单位")]

    ticket = models.ForeignKey(Ticket, models.DO_NOTHING, related_name="lessons", verbose_name="工单")
    event = models.ForeignKey(Event, models.DO_NOTHING, db_index=False, related_name="+", verbose_name="办理记录")
    element = models.CharField("要素", max_length=10, choices=ELEMENTS)
    proposed = models.CharField("机器建议", max_length=60, blank=True, default="")
    confidence = models.FloatField("把握", default=0)
    decided = models.CharField("人工判断", max_length=60)
    by = models.ForeignKey(Account, models.DO_NOTHING, null=True, related_name="+", verbose_name="判断人")
    at = models.DateTimeField("时间")
    model = models.CharField("模型版本", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "教材"
        constraints = [models.UniqueConstraint(fields=["event", "element"], name="lesson_once")]
        indexes = [
            # figures by day and class
            models.Index(fields=["element", "at", "decided"], name="lesson_by_day"),
            models.Index(fields=["element", "decided", "-at"], name="lesson_by_class"),
            # what was overruled, newest first
            models.Index(fields=["element", "-id"], name="lesson_overruled",
                         condition=~models.Q(proposed="") & ~models.Q(proposed=models.F("decided"))),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.proposed} → {self.decided}"


class Training(models.Model):
    """One act on the category model, and what came of it: also the log of who did what."""

    RETRAIN, COMPARE, PROMOTE, ROLL_BACK = "retrain", "compare", "promote", "roll_back"
    ACTS = [(RETRAIN, "重新训练"), (COMPARE, "比较"), (PROMOTE, "启用"), (ROLL_BACK, "退回")]
    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
    STATES = [(WAITING, "排队中"), (RUNNING, "进行中"), (DONE, "已完成"), (FAILED, "失败")]

    act = models.CharField("动作", max_length=10, choices=ACTS)
    version = models.CharField("版本", max_length=40, blank=True, default="")
    state = models.CharField("状态", max_length=8, choices=STATES, default=WAITING)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="操作人")
    asked_at = models.DateTimeField("申请时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    result = models.JSONField("结果", default=dict)
    error = models.CharField("错误", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "训练"
        constraints = [
            models.UniqueConstraint(fields=["act"], name="training_one_at_a_time",
                                    condition=models.Q(act="retrain", state__in=["waiting", "running"]))]

    def __str__(self) -> str:
        return f"{self.act} {self.asked_at}"


class Topic(models.Model):
    """热点: several requests about one matter at one place. Its id is that of its first ticket, and stays for good.

    `into`: the older topic that it proved to be one with; its members are there now. `name` holds no personal value;
    `named`: its size when it was named.
    """

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField("名称", max_length=40)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="former", verbose_name="并入")
    size = models.PositiveIntegerField("件数", default=0)
    named = models.PositiveIntegerField("命名时件数", default=0)
    first_at = models.DateTimeField("最早")
    last_at = models.DateTimeField("最近")
    division = models.CharField("区划", max_length=12, blank=True, default="")
    category = models.CharField("事项分类", max_length=6, blank=True, default="")
    typical = models.ForeignKey(Ticket, models.SET_NULL, null=True, db_index=False, related_name="+", verbose_name="典型来件")

    class Meta:
        verbose_name = verbose_name_plural = "热点"

    def __str__(self) -> str:
        return self.name


class TopicMember(models.Model):
    """A ticket of a topic; never a confidential one. `at`, `division`: the ticket's, so that counting reads one index."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="in_topic", verbose_name="工单")
    topic = models.ForeignKey(Topic, models.CASCADE, db_index=False, related_name="members", verbose_name="热点")
    at = models.DateTimeField("登记时间")
    division = models.CharField("区划", max_length=12, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "热点成员"
        indexes = [
            # the members of one topic, newest first; and all of a period, counted from the index alone
            models.Index(fields=["topic", "-at", "-ticket"], name="topic_members"),
            models.Index(fields=["at"], include=["topic", "division"], name="topic_period"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.topic_id}"


class Mark(models.Model):
    """How far a job that walks over all tickets has come: `done` is the last ticket's id.

    Ids up to `settled` are all written. A ticket with a smaller id may still be on its way when a greater one is seen;
    so `seen` becomes `settled` only when every transaction that ran at the time (`horizon`) has ended.
    """

    name = models.CharField(max_length=20, primary_key=True)
    done = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "进度"

    def __str__(self) -> str:
        return f"{self.name} {self.done}"


class HalfHour(models.Model):
    """What the phone did in half an hour: the rollup that forecasts are made of (huying.insight.half_hours). `calls`: inbound calls that
    wanted a person; `within`: answered within the policy's seconds. Seconds are sums over calls and seats.
    """

    at = models.DateTimeField("半小时起点", primary_key=True)
    arrived = models.PositiveIntegerField("呼入", default=0)
    calls = models.PositiveIntegerField("请求人工", default=0)
    answered = models.PositiveIntegerField("接通", default=0)
    within = models.PositiveIntegerField("及时接通", default=0)
    talk_seconds = models.FloatField("通话秒数", default=0)
    wrap_seconds = models.FloatField("整理秒数", default=0)
    staffed_seconds = models.FloatField("在岗秒数", default=0)
    paused_seconds = models.FloatField("示忙秒数", default=0)
    imported = models.BooleanField("外部导入", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "话务半小时"

    def __str__(self) -> str:
        return f"{self.at} {self.calls}"


class Shift(models.Model):
    """So many seats planned from one half hour to another of one day."""

    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    seats = models.PositiveSmallIntegerField("坐席数")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="排班人")
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["begins_at", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("begins_at")), name="shift_order")]
        indexes = [models.Index(fields=["begins_at"], name="shift_begins")]

    def __str__(self) -> str:
        return f"{self.begins_at} {self.seats}"
