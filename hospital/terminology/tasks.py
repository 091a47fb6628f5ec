"""What the worker does for terminology."""

from procrastinate.contrib.django import app

from .actions import LoadOver
from .loading import run
from .models import Load


@app.task(name="terminology.load", lock="terminology.load")
def load(load_id: str) -> None:
    """Load a file that somebody sent; one at a time. Run again after the end, it does nothing."""
    asked = Load.objects.select_related("by").get(pk=load_id)
    try:
        run(asked, by=asked.by)
    except LoadOver:
        return
