"""Django's entry for api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "huying.api"
    verbose_name = "接口"
