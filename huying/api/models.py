"""What the JSON door keeps for itself: which partner filed which ticket."""

from __future__ import annotations

from django.db import models

from huying.people.models import Partner
from huying.tickets.models import Ticket


class Filing(models.Model):
    """A partner's request became this ticket: what it may read and act on."""

    partner = models.ForeignKey(Partner, models.CASCADE, db_index=False, related_name="filings", verbose_name="平台")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="filings", verbose_name="工单")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "平台提交"
        constraints = [models.UniqueConstraint(fields=["partner", "ticket"], name="filing_once")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.ticket_id}"
