"""Django's entry for supervision."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "huying.supervision"
    verbose_name = "质检"
