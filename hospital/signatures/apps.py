from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignaturesConfig(AppConfig):
    name = "hospital.signatures"
    verbose_name = _("Signatures")

    def ready(self) -> None:
        from hospital.patients.references import Fate, plan

        plan("signatures.version.patient", Fate.MOVES, _("Signed versions"))
