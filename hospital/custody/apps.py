from typing import Any  # Any: what a template is given

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustodyConfig(AppConfig):
    name = "hospital.custody"
    verbose_name = _("Custody of records")

    def ready(self) -> None:
        from hospital.accounts.models import User
        from hospital.patients.models import Patient
        from hospital.patients.panels import Panel, register_panel
        from hospital.patients.references import Fate, plan

        from .retention import kept_until

        def custody_of(patient: Patient, user: User) -> dict[str, Any]:  # Any: see above
            return {"patient": patient, "kept_until": kept_until(patient)}

        plan("custody.export.patient", Fate.MOVES, _("Copies given of the record"))
        register_panel(Panel("custody/_panel.html", custody_of, "custody.export_record"))
