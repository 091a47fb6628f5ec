from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "hospital.orders"
    verbose_name = _("Orders and results")

    def ready(self) -> None:
        """Say what a merge does with our rows, and who has a patient in her care by an order."""
        from hospital.consultations.signing import register_part
        from hospital.consultations.tools import register_tool
        from hospital.patients.care import Care, register_care
        from hospital.patients.panels import Panel, register_panel
        from hospital.patients.references import Fate, plan

        from . import caring, panel, tools, visits

        plan("orders.order.patient", Fate.MOVES, _("Orders"))
        plan("orders.result.patient", Fate.MOVES, _("Results"))
        plan("orders.criticalnotice.patient", Fate.MOVES, _("Critical results"))
        plan("orders.paper.patient", Fate.MOVES, _("Papers"))
        register_care(Care("laboratory", _("An order that your service carries out"), caring.carried_out))
        register_care(
            Care("requested", _("An order of yours, or a result you have not read"), caring.requested)
        )
        register_part("orders", _("Orders"), visits.order_rows, visits.order_line)
        register_part("papers", _("Papers"), visits.paper_rows, visits.paper_line)
        for tool in tools.TOOLS:
            register_tool(tool)
        register_panel(Panel("orders/_panel.html", panel.orders_of, "orders.view_order"))
