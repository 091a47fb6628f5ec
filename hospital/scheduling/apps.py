from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulingConfig(AppConfig):
    name = "hospital.scheduling"
    verbose_name = _("Scheduling")

    def ready(self) -> None:
        from hospital.patients.care import Care, register_care
        from hospital.patients.references import Fate, plan

        from .care import patients_of

        plan("scheduling.appointment.patient", Fate.MOVES, _("Appointments"))
        plan("scheduling.series.patient", Fate.MOVES, _("Series of appointments"))
        register_care(Care("appointment", _("She has an appointment with you"), patients_of))
