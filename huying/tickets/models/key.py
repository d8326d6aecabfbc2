"""Keys by which tickets about one matter are found: narrow rows, read newest first, never more than a few a key."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class TicketKey(models.Model):
    """One key of one ticket (huying.understanding.retrieval.keys). The primary key is the index that is searched.

    `ticket_id` is no foreign key: a check for each of a dozen rows would cost more than the rows, and a key whose
    ticket is gone finds nothing. Old rows are removed at night (huying.insight.topics.forget_keys).
    """

    pk = models.CompositePrimaryKey("key", "ticket_id")
    key = models.BigIntegerField("键")
    ticket_id = models.BigIntegerField("工单")

    objects: ClassVar[models.Manager[TicketKey]] = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "相似键"
        # rows come in the order of their tickets: old ones are found for removal by ranges of pages
        indexes = [BrinIndex(fields=["ticket_id"], autosummarize=True, name="ticketkey_old")]

    def __str__(self) -> str:
        return f"{self.key} → {self.ticket_id}"
