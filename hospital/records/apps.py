from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "hospital.records"
    verbose_name = _("Records")

    def ready(self) -> None:
        from hospital.consultations.signing import register_part
        from hospital.patients.panels import register_band
        from hospital.patients.references import Fate, plan

        from .lists import on_the_wristband
        from .signed import described, observations_of

        register_band(on_the_wristband)
        register_part("observations", _("Observations"), observations_of, described)

        for noun, label in {
            "problem": _("Problems"),
            "allergy": _("Allergies"),
            "allergystatement": _("Statements of no known allergies"),
            "observation": _("Observations"),
            "immunization": _("Immunizations"),
            "familyhistory": _("Family history"),
            "socialhistory": _("Social history"),
            "procedure": _("Procedures"),
            "medicationstatement": _("Medicines in use"),
            "document": _("Attached documents"),
        }.items():
            plan(f"records.{noun}.patient", Fate.MOVES, label)
