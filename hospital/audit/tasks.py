"""What the worker does for the trail.

A job may run twice: a subscriber finds what it made by the event's id.
"""

from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from . import actions, chain
from .models import Block, Event

MOST_ATTEMPTS = 8  # a job that takes its worker down each time is given up then
DAYS_KEPT = 7


@app.task(name="audit.deliver", retry=RetryStrategy(max_attempts=MOST_ATTEMPTS, exponential_wait=2))
def deliver(event_id: str, subscriber: str) -> None:
    """Call the subscriber with the event; a failure is retried with growing pauses and blocks nobody else."""
    import_string(subscriber)(Event.objects.get(pk=event_id))


@app.periodic(cron="*/10 * * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    """Every ten seconds: seal what is finished."""
    while chain.seal():
        pass


@app.periodic(cron="30 6 * * *")
@app.task(name="audit.verify_nightly", queueing_lock="audit.verify_nightly")
def verify_nightly(timestamp: int) -> None:
    """Every night (06:30 UTC): read the whole trail again and record what was found."""
    if Block.objects.exists():
        actions.verify_chain(by=None)


@app.task(name="audit.verify")
def verify(by_id: str, anchor: str) -> None:
    """Read the whole trail again for the auditor who asked."""
    actions.verify_chain(by=get_user_model()._default_manager.get(pk=by_id), anchor=anchor)


@app.periodic(cron="* * * * *")
@app.task(name="audit.retry_stalled", queueing_lock="audit.retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """Every minute: give the jobs of workers that died (no heartbeat for 30 s) to another worker."""
    for job in await app.job_manager.get_stalled_jobs():
        if job.attempts + 1 < MOST_ATTEMPTS:
            await app.job_manager.retry_job(job)
        else:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)


@app.periodic(cron="45 6 * * *")
@app.task(name="audit.forget_jobs", queueing_lock="audit.forget_jobs")
async def forget_jobs(timestamp: int) -> None:
    """Every night: forget the jobs that were done a week ago; failed ones stay to be looked at."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * DAYS_KEPT)
