"""Saved filters: a list that somebody looks at again and again."""

from django.db import models

from huying.people.models import Account


class SavedView(models.Model):
    account = models.ForeignKey(Account, models.CASCADE, related_name="views")
    name = models.CharField("名称", max_length=40)
    desk = models.CharField("工作台", max_length=20)
    query = models.CharField("条件", max_length=1000)
    shared = models.BooleanField("共享给同单位", default=False)
    at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = [models.UniqueConstraint(fields=["account", "desk", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name
