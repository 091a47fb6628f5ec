"""Files of tests stay out of the hospital's own files."""

from pathlib import Path
from typing import Any  # Any: pytest-django does not export the type of its fixture

import pytest


@pytest.fixture(autouse=True)
def files_of_their_own(settings: Any, tmp_path: Path) -> None:  # Any: see above
    """Each test keeps its files in a folder that goes away."""
    default = settings.STORAGES["default"]
    here = {**default, "OPTIONS": {**default["OPTIONS"], "location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": here}
