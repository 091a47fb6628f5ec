"""What the worker does for the beds."""

from procrastinate.contrib.django import app

from hospital.accounts.actions import system

from . import actions


@app.periodic(cron="* * * * *")
@app.task(name="beds.release_expired", queueing_lock="beds.release_expired")
def release_expired(timestamp: int) -> None:
    """Every minute: give back the beds whose reservation has run out."""
    while actions.release_expired(by=system()) >= 500:
        pass
