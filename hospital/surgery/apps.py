from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurgeryConfig(AppConfig):
    name = "hospital.surgery"
    verbose_name = _("Surgery")

    def ready(self) -> None:
        from hospital.admissions.readiness import Check, register_check
        from hospital.patients.care import Care, register_care
        from hospital.patients.panels import Panel, register_panel
        from hospital.patients.references import Fate, plan

        from .care import patients_of
        from .panel import surgeries_of
        from .readiness import open_surgeries

        plan("surgery.surgery.patient", Fate.MOVES, _("Operations"))
        register_care(
            Care("surgery", _("You take part in her operation, or it is in your department"), patients_of)
        )
        register_check(Check("surgery", _("Operations"), open_surgeries))
        register_panel(Panel("surgery/_panel.html", surgeries_of, "surgery.view_surgery"))
