"""Start of the look: makes sure that the English words are compiled."""

import logging

from django.apps import AppConfig

log = logging.getLogger(__name__)


class UiConfig(AppConfig):
    name = "huying.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        from huying.ui.messages import compile_all

        try:
            compile_all()
        except OSError as error:  # an installed package may be read-only; its wheel carries compiled words
            log.debug("translations not compiled: %s", error)
