"""Everything that can be done with orders, results, critical results and papers."""

from .catalogue import PanelExists, RangeOverlaps, define_panel, set_range, ship_catalogue
from .critical import AlreadyAcknowledged, acknowledge, find_overdue
from .orders import (
    AlreadyCollected,
    NothingToCollect,
    SpecimenRejected,
    cancel_order,
    collect,
    place_order,
    place_orders,
    print_labels,
    reject_specimen,
)
from .papers import (
    HouseUnknown,
    NotIssued,
    NotTheAuthor,
    PaperCancelled,
    PaperIssued,
    cancel_paper,
    change_paper,
    discard_paper,
    draft_paper,
    issue_paper,
    picture_of,
    preview_paper,
    print_paper,
)
from .results import (
    HasResult,
    NotCollected,
    NotValidated,
    OrderIsCancelled,
    ReadAlready,
    ResultSuperseded,
    ResultValidated,
    ValidatesOwn,
    correct_result,
    enter_result,
    read_result,
    validate_result,
)

__all__ = [
    "AlreadyAcknowledged", "AlreadyCollected", "HasResult", "HouseUnknown", "NotCollected", "NotIssued",
    "NotTheAuthor", "NotValidated", "NothingToCollect", "OrderIsCancelled", "PanelExists", "PaperCancelled",
    "PaperIssued", "RangeOverlaps", "ReadAlready", "ResultSuperseded", "ResultValidated", "SpecimenRejected",
    "ValidatesOwn", "acknowledge", "cancel_order", "cancel_paper", "change_paper", "collect",
    "correct_result",
    "define_panel", "discard_paper", "draft_paper", "enter_result", "find_overdue", "issue_paper",
    "picture_of", "place_order", "place_orders", "preview_paper", "print_labels",
    "print_paper", "read_result", "reject_specimen",
    "set_range", "ship_catalogue", "validate_result",
]  # fmt: skip
