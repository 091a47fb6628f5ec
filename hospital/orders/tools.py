"""What the page of a visit offers of ours: tests, and the papers that a visit mostly ends with."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.consultations.models import Consultation
from hospital.consultations.tools import Tool

from .models import Paper


def _asks(visit: Consultation) -> str:
    return f"{reverse('orders:new_orders', args=[visit.patient_id])}?visit={visit.pk}"


def _writes(kind: str) -> Callable[[Consultation], str]:
    def leads_to(visit: Consultation) -> str:
        return f"{reverse('orders:new_paper', args=[visit.patient_id, kind])}?visit={visit.pk}"

    return leads_to


PAPERS = (
    (Paper.Kind.PRESCRIPTION, "pill"), (Paper.Kind.CERTIFICATE, "file-text"), (Paper.Kind.REFERRAL, "send"),
)  # fmt: skip
TOOLS = (
    Tool(_("Ask for tests"), "flask-conical", "orders.place_order", _asks),
    *(Tool(kind.label, icon, "orders.write_paper", _writes(kind)) for kind, icon in PAPERS),
)
