"""Every kind of resource that can be read here, who may, and by what it is searched. Routes, searches and the
CapabilityStatement come from this page, so that what we claim is what we do."""

from datetime import date

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from hospital.accounts.models import User
from hospital.organization.models import Department, Employee, EmployeeIdentifier
from hospital.patients.models import Identifier, Patient

from ..models import Partner, PartnerIdentifier
from . import organization, patient, practitioner
from .charts import CHARTS
from .search import (
    Param,
    Rows,
    Sorts,
    codes,
    dates,
    name_part,
    numbers,
    words,
)
from .served import ANY, Served
from .ward import WARD

STRING = frozenset({"exact", "contains"})


def _patients(user: User) -> Rows:
    """Who is not known to be born on any day stands last, so that every row has its place in the order."""
    rows = Patient.objects.visible_to(user).annotate(born=Coalesce("birth_date", Value(date.max)))
    return rows.prefetch_related("identifiers", "contacts", "addresses", "guardians")


def _employees(user: User) -> Rows:
    return Employee.objects.visible_to(user).prefetch_related("identifiers", "licences")


def _partners(user: User) -> Rows:
    return Partner.objects.visible_to(user).prefetch_related("identifiers")


def _departments(user: User) -> Rows:
    return Department.objects.visible_to(user).named().prefetch_related("identifiers")


def _chart_number(system: str, number: str) -> Q | None:
    """The chart number is an identifier of ours, in a column of its own. It has fewer digits than a CPF."""
    named = system in ("", patient.CHART) and number.isascii() and number.isdigit() and len(number) < 10
    return Q(chart_number=int(number)) if named else None


PATIENT = Served(
    type="Patient",
    permission="patients.view_patient",
    found=lambda user: _patients(user).filter(state=Patient.State.ACTIVE),
    with_merged=_patients,
    to_fhir=patient.to_fhir,
    params=ANY
    | {
        "name": Param("string", words("search"), "Any word of the names, the social name too", STRING),
        "family": Param("string", name_part("family_name"), "Family name", STRING),
        "given": Param("string", name_part("given_name"), "Given name", STRING),
        "identifier": Param(
            "token",
            numbers(Identifier, "patient", _chart_number, ended_on=None),
            "CPF, CNS, chart number or any other number",
        ),
        "birthdate": Param("date", dates("birth_date"), "Birth date"),
        "gender": Param("token", codes("sex"), "Administrative gender"),
    },
    sorts=Sorts(
        {
            "name": ("sort_name", "id"), "-name": ("-sort_name", "-id"), "_id": ("id",), "-_id": ("-id",),
            "birthdate": ("born", "id"), "-birthdate": ("-born", "-id"),
            "_lastUpdated": ("updated_at", "id"), "-_lastUpdated": ("-updated_at", "-id"),
        },
        "name",
    ),
    profiles=[patient.PROFILE],
)  # fmt: skip

BY_NAME = Sorts(
    {
        "name": ("search", "id"), "-name": ("-search", "-id"), "_id": ("id",), "-_id": ("-id",),
        "_lastUpdated": ("updated_at", "id"), "-_lastUpdated": ("-updated_at", "-id"),
    },
    "name",
)  # fmt: skip

PRACTITIONER = Served(
    type="Practitioner",
    permission="organization.view_employee",
    found=_employees,
    to_fhir=practitioner.to_fhir,
    params=ANY
    | {
        "name": Param("string", words("search"), "Any word of the names", STRING),
        "family": Param("string", name_part("family_name"), "Family name", STRING),
        "given": Param("string", name_part("given_name"), "Given name", STRING),
        "identifier": Param("token", numbers(EmployeeIdentifier, "employee"), "Number in a registry"),
    },
    sorts=BY_NAME,
)

ORGANIZATION = Served(
    type="Organization",
    permission="integrations.view_partner",
    found=_partners,
    others=[_departments],
    to_fhir=organization.to_fhir,
    params=ANY
    | {
        "name": Param("string", words("search"), "Any word of the name", STRING),
        "identifier": Param("token", numbers(PartnerIdentifier, "partner"), "CNES, CNPJ or another number"),
    },
    sorts=BY_NAME,
)

SERVED = {served.type: served for served in (PATIENT, PRACTITIONER, ORGANIZATION, *CHARTS, *WARD)}
