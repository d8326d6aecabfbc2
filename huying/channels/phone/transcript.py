"""What was said on a line, as a recogniser wrote it down; kept as long as recordings are."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

from huying.channels.phone.models import Call
from huying.people.sealed import vault

CALLER, AGENT = "caller", "agent"


class CallWords(models.Model):
    """One stretch of speech of one side. `final`: the recogniser will not change it any more; until then it is overwritten.

    `at`: when the stretch began; a second telling of the same stretch finds the same row. `text` is sealed at rest, for its call, side
    and moment; it is set after these. `plain`: of rows that are not sealed yet.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="words", verbose_name="通话")
    side = models.CharField("说话人", max_length=6, choices=[(CALLER, "诉求人"), (AGENT, "话务员")])
    at = models.DateTimeField("时间")
    plain = models.CharField("文字（未加密）", max_length=2000, db_column="text", blank=True, default="", db_default="")
    text_sealed = models.BinaryField("文字（加密）", null=True)
    final = models.BooleanField("已定", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "通话文字"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "at", "side"], name="call_words_once")]

    def __str__(self) -> str:
        return f"{self.side} {self.at}"

    @property
    def text(self) -> str:
        """What was said, in clear."""
        if self.text_sealed is None:
            return self.plain
        return vault().open_(bytes(self.text_sealed), sealing(self.call_id, self.side, self.at))

    @text.setter
    def text(self, said: str) -> None:
        self.text_sealed, self.plain = vault().seal(said, sealing(self.call_id, self.side, self.at)), ""


def sealing(call_id: int, side: str, at: datetime) -> str:
    """What a stretch of speech is sealed for."""
    return f"words:{call_id}:{side}:{at.astimezone(UTC):%Y%m%d%H%M%S%f}"
