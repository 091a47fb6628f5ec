from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "hospital.consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from hospital.patients.references import Fate, plan

        plan("consultations.consultation.patient", Fate.MOVES, _("Visits"))
        plan("consultations.diagnosis.patient", Fate.MOVES, _("Diagnoses"))
        plan("consultations.addendum.patient", Fate.MOVES, _("Addenda"))
