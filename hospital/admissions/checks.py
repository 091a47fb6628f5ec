"""What this house looks at before a patient goes, each read from the rows that are open. No clinical content:
who closes the papers need not know what a test was for."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from hospital.beds.models import Leave, Precaution
from hospital.consultations.models import Consultation
from hospital.orders.models import Order, Paper

from .models import Admission, Belonging, Escalation
from .readiness import Blocker, Check, register_check
from .steps import present_stay


def open_orders(admission: Admission) -> list[Blocker]:
    """Orders of the stay without a validated result that nobody has cancelled."""
    rows = Order.objects.standing().open().filter(encounter__in=_encounters(admission))
    return [
        Blocker(
            "orders", _("Order %(number)s is still open") % {"number": row.number},
            owner=row.requested_by.name if row.requested_by else "", link=row.get_absolute_url(),
            resolution=_("Enter and validate its result, or cancel it"), row=str(row.pk),
        )
        for row in rows.select_related("requested_by").order_by("number")
    ]  # fmt: skip


def open_visits(admission: Admission) -> list[Blocker]:
    """Visits that are drafts, and those that wait for the second signature."""
    waits = Q(state=Consultation.State.DRAFT) | Q(
        state=Consultation.State.SIGNED, cosigner__isnull=False, cosigned_at=None
    )
    rows = Consultation.objects.filter(waits, encounter__in=_encounters(admission), withdrawn_at=None)
    return [
        _visit(row) for row in rows.select_related("practitioner", "cosigner").order_by("created_at", "id")
    ]


def _visit(row: Consultation) -> Blocker:
    owner = row.practitioner if row.is_draft else row.cosigner
    text = _("A visit is not signed") if row.is_draft else _("A visit waits for the preceptor's signature")
    return Blocker(
        "signatures", text, owner=owner.name if owner else "", link=row.get_absolute_url(),
        resolution=_("Sign it, or discard the draft") if row.is_draft else _("Sign it too"), row=str(row.pk),
    )  # fmt: skip


def draft_papers(admission: Admission) -> list[Blocker]:
    """Papers that were begun and neither issued nor cancelled."""
    rows = Paper.objects.standing().filter(encounter__in=_encounters(admission), issue=None, source="here")
    return [
        Blocker(
            "papers", _("A paper was begun and not issued"), owner=row.author.name if row.author else "",
            link=row.get_absolute_url(), resolution=_("Issue it, or cancel it"), row=str(row.pk),
        )
        for row in rows.select_related("author").order_by("created_at", "id")
    ]  # fmt: skip


def open_leaves(admission: Admission) -> list[Blocker]:
    """She is away with leave: she cannot be let go from a bed where she is not."""
    rows = Leave.objects.open().filter(stay__encounter=admission.encounter_id)
    return [
        Blocker(
            "leave", _("The patient is on leave"), owner=_("Ward"), link=_bed_link(admission),
            resolution=_("Write down her return, or that she does not come back"), row=str(row.pk),
        )
        for row in rows.order_by("left_at", "id")
    ]  # fmt: skip


def kept_belongings(admission: Admission) -> list[Blocker]:
    """Things of hers that the ward still keeps."""
    rows = Belonging.objects.filter(admission=admission, returned_at=None)
    return [
        Blocker(
            "belongings", _("Belongings are still kept here"), owner=_("Ward"),
            link=admission.get_absolute_url(), resolution=_("Give them back"), row=str(row.pk),
        )
        for row in rows.order_by("received_at", "id")
    ]  # fmt: skip


def unanswered_warnings(admission: Admission) -> list[Blocker]:
    """An early warning that nobody has answered."""
    rows = Escalation.objects.filter(admission=admission, answered_at=None)
    return [
        Blocker(
            "warnings", _("An early warning waits for an answer"), owner=_("Physician"),
            link=admission.get_absolute_url(), resolution=_("Answer it"), row=str(row.pk),
        )
        for row in rows.order_by("at", "id")
    ]  # fmt: skip


def lacking_authorisation(admission: Admission) -> list[Blocker]:
    """The payer has not answered yet."""
    if not admission.is_authorisation_needed or admission.authorised_at:
        return []
    return [
        Blocker(
            "authorisation", _("The authorisation is missing"), owner=_("Admissions office"),
            link=reverse("admissions:authorise", args=[admission.pk]), resolution=_("Write down its number"),
        )
    ]  # fmt: skip


def open_precautions(admission: Admission) -> list[Blocker]:
    """She is isolated: whoever receives her has to know. Keeps nobody."""
    rows = Precaution.objects.open().filter(patient=admission.patient_id)
    return [
        Blocker(
            "precautions", _("Isolation: %(kind)s") % {"kind": row.get_kind_display()}, owner=_("Ward"),
            link=admission.get_absolute_url(), resolution=_("Lift it, or tell who receives her"),
            row=str(row.pk),
        )
        for row in rows.order_by("since", "id")
    ]  # fmt: skip


def bed_in_use(admission: Admission) -> list[Blocker]:
    """The bed where she lies: it is given back by her leaving it, which is the last stage itself."""
    stay = present_stay(admission)
    if stay is None:
        return []
    return [
        Blocker(
            "bed", _("In bed %(bed)s") % {"bed": stay.bed.name}, owner=_("Ward"),
            link=admission.get_absolute_url(), resolution=_("Say that she has left"), row=str(stay.pk),
        )
    ]  # fmt: skip


def register() -> None:
    """Say to the readiness what this house looks at."""
    for check in (
        Check("warnings", gettext_lazy("Early warnings"), unanswered_warnings, before="clinical"),
        Check("orders", gettext_lazy("Orders"), open_orders, before="administrative"),
        Check("signatures", gettext_lazy("Signatures"), open_visits, before="administrative"),
        Check("papers", gettext_lazy("Papers"), draft_papers, before="administrative"),
        Check("authorisation", gettext_lazy("Authorisation"), lacking_authorisation, before="administrative"),
        Check("leave", gettext_lazy("Leave of absence"), open_leaves, before="physical"),
        Check("belongings", gettext_lazy("Belongings"), kept_belongings, before="physical"),
        Check("precautions", gettext_lazy("Isolation"), open_precautions, before=""),
        Check("bed", gettext_lazy("Bed"), bed_in_use, before=""),
    ):
        register_check(check)


def _encounters(admission: Admission) -> list[UUID]:
    """The stay and the encounter it came from."""
    return [key for key in (admission.encounter_id, admission.origin_encounter_id) if key]


def _bed_link(admission: Admission) -> str:
    stay = present_stay(admission)
    return stay.bed.get_absolute_url() if stay else admission.get_absolute_url()
