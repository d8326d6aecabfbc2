"""Everything that runs by itself, on one page. Times are of the city (Asia/Shanghai)."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from huying.clocks.present import now
from huying.jobs import give_back


@app.periodic(cron="* * * * *")
@app.task(name="timetable.sweep", queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Every minute: promises that passed."""
    from huying.tickets.sweep import sweep as run

    run(now())


@app.periodic(cron="* * * * *")
@app.task(name="timetable.again", queueing_lock="again", pass_context=True)
async def again(context: JobContext, timestamp: int) -> None:
    """Every minute: jobs whose worker died (no heartbeat for half a minute) go back into the queue."""
    await give_back(context.app.job_manager)


@app.periodic(cron="*/5 * * * *")
@app.task(name="timetable.rescue", queueing_lock="rescue")
def rescue(timestamp: int) -> None:
    """Every five minutes: contacts that were kept but cut off before they became tickets; tickets of rows just joined."""
    from huying.channels.base import joining
    from huying.tickets.rescue import rescue as run

    run(now())
    joining.settle()


@app.periodic(cron="* * * * *")
@app.task(name="timetable.gather", queueing_lock="gather", priority=-10)
def gather(timestamp: int) -> None:
    """Every minute: new tickets into hot topics, and proposals to join; after all that people wait for."""
    from huying.insight.gathering import gather as run

    run(now())


@app.periodic(cron="* * * * *")
@app.task(name="timetable.hooks", queueing_lock="hooks", priority=-5)
def hooks(timestamp: int) -> None:
    """Every minute: webhooks whose next try is due, and any that a dying process left behind."""
    from huying.api.hooks import pushing
    from huying.api.tasks import push

    for hook in pushing.due(now()):
        push(hook)


@app.periodic(cron="* * * * *")
@app.task(name="timetable.unanswered", queueing_lock="unanswered", priority=20)
def unanswered(timestamp: int) -> None:
    """Every minute: alerts to 110, 120 or 119 that nobody acknowledged."""
    from huying.channels.cap import acks
    from huying.channels.phone import emergency

    acks.unanswered(now())
    emergency.unanswered(now())


@app.periodic(cron="* * * * *")
@app.task(name="timetable.phone", queueing_lock="phone")
def phone(timestamp: int) -> None:
    """Every minute: calls of other exchanges that fell silent, seats that are free without knowing it; calls of campaigns."""
    from huying.channels.phone import campaigning, tidying

    tidying.sweep(now())
    campaigning.run(now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="timetable.half_hours", queueing_lock="half_hours", priority=-5)
def half_hours(timestamp: int) -> None:
    """Every ten minutes: calls and seats by half hours, for forecasts and plans."""
    from huying.insight.half_hours import roll

    roll(now())


@app.periodic(cron="45 3 * * *")
@app.task(name="timetable.rarity", queueing_lock="rarity", priority=-10)
def rarity(timestamp: int) -> None:
    """Every night: how rare words are in the city's own tickets, where a week has passed."""
    from huying.insight.rarity import learn as run

    run(now())


@app.periodic(cron="30 2 * * *")
@app.task(name="timetable.sample", queueing_lock="sample")
def sample(timestamp: int) -> None:
    """Every night: draw yesterday's quality samples, of tickets and of calls."""
    from huying.supervision import call_sampling, sampling

    sampling.draw(now())
    call_sampling.draw(now())


@app.periodic(cron="15 3 * * *")
@app.task(name="timetable.tidy", queueing_lock="tidy")
def tidy(timestamp: int) -> None:
    """Every night: what nobody took or needs any longer, and what is kept no longer than the policy says."""
    from huying.api.hooks import keeping
    from huying.channels import forgetting
    from huying.channels.phone import archive, tidying
    from huying.channels.sms import incoming
    from huying.channels.wechat import seen
    from huying.insight import topics
    from huying.tickets.tidy import tidy as run

    run(now())
    topics.forget_keys(now())
    incoming.tidy(now())
    seen.forget(now())
    keeping.forget(now())
    forgetting.forget(now())
    tidying.forget(now())
    archive.forget(now())
