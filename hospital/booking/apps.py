from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "hospital.booking"
    verbose_name = _("Booking")

    def ready(self) -> None:
        from hospital.patients.references import Fate, plan

        plan("booking.wish.patient", Fate.MOVES, _("Wishes on the waiting list"))
        plan("booking.code.patient", Fate.STAYS)
        plan("booking.visit.patient", Fate.STAYS)
