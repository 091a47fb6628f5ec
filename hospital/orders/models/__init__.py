"""Orders and results, and the papers that leave the house."""

from .catalogue import Category, PanelLine, ReferenceRange, TestPanel, Tube
from .orders import Order, Progress, Specimen
from .papers import Issue, Paper
from .results import CriticalNotice, Line, Reading, Result

__all__ = [
    "Category",
    "CriticalNotice",
    "Issue",
    "Line",
    "Order",
    "PanelLine",
    "Paper",
    "Progress",
    "Reading",
    "ReferenceRange",
    "Result",
    "Specimen",
    "TestPanel",
    "Tube",
]
