"""Django's entry for desks."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "huying.desks"
