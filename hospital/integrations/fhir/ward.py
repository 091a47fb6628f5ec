"""The ward as FHIR reads it: its places, the stays in the hospital, the work on beds. All of it only read."""

from collections.abc import Mapping

from django.db.models import Exists, F, OuterRef, Q

from hospital.accounts.models import User
from hospital.admissions.models import Admission
from hospital.beds.models import Bed, BedRequest, Cleaning, Precaution, Room, Stay, Ward

from .clinical import episode, location, task
from .kept import kept_beside
from .search import (
    Apply,
    Asked,
    Param,
    Rows,
    Sorts,
    beginning,
    keys,
    mapped,
    moments,
    reference,
    token,
)
from .served import Part, Served

PARTS_OF_NAMES, NO_MODIFIERS = frozenset({"exact", "contains"}), frozenset[str]()
BY_KEY = {
    "_id": ("id",), "-_id": ("-id",),
    "_lastUpdated": ("changed_at", "id"), "-_lastUpdated": ("-changed_at", "-id"),
}  # fmt: skip
NEWEST = {"-date": ("-occurred_at", "-id"), "date": ("occurred_at", "id")}
LATEST = {"-authored-on": ("-occurred_at", "-id"), "authored-on": ("occurred_at", "id")}
Texts = dict[str, tuple[str, str]]  # type and text of each parameter of a kind

ALWAYS: Texts = {"_id": ("token", "Logical id"), "_lastUpdated": ("date", "When it was last changed here")}
PLACES: Texts = ALWAYS | {
    "name": ("string", "The beginning of its name or number"),
    "identifier": ("token", "Code of a ward"),
    "status": ("token", "In use (active), out of use for a while (suspended), or no more (inactive)"),
    "operational-status": ("token", "What a bed is like now, of table 0116: C, H, I, K, O, U"),
    "organization": ("reference", "Which department runs it"),
    "partof": ("reference", "In which ward or room it is, at once"),
}
STAYS: Texts = ALWAYS | {
    "patient": ("reference", "Whose it is"),
    "identifier": ("token", "Number of the authorisation"),
    "status": ("token", "State"),
    "date": ("date", "When she came, or is expected"),
    "organization": ("reference", "In which department"),
    "care-manager": ("reference", "Who answers for it"),
}
TASKS: Texts = ALWAYS | {
    "patient": ("reference", "For which patient a bed is asked for"),
    "subject": ("reference", "For which patient a bed is asked for"),
    "encounter": ("reference", "In which encounter a bed is asked for"),
    "focus": ("reference", "Which bed is to be cleaned"),
    "identifier": ("token", "Number at its source"),
    "status": ("token", "State"),
    "code": ("token", "terminal-cleaning, concurrent-cleaning, bed-request"),
    "priority": ("token", "How urgent it is: stat, urgent, routine"),
    "owner": ("reference", "Who does it"),
    "authored-on": ("date", "When it was asked for"),
}


def _params(texts: Texts, **applied: Apply) -> dict[str, Param]:
    """The parameters of a table, as `texts` describes them; _ stands for the - of a name."""
    known = {"_id": keys(), "_lastUpdated": moments("changed_at"), **applied}
    by_name = {name if name.startswith("_") else name.replace("_", "-"): known[name] for name in known}
    return {
        name: Param(texts[name][0], apply, texts[name][1], PARTS_OF_NAMES if name == "name" else NO_MODIFIERS)
        for name, apply in by_name.items()
    }


def _nothing(asked: Asked) -> Q:
    """What no row of the table has."""
    return Q(pk=None)


def _with(rows: Rows, **columns: F | Exists) -> Rows:
    """With when each was last changed, and other columns of the reading."""
    found: Rows = rows.annotate(changed_at=F("updated_at"), **columns)
    return found


def _beds(user: User) -> Rows:
    """`is_isolated`: the patient in it is kept in isolation, as far as the user may know."""
    isolated = Precaution.objects.visible_to(user).open().values("patient")
    stays = Stay.objects.visible_to(user).present().filter(bed=OuterRef("pk"), patient__in=isolated)
    rows: Rows = Bed.objects.visible_to(user).select_related("ward")
    return _with(rows, is_isolated=Exists(stays))


def _operational(asked: Asked) -> Q:
    """What a bed is like now; one whose patient is isolated is I, not O."""
    found = Q(pk=None)
    for value in asked.values:
        code = value.rpartition("|")[2]
        states = [ours for ours, theirs in location.OPERATIONAL.items() if theirs == code]
        found |= Q(is_isolated=True) if code == "I" else Q(state__in=states, is_isolated=False)
    return found


def _bed_status(asked: Asked) -> Q:
    words = {value.rpartition("|")[2] for value in asked.values}
    return Q(state__in=[one for one in Bed.State.values if location.STATUSES.get(one, "active") in words])


