"""GET /fhir/R4/Slot: the free times of an agenda, computed when they are asked for."""

from datetime import UTC, datetime, timedelta

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.scheduling.finding import Slot, find_slots
from hospital.scheduling.models import Agenda, Service

from .fhir.clinical.appointment import SERVICES
from .fhir.clinical.common import concept, reference
from .fhir.search import BadSearch, Param, Search, codes, moments, reference as refers, uuid_of
from .fhir.wire import JSON

PARAMS = {
    "schedule": Param("reference", refers("pk", "Schedule"), "Of which agenda"),
    "service-type": Param("token", codes("code"), "For which service, by its code"),
    "start": Param("date", moments("starts_at"), "From when (ge) until when (lt)"),
}  # fmt: skip
USUAL = timedelta(days=14)


def free(asked: Search, *, by: User) -> list[JSON]:
    """Slot resources. BadSearch unless one agenda and one service that the user may see are named."""
    said = {one.name: one for one in asked.filters if one.name != "start"}
    if not {"schedule", "service-type"} <= said.keys():
        raise BadSearch(_("Say of which agenda and for which service: schedule=…&service-type=…"))
    key = uuid_of(said["schedule"].values[0].rpartition("/")[2])
    agendas = Agenda.objects.visible_to(by).select_related("resource")
    agenda = agendas.filter(pk=key).first() if key else None
    services = Service.objects.visible_to(by).filter(PARAMS["service-type"].apply(said["service-type"]))
    service = services.first()
    if agenda is None or service is None:
        return []
    from_, until = _bounds(asked)
    found = find_slots(
        service, resources=[agenda.resource], from_=from_, until=until, by=by, limit=asked.count
    )
    return [_slot(one, service, agenda) for one in found]


def _bounds(asked: Search) -> tuple[datetime, datetime]:
    from_ = until = None
    for value in (value for one in asked.filters if one.name == "start" for value in one.values):
        moment = _moment(value[2:] if value[:2].isalpha() else value)
        if value.startswith(("lt", "le")):
            until = moment
        else:
            from_ = moment
    from_ = max(from_ or now(), now())
    return from_, until or from_ + USUAL


def _moment(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise BadSearch(_("%(value)s is no date.") % {"value": said[:40]}) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _slot(slot: Slot, service: Service, agenda: Agenda) -> JSON:
    """`comment` says for how many patients it is free."""
    start = slot.starts_at.astimezone(UTC)
    return {
        "resourceType": "Slot", "id": f"{agenda.pk.hex}.{start:%Y%m%dT%H%M}.{service.pk.hex[-12:]}",
        "serviceType": [concept(SERVICES, service.code, service.name)],
        "schedule": reference("Schedule", agenda.pk), "status": "free",
        "start": slot.starts_at.isoformat(), "end": slot.ends_at.isoformat(), "comment": str(slot.places),
    }  # fmt: skip
