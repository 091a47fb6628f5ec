"""What of her operations still keeps a patient in the hospital."""

from typing import Any  # Any: an admission

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.admissions.readiness import Blocker

from .models import ENDED, Surgery


def open_surgeries(admission: Any) -> list[Blocker]:  # Any: see above
    """Operations of the stay, and those under way: each is finished, put off, or called off."""
    under_way = Q(state__in=("called", "in_room", "in_progress", "finished", "recovery"))
    of_stay = Q(admission=admission.pk) | Q(encounter=admission.encounter_id, encounter__isnull=False)
    rows = Surgery.objects.standing().filter(of_stay | under_way, patient=admission.patient_id)
    rows = rows.exclude(state__in=ENDED).select_related("surgeon").order_by("asked_at", "id")
    return [_blocker(row) for row in rows]


def _blocker(row: Surgery) -> Blocker:
    words = {"state": row.get_state_display().lower()}
    return Blocker(
        key="surgery", text=_("An operation is %(state)s") % words, owner=row.surgeon.name,
        link=row.get_absolute_url(), resolution=_("Finish it, or cancel it with its reason"),
        row=str(row.pk),
    )  # fmt: skip
