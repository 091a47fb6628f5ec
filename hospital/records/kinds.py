"""The kinds of entries as the pages show them: address, words, form, what is done with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any  # Any: entries of every kind pass through the same pages

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hospital.core.forms import ActionForm

from . import actions, forms, schemas
from .models import (
    Allergy,
    FamilyHistory,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
    SocialHistory,
)
from .models.entries import Entry


@dataclass(frozen=True)
class Kind:
    """One kind of entry."""

    noun: str
    title: Promise
    new: Promise
    nothing: Promise
    icon: str
    model: type[Entry]
    query: type[schemas.EntryQuery]
    form: type[ActionForm]
    add: Callable[..., Any]  # Any: see above
    change: Callable[..., Any] | None = None  # Any: see above
    systems: str = ""  # what its code may be of

    @property
    def what(self) -> str:
        """As the trail and the addresses call it."""
        return self.model._meta.label_lower

    @property
    def can_change(self) -> bool:
        """Whether what stands can be changed; a template would call `change` itself."""
        return self.change is not None

    @property
    def template(self) -> str:
        """The line of an entry in a list."""
        return f"records/rows/{self.model._meta.model_name}.html"


_KINDS = (
    Kind(
        "problems", _("Problems"), _("Add problem"), _("No problems written down"), "list-checks",
        Problem, schemas.ProblemQuery, forms.ProblemForm, actions.add_problem, actions.change_problem,
        "cid10 ciap2",
    ),
    Kind(
        "allergies", _("Allergies"), _("Add allergy"), _("No allergies written down"), "shield-alert",
        Allergy, schemas.AllergyQuery, forms.AllergyForm, actions.add_allergy, actions.change_allergy,
        "allergens",
    ),
    Kind(
        "medications", _("Medicines in use"), _("Add medicine"), _("No medicines written down"), "pill",
        MedicationStatement, schemas.MedicationQuery, forms.MedicationForm, actions.add_medication,
        actions.change_medication,
    ),
    Kind(
        "immunizations", _("Vaccines"), _("Add dose"), _("No vaccines written down"), "syringe",
        Immunization, schemas.CodedQuery, forms.ImmunizationForm, actions.record_immunization,
        actions.change_immunization, "cvx",
    ),
    Kind(
        "observations", _("Findings and results"), _("Add finding"), _("No findings written down"),
        "flask-conical", Observation, schemas.ObservationQuery, forms.ObservationForm,
        actions.record_observation, None, "loinc",
    ),
    Kind(
        "procedures", _("Procedures"), _("Add procedure"), _("No procedures written down"), "scissors",
        Procedure, schemas.CodedQuery, forms.ProcedureForm, actions.record_procedure,
        actions.change_procedure, "sigtap tuss",
    ),
    Kind(
        "family-history", _("Family history"), _("Add relative's condition"),
        _("No family history written down"), "users", FamilyHistory, schemas.CodedQuery, forms.FamilyForm,
        actions.add_family_history, actions.change_family_history, "cid10 ciap2",
    ),
    Kind(
        "social-history", _("Social history"), _("Add to social history"),
        _("No social history written down"), "house", SocialHistory, schemas.EntryQuery, forms.SocialForm,
        actions.add_social_history, actions.change_social_history,
    ),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.noun: kind for kind in _KINDS}
