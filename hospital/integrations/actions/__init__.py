"""Everything that can be done with what comes from elsewhere, by noun."""

from .intake import ArrivingTwice, take_in
from .partners import change_partner, register_partner
from .reading import open_resource, read_resource, searched_resources
from .runs import begin_import, end_import, refuse_bundle

__all__ = [
    "ArrivingTwice", "begin_import", "change_partner", "end_import", "open_resource", "read_resource",
    "refuse_bundle", "register_partner", "searched_resources", "take_in",
]  # fmt: skip
