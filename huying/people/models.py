"""Accounts, roles, units, citizens, and the log of every look at personal data."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import get_language

from huying.people.persons import ROLE_NAMES, Role


class Unit(models.Model):
    """A 承办单位 (unit) as the policy names it; kept as a row so that history can point at it for ever."""

    slug = models.CharField("代码", max_length=60, unique=True)
    name = models.CharField("名称", max_length=80)
    short = models.CharField("简称", max_length=40)
    name_en = models.CharField("英文名", max_length=120, blank=True)
    sort = models.CharField("类别", max_length=30, db_index=True)
    level = models.CharField("层级", max_length=10, default="city")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级")
    division = models.CharField("行政区划", max_length=12, blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ["slug"]

    def __str__(self) -> str:
        """As its reader calls it."""
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.short or self.name

    def called(self, *, english: bool) -> str:
        """The whole name, in English where there is one."""
        return (english and self.name_en) or self.name


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> Account:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """A login: of staff, or of a citizen who proved who they are through OpenID Connect."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=40, blank=True)
    number = models.CharField("工号", max_length=12, blank=True)
    email = models.EmailField("邮箱", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name="单位", related_name="accounts")
    is_active = models.BooleanField("在用", default=True)
    is_staff = models.BooleanField("可进后台", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name or self.username


class Grant(models.Model):
    """One role of one account, within a unit's tree or a division where given."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants", verbose_name="账号")
    role = models.CharField("角色", max_length=20, choices=[(role.value, ROLE_NAMES[role][0]) for role in Role])
    division = models.CharField("限定区划", max_length=12, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "角色授权"
        constraints = [models.UniqueConstraint(fields=["account", "role", "division"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_role_display()}"


class Citizen(models.Model):
    """A 诉求人 (citizen): one row a phone number or proven identity; contact data sealed, found by keyed hash.

    `joined_to`: the person proved that both rows are theirs; this one is empty since (huying.channels.base.joining).
    """

    phone_key = models.BinaryField("电话指纹", max_length=32, null=True, unique=True)
    phone_sealed = models.BinaryField("电话（加密）", null=True)
    name_sealed = models.BinaryField("姓名（加密）", null=True)
    id_type = models.CharField("证件类型", max_length=20, blank=True)
    id_key = models.BinaryField("证件指纹", max_length=32, null=True, unique=True)
    assurance = models.SmallIntegerField("实名等级", default=0)
    account = models.OneToOneField(Account, models.SET_NULL, null=True, blank=True, related_name="citizen")
    sms_only = models.BooleanField("仅短信联系", default=False)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    care = models.CharField("服务提示", max_length=100, blank=True)
    created_at = models.DateTimeField("首次来件", auto_now_add=True)
    erased_at = models.DateTimeField("匿名化时间", null=True, blank=True)
    joined_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="joined", verbose_name="并入")

    class Meta:
        verbose_name = verbose_name_plural = "诉求人"

    def __str__(self) -> str:
        return f"诉求人 {self.pk}"


class Look(models.Model):
    """One look at personal data: who, whose, why. Rows are only ever added."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="looks", verbose_name="查看人")
    number = models.CharField("工单编号", max_length=13, blank=True, db_index=True)
    citizen = models.ForeignKey(Citizen, models.SET_NULL, null=True, related_name="looks", db_constraint=False)
    field = models.CharField("内容", max_length=40)
    reason = models.CharField("事由", max_length=200)
    address = models.GenericIPAddressField("来源地址", null=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"

    def __str__(self) -> str:
        return f"{self.account} {self.field} {self.number}"


class PhoneCode(models.Model):
    """A one-time code sent to a phone or a mail address, kept as a keyed hash."""

    phone_key = models.BinaryField(max_length=32, db_index=True)
    code_key = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信验证码"

    def __str__(self) -> str:
        return f"code {self.pk}"


class Attempt(models.Model):
    """How often something was tried since `since` (huying.people.brake); `key` is a keyed hash, never an address."""

    what = models.CharField(max_length=20)
    key = models.BinaryField(max_length=16)
    count = models.IntegerField()
    since = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "尝试次数"
        constraints = [models.UniqueConstraint(fields=["what", "key"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.count}"


class Partner(models.Model):
    """A program that may use the written doors: a city app, another platform. Its secrets are rows of PartnerKey."""

    name = models.CharField("名称", max_length=60, unique=True)
    client_id = models.CharField("应用标识", max_length=32, unique=True)
    scopes = models.JSONField("权限范围", default=list)
    vouches = models.BooleanField("已核实用户身份", default=False, help_text="该平台已核实其用户的姓名和手机号码，并对此负责。")
    per_minute = models.PositiveIntegerField("每分钟次数", default=120)
    contact = models.CharField("联系人", max_length=120, blank=True)
    active = models.BooleanField("在用", default=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "接入平台"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PartnerKey(models.Model):
    """One secret of a partner: only its keyed hash and last signs are kept. It ends at `ends_at`, never when none."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="keys", verbose_name="平台")
    digest = models.BinaryField(max_length=16, unique=True)
    tail = models.CharField("末四位", max_length=4)
    made_at = models.DateTimeField("签发时间")
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    ends_at = models.DateTimeField("失效时间", null=True)
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "平台密钥"

    def __str__(self) -> str:
        return f"…{self.tail}"


class PartnerUse(models.Model):
    """How often a partner did what on a day; no word of what was sent."""

    partner = models.ForeignKey(Partner, models.CASCADE, db_index=False, related_name="uses", verbose_name="平台")
    day = models.DateField("日期")
    what = models.CharField("操作", max_length=40)
    count = models.PositiveIntegerField("次数", default=0)
    refused = models.PositiveIntegerField("被拒次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "平台用量"
        constraints = [models.UniqueConstraint(fields=["partner", "day", "what"], name="partner_use_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.count}"
