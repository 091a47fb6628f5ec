from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EncountersConfig(AppConfig):
    name = "hospital.encounters"
    verbose_name = _("Encounters")

    def ready(self) -> None:
        from hospital.patients.care import Care, register_care
        from hospital.patients.references import Fate, plan

        from .care import patients_of

        plan("encounters.encounter.patient", Fate.MOVES, _("Encounters"))
        plan("encounters.triage.patient", Fate.MOVES, _("Risk classifications"))
        register_care(Care("encounter", _("She has an encounter in your department"), patients_of))
