"""Who asks, and answers that are shown once."""

from django.http import HttpResponse


def keep_secret(response: HttpResponse) -> None:
    """This answer holds a password or a token: nobody on the way keeps it, and neither do we."""
    response["Cache-Control"] = "no-store"
