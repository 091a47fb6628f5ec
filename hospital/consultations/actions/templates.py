"""Texts to begin a visit with."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict

from ..models import Template


class TemplateData(TypedDict, total=False):
    """A template; what is not named keeps its value or its default."""

    name: str
    specialty: str
    kind: str
    subjective: str
    objective: str
    assessment: str
    plan: str


class TemplateExists(Conflict):
    message = _("There is a template of this name already.")


class AlreadyRetired(Conflict):
    message = _("This template is out of use already.")


@transaction.atomic
def write_template(*, by: User, **data: Unpack[TemplateData]) -> Template:
    """Offer a new text to everyone."""
    by.require("consultations.manage_template")
    made = Template(**fitting(Template, {"name": "", **data}))
    with conflicts(one_template_per_name=TemplateExists):
        made.save(force_insert=True)
    audit.record("consultations.template_written", made, by=by)
    return made


@transaction.atomic
def change_template(template: Template, *, version: int, by: User, **data: Unpack[TemplateData]) -> Template:
    """Offer another text under the same name. What was written with the old one stays as it is."""
    by.require("consultations.manage_template")
    template = lock(template, version=version)
    if template.retired_at:
        raise AlreadyRetired
    with conflicts(one_template_per_name=TemplateExists):
        changed = change(template, **fitting(Template, data))
    if changed:
        audit.record("consultations.template_changed", template, by=by, fields=changed)
    return template


@transaction.atomic
def retire_template(template: Template, *, by: User, version: int | None = None) -> Template:
    """Offer a text no more."""
    by.require("consultations.manage_template")
    template = lock(template, version=version)
    if template.retired_at:
        raise AlreadyRetired
    change(template, retired_at=now())
    audit.record("consultations.template_retired", template, by=by)
    return template
