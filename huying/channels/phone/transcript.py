"""What was said on a line, as a recogniser wrote it down; kept as long as recordings are."""

from __future__ import annotations

from django.db import models

from huying.channels.phone.models import Call

CALLER, AGENT = "caller", "agent"


class CallWords(models.Model):
    """One stretch of speech of one side. `final`: the recogniser will not change it any more; until then it is overwritten.

    `at`: when the stretch began; a second telling of the same stretch finds the same row.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="words", verbose_name="通话")
    side = models.CharField("说话人", max_length=6, choices=[(CALLER, "诉求人"), (AGENT, "话务员")])
    at = models.DateTimeField("时间")
    text = models.CharField("文字", max_length=2000)
    final = models.BooleanField("已定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "通话文字"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "at", "side"], name="call_words_once")]

    def __str__(self) -> str:
        return f"{self.side} {self.at}"
