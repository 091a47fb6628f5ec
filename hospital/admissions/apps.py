from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdmissionsConfig(AppConfig):
    name = "hospital.admissions"
    verbose_name = _("Admissions")

    def ready(self) -> None:
        from hospital.patients.panels import Panel, register_panel
        from hospital.patients.references import Fate, plan

        from .checks import register
        from .panel import stays_of

        register()
        register_panel(Panel("admissions/_panel.html", stays_of, "admissions.view_admission"))
        for noun, label in {
            "admission": _("Hospital stays"),
            "round": _("Rounds"),
            "nursingnote": _("Nursing notes"),
            "handover": _("Handovers"),
            "fluidentry": _("Fluids"),
            "riskscore": _("Scores of risk"),
        }.items():
            plan(f"admissions.{noun}.patient", Fate.MOVES, label)
