"""Django's entry for desks."""

from importlib import import_module

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "huying.desks"

    def ready(self) -> None:
        import_module("huying.config.checks")  # registers the start-up checks; the room itself is known to no desk
