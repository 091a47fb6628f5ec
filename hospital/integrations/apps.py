from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    name = "hospital.integrations"
    verbose_name = _("Integrations")

    def ready(self) -> None:
        from hospital.core.problems import DIALECTS
        from hospital.patients.panels import Panel, register_panel
        from hospital.patients.references import Fate, plan

        from .fhir.door import dialect
        from .lists import counts_of

        DIALECTS["fhir"] = dialect
        plan("integrations.resource.patient", Fate.MOVES, _("Resources from other systems"))
        register_panel(Panel("integrations/_panel.html", counts_of, "integrations.view_resource"))
