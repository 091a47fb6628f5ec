"""What the worker does for the queues."""

from procrastinate.contrib.django import app

from hospital.accounts.actions import system

from . import actions


@app.periodic(cron="* * * * *")
@app.task(name="encounters.sound_alarms", queueing_lock="encounters.sound_alarms")
def sound_alarms(timestamp: int) -> None:
    """Every minute: record the targets that are near or past."""
    actions.sound_alarms(by=system())
