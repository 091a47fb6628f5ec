"""The words behind the codes of the trail. Each app declares its own in events.py, as EVENTS and THINGS."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

Text = str | Promise

FACES: dict[str, Text] = {
    "page": _("Workspace"),
    "api": _("API"),
    "fhir": _("FHIR"),
    "system": _("The system itself"),
}


@cache
def verbs() -> dict[str, Text]:
    """Every verb that an app declares, with what it says to a person."""
    return _declared("EVENTS")


@cache
def things() -> dict[str, Text]:
    """Every kind of thing that an app names, by the model's label."""
    return _declared("THINGS")


def verb(code: str) -> Text:
    """What happened, in words; the code itself when no app declares it."""
    return verbs().get(code, code)


def thing(label: str) -> Text:
    """What it happened to, in words; the model's own name when no app declares it."""
    if label in things():
        return things()[label]
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


def table(name: str) -> Text:
    """The kind of thing that a table holds."""
    model = _tables().get(name)
    return thing(model._meta.label_lower) if model else name


def fields(name: str) -> dict[str, Text]:
    """The columns of a table, by name, with what a form calls them."""
    model = _tables().get(name)
    if model is None:
        return {}
    return {str(field.column): capfirst(str(field.verbose_name)) for field in model._meta.concrete_fields}


@cache
def kept_tables() -> list[str]:
    """The tables of our apps, the trail itself aside."""
    ours = {name for name, model in _tables().items() if model.__module__.startswith("hospital.")}
    return sorted(name for name in ours if not name.startswith("audit_"))


@cache
def _tables() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _declared(what: str) -> dict[str, Text]:
    pages = [f"{app.name}.events" for app in apps.get_app_configs() if app.name.startswith("hospital.")]
    found: dict[str, Text] = {}
    for page in pages:
        if find_spec(page):
            found |= getattr(import_module(page), what, {})
    return found
