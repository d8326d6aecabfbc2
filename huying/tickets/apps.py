"""Django's entry for the core."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "huying.tickets"
    verbose_name = "工单"

    def ready(self) -> None:
        from huying.config import wiring

        wiring.connect()
