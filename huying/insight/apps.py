"""Django's entry for insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "huying.insight"
