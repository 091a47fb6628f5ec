"""What every page of the workspace knows."""

from typing import Any  # Any: a template context

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:  # Any: see above
    return {"version": settings.VERSION}
