"""What can be done with code systems: load an edition, and load the list that comes with the system."""

from .core_list import load_core_list
from .loads import (
    MOST_UPLOADED,
    LoadOver,
    NoSuchSystem,
    TooBig,
    ask_load,
    begin_load,
    fail_load,
    finish_load,
    order_of,
)

__all__ = [
    "MOST_UPLOADED",
    "LoadOver",
    "NoSuchSystem",
    "TooBig",
    "ask_load",
    "begin_load",
    "fail_load",
    "finish_load",
    "load_core_list",
    "order_of",
]
