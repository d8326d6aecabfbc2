"""Jobs of insight: shells with ids in and one call."""

from __future__ import annotations

from procrastinate.contrib.django import app

from huying.clocks.present import now


@app.task(name="insight.export", queue="default")
def export(export: int) -> None:
    """Write a long list to a file."""
    from huying.insight.exporting import run

    run(export, now())
