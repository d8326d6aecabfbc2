"""Django's entry for people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "huying.people"
    verbose_name = "人员与单位"
