"""Jobs of insight: shells with ids in and one call."""

from __future__ import annotations

from procrastinate.contrib.django import app

from huying.clocks.present import now
from huying.jobs import Patient


@app.task(name="insight.export", queue="default")
def export(export: int) -> None:
    """Write a long list to a file."""
    from huying.insight.exporting import run

    run(export, now())


@app.task(name="insight.learn", queue="default", retry=Patient(max_attempts=5))
def learn(event: int) -> None:
    """Keep what a person decided as a lesson."""
    from huying.insight.learning import learn as run

    run(event)


@app.task(name="insight.train", queue="default")
def train(training: int) -> None:
    """Train the category model anew from lessons."""
    from huying.insight.training import run

    run(training, now())


@app.task(name="insight.reread", queue="default", retry=Patient(max_attempts=5))
def reread(event: int) -> None:
    """A ticket's words changed, or who may read them: its keys and its topic follow."""
    from huying.insight.rereading import reread as run

    run(event)


@app.task(name="insight.refine", queue="default", priority=-10)
def refine(event: int) -> None:
    """A new ticket: ask the outside model, where the city named one. Never tried again: it is a help, not a promise."""
    from huying.insight.rereading import refine as run

    run(event, now())
