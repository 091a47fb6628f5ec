"""Handing an event to one subscriber. A job may run twice, so a subscriber finds what it made by the event's id."""

from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .models import Event


@app.task(name="audit.deliver", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def deliver(event_id: str, subscriber: str) -> None:
    """Call the subscriber with the event; a failure is retried with growing pauses and blocks nobody else."""
    import_string(subscriber)(Event.objects.get(pk=event_id))
