"""What the worker does for the agendas."""

from procrastinate.contrib.django import app

from hospital.accounts.actions import system

from . import actions


@app.periodic(cron="* * * * *")
@app.task(name="scheduling.release_expired", queueing_lock="scheduling.release_expired")
def release_expired(timestamp: int) -> None:
    """Every minute: give up the times that were held for too long."""
    while actions.release_expired(by=system()) >= 500:
        pass
