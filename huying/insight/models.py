"""Exports: a list written to a file in the background, with how far it is."""

from django.db import models

from huying.people.models import Account


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
