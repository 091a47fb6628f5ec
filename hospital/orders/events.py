"""The verbs of orders, results and papers, and what their things are called."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "orders.order_placed": _("Order placed"),
    "orders.order_cancelled": _("Order cancelled"),
    "orders.specimen_collected": _("Specimen collected"),
    "orders.specimen_rejected": _("Specimen rejected"),
    "orders.result_entered": _("Result entered"),
    "orders.result_corrected": _("Result corrected"),
    "orders.result_validated": _("Result validated"),
    "orders.result_read": _("Result read"),
    "orders.critical_raised": _("Critical result raised"),
    "orders.critical_acknowledged": _("Critical result acknowledged"),
    "orders.critical_overdue": _("Critical result not acknowledged in time"),
    "orders.panel_defined": _("Test panel defined"),
    "orders.range_set": _("Reference range set"),
    "orders.catalogue_shipped": _("Common tests and ranges added"),
    "orders.paper_drafted": _("Paper drafted"),
    "orders.paper_changed": _("Draft of a paper changed"),
    "orders.paper_discarded": _("Draft of a paper discarded"),
    "orders.paper_issued": _("Paper issued"),
    "orders.paper_cancelled": _("Paper cancelled"),
}

THINGS = {
    "orders.order": _("Order"),
    "orders.orders": _("Orders of a patient"),
    "orders.progress": _("Progress of an order"),
    "orders.specimen": _("Specimen"),
    "orders.label": _("Label of a specimen"),
    "orders.result": _("Result"),
    "orders.results": _("Results of a patient"),
    "orders.line": _("Line of a result"),
    "orders.criticalnotice": _("Critical result"),
    "orders.reading": _("Reading of a result"),
    "orders.worklist": _("Worklist of orders"),
    "orders.inbox": _("Results not read"),
    "orders.testpanel": _("Test panel"),
    "orders.panelline": _("Test of a panel"),
    "orders.referencerange": _("Reference range"),
    "orders.paper": _("Paper"),
    "orders.papers": _("Papers of a patient"),
    "orders.issue": _("Issue of a paper"),
}
