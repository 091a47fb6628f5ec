"""What stands on the label of a tube: two ways to know the patient, the test, the bars."""

from collections.abc import Sequence
from typing import Any  # Any: JSON

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import Order, Specimen
from .printing import bars


def labels(order: Order, specimens: Sequence[Specimen]) -> dict[str, Any]:  # Any: see above
    """What the template of the labels needs."""
    patient = order.patient
    born = date_format(patient.birth_date, "d/m/Y") if patient.birth_date else "—"
    return {
        "lang": settings.LANGUAGE_CODE[:2], "region": settings.LANGUAGE_CODE[3:5].upper() or "BR",
        "title": _("Labels"),
        "labels": [
            {
                "name": patient.name[:34],
                "facts": " · ".join([_("Chart %(number)s") % {"number": patient.chart_number}, born]),
                "modules": bars(specimen.barcode), "barcode": specimen.barcode,
                "tube": str(specimen.get_tube_display()).split(",")[0],
                "order": f"{order.display[:40]} · {date_format(localtime(specimen.collected_at), 'd/m H:i')}",
            }
            for specimen in specimens
        ],
    }  # fmt: skip
