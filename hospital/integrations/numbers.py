"""Rows found by what registries and other systems call them."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Q, TextField, Value


def having(model: type[Model], owner: str, *conditions: Q, **wanted: object) -> Q:
    """Rows that have an identifier, in `model`, with these values; `owner` is its foreign key to the row."""
    return Q(Exists(model._default_manager.filter(*conditions, **{owner: OuterRef("pk")}, **wanted)))


def one_of(column: str, values: Iterable[str]) -> Func:
    """That a column is one of the texts: one parameter and one statement, however many there are."""
    texts = Value(list(values), output_field=ArrayField(TextField()))
    return Func(
        F(column), texts, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField()
    )
