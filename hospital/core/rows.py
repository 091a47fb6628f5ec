"""Hot answers: the JSON is built by PostgreSQL, from the same declared schema that documents the route.

A schema's fields are columns of the rows' model, or expressions given by name. Dates and moments come out in
ISO 8601, keys as text, as pydantic would write them. Money is not for this helper: it would become a float.
Turning expressions into SQL costs more than running it, so what is selected is compiled once.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any  # Any: expressions and models of every kind

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, JSONField, Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpResponse
from ninja import Schema

from .errors import Absent
from .pagination import PageQuery, counted, seal, window

KIND = "application/json; charset=utf-8"


class JsonObject(Func):
    """A JSON object whose keys stay in order: `JsonObject(name=F("name"))`."""

    output_field = JSONField()

    def __init__(self, **values: Any) -> None:  # Any: see above
        self.keys = list(values)
        super().__init__(*values.values())

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        *_shape: Any,
        **_extra: Any,  # Any: see above
    ) -> tuple[str, tuple[str | int, ...]]:
        pairs: list[str] = []
        parameters: list[Any] = []  # Any: see above
        for key, expression in zip(self.keys, self.source_expressions, strict=True):
            sql, values = compiler.compile(expression)
            pairs.append(f"'{key}', {sql}")  # a keyword of Python, so it has nothing to escape
            parameters += values
        return f"json_build_object({', '.join(pairs)})", tuple(parameters)


class JsonRows:
    """Rows of an Entity as one schema declares them; `expressions` gives the fields that are not columns."""

    def __init__(
        self,
        model: type[Model],
        schema: type[Schema],
        expressions: Callable[[], dict[str, Any]],  # Any: see above
    ) -> None:
        self.model = model
        self.schema = schema
        self.expressions = expressions

    @cached_property
    def _select(self) -> tuple[str, tuple[Any, ...]]:  # Any: see above
        """The row as JSON text, an expression over the model's table, and its parameters."""
        given = self.expressions()
        fields = {name: given.get(name, F(name)) for name in self.schema.model_fields}
        text = Cast(JsonObject(**fields), TextField())
        sql, parameters = self.model._default_manager.values_list(text).query.sql_with_params()
        text_sql = sql.removeprefix("SELECT ").rsplit(f" FROM {self._table}", 1)[0]
        return text_sql.replace(
            f"{self._table}.", "r."
        ), parameters  # psycopg parses long statements anew each time

    @cached_property
    def _table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    def one(self, rows: QuerySet[Any]) -> HttpResponse:  # Any: see above
        """The only one of `rows`, with its ETag; or Absent."""
        found = self._read(rows.values_list("pk", "version"), [])
        if not found:
            raise Absent
        text, _pk, version = found[0]
        response = HttpResponse(text, content_type=KIND)
        response["ETag"] = f'W/"{version}"'
        return response

    def page(
        self,
        rows: QuerySet[Any],  # Any: see above
        query: PageQuery,
        *,
        order: Sequence[str],
    ) -> tuple[HttpResponse, int]:
        """One page of `rows`, in the shape of PageOut, and how many rows are on it."""
        columns = [name.lstrip("-") for name in order]
        found = self._read(window(rows, query, order=order).values_list("pk", *columns), order)
        items = found[: query.limit]
        after = seal(items[-1][2:]) if len(found) > query.limit else None
        head, total = orjson.dumps(after).decode(), orjson.dumps(counted(rows, query)).decode()
        body = f'{{"items":[{",".join(item[0] for item in items)}],"next":{head},"total":{total}}}'
        return HttpResponse(body, content_type=KIND), len(items)

    def _read(self, keys: QuerySet[Any], order: Sequence[str]) -> list[tuple[Any, ...]]:  # Any: see above
        """For each of the keys: the row as JSON text, its key, and the columns it is ordered by."""
        try:
            inner, parameters = keys.query.sql_with_params()
        except EmptyResultSet:
            return []
        text, more = self._select
        names = [
            f"k{place}" for place in range(len(keys.query.values_select) + len(keys.query.annotation_select))
        ]
        directions = [
            f"{name} {'DESC' if by[0] == '-' else 'ASC'}" for name, by in zip(names[1:], order, strict=False)
        ]
        sorting = f"ORDER BY {', '.join(directions)}" if directions else ""
        sql = (
            f"WITH page({', '.join(names)}) AS MATERIALIZED ({inner}) "  # noqa: S608  # compiled, not typed
            f"SELECT {text}, page.* FROM {self._table} r JOIN page ON page.k0 = r.id {sorting}"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, (*parameters, *more))
            rows: list[tuple[Any, ...]] = cursor.fetchall()  # Any: see above
        return rows
