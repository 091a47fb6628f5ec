"""What the worker does for the custody of records."""

from procrastinate.contrib.django import app

from hospital.accounts import actions as accounts

from . import actions, packs


@app.periodic(cron="7 * * * *")
@app.task(name="custody.make_pack", queueing_lock="custody.make_pack")
def make_pack(timestamp: int) -> None:
    """Every hour: a fresh downtime pack, when a passphrase is set; the packs of past days are dropped."""
    packs.make_due()


@app.periodic(cron="20 6 * * *")
@app.task(name="custody.forget_copies", queueing_lock="custody.forget_copies")
def forget_copies(timestamp: int) -> None:
    """Every night: drop the content of copies whose days are over."""
    actions.forget_copies(by=accounts.system())
