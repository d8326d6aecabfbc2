"""What is said and decided on the way: replies, ratings, reviews, urges, written notices, joins."""

from django.db import models
from django.db.models import Q

from huying.people.models import Account, Citizen, Unit
from huying.tickets.models.leg import Leg
from huying.tickets.models.ticket import Ticket
from huying.tickets.states import GRADE_NAMES, REVIEW_OUTCOMES, SUPERVISIONS, choices


class Reply(models.Model):
    """答复: the public answer apart from the internal note; `passed` is the centre's verdict."""

    ANSWER, DIRECT, ASSIST, FINAL = "answer", "direct", "assist", "final"
    KINDS = [(ANSWER, "单位答复"), (DIRECT, "直接答复"), (ASSIST, "协办意见"), (FINAL, "最终答复")]

    ticket = models.ForeignKey(Ticket, models.CASCADE, db_index=False, related_name="replies")
    leg = models.ForeignKey(Leg, models.CASCADE, null=True, related_name="replies")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    kind = models.CharField("类型", max_length=8, choices=KINDS, default=ANSWER)
    text = models.TextField("公开答复")
    internal = models.TextField("内部说明", blank=True, default="")
    solved = models.BooleanField("单位自评已解决", null=True)
    signed_by = models.CharField("签发人", max_length=40, blank=True, default="")
    author = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    at = models.DateTimeField("时间")
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    checked_at = models.DateTimeField("审核时间", null=True)
    passed = models.BooleanField("通过", null=True)
    verdict = models.TextField("审核意见", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        indexes = [
            models.Index(fields=["ticket", "id"], name="reply_ticket"),
            models.Index(fields=["ticket"], name="reply_returned", condition=Q(passed=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ticket_id}"


class Rating(models.Model):
    """评价: the call and the matter apart; outcomes without an answer are rows too, never counted as satisfied."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, db_index=False, related_name="ratings")
    citizen = models.ForeignKey(Citizen, models.SET_NULL, null=True, related_name="+")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    door = models.CharField("渠道", max_length=12, blank=True, default="")
    agent_grade = models.CharField("对话务", max_length=20, blank=True, default="", choices=choices(GRADE_NAMES))
    matter_grade = models.CharField("对办理", max_length=20, choices=choices(GRADE_NAMES))
    solved = models.BooleanField("是否解决", null=True)
    comment = models.TextField("意见", blank=True, default="")
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="回访人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        indexes = [
            models.Index(fields=["ticket", "id"], name="rating_ticket"),
            models.Index(fields=["at"], name="rating_at"),
        ]

    def __str__(self) -> str:
        return self.get_matter_grade_display()


class Review(models.Model):
    """复核: opened by 不满意, decided by somebody who did not handle the ticket before."""

    REWORK, UPHELD, FINAL = "rework", "upheld", "final"
    OUTCOMES = choices(REVIEW_OUTCOMES)

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="reviews")
    rating = models.ForeignKey(Rating, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField("缘由", blank=True, default="")
    opened_at = models.DateTimeField("开启时间")
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    decided_at = models.DateTimeField("复核时间", null=True)
    outcome = models.CharField("结论", max_length=8, blank=True, default="", choices=OUTCOMES)
    opinion = models.TextField("复核意见", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "复核"
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(decided_at__isnull=True), name="review_one_open")
        ]

    def __str__(self) -> str:
        return f"复核 {self.ticket_id}"


class Supervision(models.Model):
    """督办: a written notice to a unit, with a date by which to answer."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, db_index=False, related_name="supervisions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="被督办单位")
    level = models.CharField("级别", max_length=10, default="notice",
                             choices=choices(SUPERVISIONS))
    text = models.TextField("督办意见")
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    issued_at = models.DateTimeField("签发时间")
    answer_by = models.DateTimeField("反馈期限", null=True)
    answer = models.TextField("反馈", blank=True, default="")
    answered_at = models.DateTimeField("反馈时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        indexes = [models.Index(fields=["ticket"], name="supervision_ticket"),
                   models.Index(fields=["issued_at"], name="supervision_open", condition=Q(answered_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.ticket_id}"


class Join(models.Model):
    """并单: this ticket was joined to a main one; `undone_at` when it was taken apart again."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="joins")
    main = models.ForeignKey(Ticket, models.PROTECT, related_name="gathered")
    from_state = models.CharField("并单前状态", max_length=20)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    at = models.DateTimeField("并单时间")
    undone_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="拆单人")
    undone_at = models.DateTimeField("拆单时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "并单"
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(undone_at__isnull=True), name="join_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.main_id}"


class Transfer(models.Model):
    """转接: to 110/120/119, another city or platform; keeps the other side's number and receipt.

    `consent`: the caller's, to an emergency service hearing them; asked on the telephone only. `acknowledged_at`: when the service
    answered or acknowledged in writing; none within a minute, and the floor is told (channels.phone.emergency, channels.cap.acks).
    """

    CONSENTS = [("", "未询问"), ("agreed", "同意"), ("refused", "不同意"), ("unable", "无法表示")]

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="transfers")
    target = models.CharField("转至", max_length=40)
    target_name = models.CharField("转至名称", max_length=80)
    other_number = models.CharField("对方编号", max_length=60, blank=True, default="")
    receipt = models.TextField("回执", blank=True, default="")
    consent = models.CharField("诉求人是否同意", max_length=8, choices=CONSENTS, blank=True, default="", db_default="")
    acknowledged_at = models.DateTimeField("对方接到", null=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "转接"

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.target_name}"
