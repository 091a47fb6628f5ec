from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BedsConfig(AppConfig):
    name = "hospital.beds"
    verbose_name = _("Beds")

    def ready(self) -> None:
        from hospital.patients.care import Care, register_care
        from hospital.patients.references import Fate, plan

        from .care import patients_of

        plan("beds.stay.patient", Fate.MOVES, _("Stays in beds"))
        plan("beds.precaution.patient", Fate.MOVES, _("Precautions"))
        plan("beds.bedrequest.patient", Fate.MOVES, _("Requests for beds"))
        register_care(Care("bed", _("She is in a bed of your department"), patients_of))
