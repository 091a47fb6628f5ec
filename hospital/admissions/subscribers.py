"""What other apps' facts mean for the stay. Each may run twice."""

from uuid import UUID

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.beds import live
from hospital.beds.models import Stay

from . import actions


def escalate_news2(event: Event) -> None:
    """A set of vital signs that asks for somebody is told to the ward."""
    if event.patient_id is not None:
        told = event.particulars
        actions.escalate(
            event.patient_id, taken_in=UUID(told["set"]), score=int(told["score"]), at=event.at, by=system()
        )


def show_on_board(event: Event) -> None:
    """What the board tells of a patient has changed: who looks at her ward sees it at once."""
    rows = Stay.objects.filter(state__in=("present", "reserved"), patient=event.patient_id)
    for ward_id in rows.values_list("bed__ward", flat=True).distinct():
        live.tell(ward_id)


def follow_the_bed(event: Event) -> None:
    """Whoever moved the patient, her stay is of the department where she lies."""
    stay = Stay.objects.select_related("bed__ward__department").filter(pk=event.target_id).first()
    if stay is not None:
        actions.follow_bed(stay, by=system())