def _code_of(system: str, codes_: Mapping[str, Q]) -> Apply:
    """A token of one of our own systems, and the rows that each of its codes means."""

    def apply(asked: Asked) -> Q:
        found = Q(pk=None)
        for value in asked.values:
            said, code = token(value)
            if said in (None, "", system) and code in codes_:
                found |= codes_[code]
        return found

    return apply


def _numbered(system: str, column: str) -> Apply:
    """A token of a number of ours."""

    def apply(asked: Asked) -> Q:
        found = Q(pk=None)
        for value in asked.values:
            said, number = token(value)
            if number and said in (None, system):
                found |= Q(**{column: number})
        return found

    return apply


EVERY = ~Q(pk=None)
IN_USE = {"active": (True,), "inactive": (False,)}
ROOMS = Part(
    found=lambda user: _with(Room.objects.visible_to(user)).select_related("ward"),
    to_fhir=location.room,
    params=_params(
        PLACES, name=beginning("number"), status=mapped("ward__is_active", IN_USE),
        organization=reference("ward__department_id", "Organization"),
        partof=reference("ward_id", "Location"),
    ),
)  # fmt: skip
BEDS = Part(
    found=_beds,
    to_fhir=location.bed,
    params=_params(
        PLACES, name=beginning("name"), status=_bed_status, operational_status=_operational,
        organization=reference("ward__department_id", "Organization"),
        partof=reference("room_id", "Location"),
    ),
)  # fmt: skip
LOCATION = Served(
    type="Location", permission="beds.view_bed", only_read=True,
    found=lambda user: _with(Ward.objects.visible_to(user)),
    to_fhir=location.ward,
    params=_params(
        PLACES, name=beginning("name"), status=mapped("is_active", IN_USE), operational_status=_nothing,
        organization=reference("department_id", "Organization"), partof=_nothing,
        identifier=_numbered(location.WARDS, "code"),
    ),
    sorts=Sorts(BY_KEY, "_id"), also=[ROOMS, BEDS, kept_beside("Location")],
)  # fmt: skip


def _admissions(user: User) -> Rows:
    return _with(Admission.objects.visible_to(user))


EPISODE = Served(
    type="EpisodeOfCare", permission="patients.view_chart", only_read=True, patient="patient_id",
    found=lambda user: _admissions(user).filter(withdrawn_at=None), others=[_admissions],
    to_fhir=episode.to_fhir,
    params=_params(
        STAYS, patient=reference("patient_id", "Patient"), status=mapped("state", episode.MEANT),
        date=moments("occurred_at"), organization=reference("department_id", "Organization"),
        care_manager=reference("practitioner_id", "Practitioner"),
        identifier=_numbered(episode.AUTHORISATIONS, "authorisation_number"),
    ),
    sorts=Sorts({**BY_KEY, **NEWEST}, "-date"), also=[kept_beside("EpisodeOfCare")],
)  # fmt: skip


def _asked(rows: Rows) -> Rows:
    return _with(rows, occurred_at=F("asked_at"))


def _requests(user: User) -> Rows:
    """Who asks for a bed is a patient: they are for who sees patients."""
    rows: Rows = BedRequest.objects.visible_to(user).select_related("stay", "patient")
    return _asked(rows if user.has_perm("patients.view_patient") else rows.none())


REQUESTS = Part(
    found=_requests,
    to_fhir=task.bed_request,
    params=_params(
        TASKS, patient=reference("patient_id", "Patient"), subject=reference("patient_id", "Patient"),
        encounter=reference("encounter_id", "Encounter"), authored_on=moments("occurred_at"),
        status=mapped("state", task.meanings(task.REQUESTS)),
        code=_code_of(task.TASKS, {task.REQUEST: EVERY}),
        priority=_code_of("", {theirs: Q(priority=ours) for ours, theirs in task.PRIORITIES.items()}),
    ),
    patient="patient",
)  # fmt: skip
TASK = Served(
    type="Task", permission="beds.view_bed", only_read=True, is_chart=False,
    found=lambda user: _asked(Cleaning.objects.visible_to(user)).select_related("bed"),
    to_fhir=task.cleaning,
    params=_params(
        TASKS, patient=_nothing, subject=_nothing, encounter=_nothing, identifier=_nothing,
        focus=reference("bed_id", "Location"), owner=reference("assignee_id", "Practitioner"),
        status=mapped("state", task.meanings(task.CLEANINGS)), authored_on=moments("occurred_at"),
        code=_code_of(task.TASKS, {
            f"{kind}-{task.CLEANING}": Q(kind=kind) for kind in Cleaning.Kind.values
        }),
        priority=_code_of("", {"routine": EVERY}),
    ),
    sorts=Sorts({**BY_KEY, **LATEST}, "-authored-on"), also=[REQUESTS, kept_beside("Task")],
)  # fmt: skip

WARD = (LOCATION, EPISODE, TASK)
