"""What the worker does for orders."""

from procrastinate.contrib.django import app

from hospital.accounts.actions import system

from .actions.critical import find_overdue


@app.periodic(cron="* * * * *")
@app.task(name="orders.find_overdue", queueing_lock="orders.find_overdue")
def look_for_overdue(timestamp: int) -> None:
    """Every minute: say which critical results nobody acknowledged in time."""
    find_overdue(by=system())
