"""Django's entry for insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "huying.insight"

    def ready(self) -> None:
        from huying.insight import training
        from huying.insight.shelf import CategoryShelf

        training.use(CategoryShelf())
