"""What the worker does for the records."""

from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="20 5 * * *")
@app.task(name="records.sweep_files", queueing_lock="records.sweep_files")
def sweep_files(timestamp: int) -> None:
    """Every night (05:20 UTC): take away files whose row was never written."""
    actions.sweep_files()
