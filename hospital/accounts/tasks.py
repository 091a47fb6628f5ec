"""What the worker does for accounts by itself."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="23 * * * *")
@app.task(name="accounts.sweep", queueing_lock="accounts.sweep")
def sweep(timestamp: int) -> None:
    """Hourly: throw away what has had its day."""
    actions.sweep(by=actions.system())
