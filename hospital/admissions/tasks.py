"""What the worker does for hospital stays."""

from procrastinate.contrib.django import app

from hospital.accounts.actions import system

from . import actions


@app.periodic(cron="10 0,6 * * *")
@app.task(name="admissions.count_bed_days", queueing_lock="admissions.count_bed_days")
def count_bed_days(timestamp: int) -> None:
    """After midnight, and again in the morning: every day that counts becomes a fact."""
    actions.count_bed_days(by=system())
