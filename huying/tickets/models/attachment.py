"""Attachments: the original for the file, a public copy without location for everybody else."""

import secrets

from django.db import models

from huying.people.models import Account
from huying.tickets.models.ticket import Ticket
from huying.tickets.models.work import Reply


def token() -> str:
    return secrets.token_urlsafe(24)


class Attachment(models.Model):
    """`token` is the unguessable handle; an upload not yet tied to a ticket belongs to its session key."""

    CITIZEN, EVIDENCE, SCENE, INTERNAL = "citizen", "evidence", "scene", "internal"
    PURPOSES = [(CITIZEN, "诉求材料"), (EVIDENCE, "办理佐证"), (SCENE, "现场照片"), (INTERNAL, "内部材料")]

    token = models.CharField(max_length=40, unique=True, default=token)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, db_index=False, related_name="attachments")
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, related_name="attachments")
    purpose = models.CharField("用途", max_length=10, choices=PURPOSES, default=CITIZEN)
    name = models.CharField("文件名", max_length=150)
    mime = models.CharField("类型", max_length=100, blank=True, default="")
    kind = models.CharField("种类", max_length=12, blank=True, default="")
    size = models.PositiveIntegerField("字节", default=0)
    received = models.PositiveIntegerField("已收字节", default=0)
    sha256 = models.BinaryField("校验和", max_length=32, null=True)
    original = models.FileField("原件", upload_to="original/%Y/%m/%d", max_length=200, blank=True)
    shown = models.FileField("公开件", upload_to="shown/%Y/%m/%d", max_length=200, blank=True)
    thumb = models.FileField("缩略图", upload_to="thumb/%Y/%m/%d", max_length=200, blank=True)
    scanned = models.CharField("查毒", max_length=20, blank=True, default="")
    holder = models.CharField(max_length=64, blank=True, default="")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("上传时间")
    ready_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [models.Index(fields=["ticket", "id"], name="attachment_ticket")]

    def __str__(self) -> str:
        return self.name
