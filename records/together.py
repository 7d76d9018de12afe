"""Rows of several tables in one question to the database, for what is always wanted together.

Each row comes as a JSON object and all of them in one union; here they become what a query of each table would
have given. A page that rests on a dozen small tables waits once, not a dozen times.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections, models
from django.db.models import F, Field, JSONField, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.functions import JSONObject

# What JSON writes as a string, where the database has a type of its own.
AS_WORDS = (models.DateField, models.TimeField, models.UUIDField, models.DurationField)
Reader = Callable[[Any], Any]


def together(*asked: QuerySet) -> list[list[models.Model]]:
    """The rows of each queryset, with what it selects beside them by `select_related`. They come in no order."""
    return Question.of(*asked).answered()


@dataclass(frozen=True)
class Question:
    """Several querysets as one question, worked out once; asked as often as one likes, it costs the rows alone."""

    shapes: tuple["Shape", ...]
    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, *asked: QuerySet) -> "Question":
        shapes = tuple(Shape.of(each.model, each.query.select_related or {}, each.db) for each in asked)
        first, *others = [
            shape.objects(each, place) for place, (shape, each) in enumerate(zip(shapes, asked, strict=True))
        ]
        union = first.union(*others, all=True).query
        return cls(shapes, *union.get_compiler(shapes[0].database).as_sql())

    def answered(self) -> list[list[models.Model]]:
        return [self.made(place, rows) for place, rows in enumerate(self.told())]

    def told(self) -> list[list[str]]:
        """The rows of each queryset as they come, in JSON: who wants some of them alone makes those."""
        found: list[list[str]] = [[] for _ in self.shapes]
        with connections[self.shapes[0].database].cursor() as cursor:
            cursor.execute(self.sql, self.parameters)
            for place, row in cursor.fetchall():
                found[place].append(row)
        return found

    def made(self, place: int, told: Iterable[str]) -> list[models.Model]:
        """The rows of one queryset, by its place among those asked."""
        shape = self.shapes[place]
        return [shape.made(list(json.loads(row).values())) for row in told]


@dataclass(frozen=True)
class Shape:
    """How a row of one table, and those of others beside it, stand in a JSON object: column by column."""

    model: type[models.Model]
    database: str
    names: tuple[str, ...]
    readers: tuple[Reader | None, ...]
    beside: tuple[tuple[Field, "Shape"], ...]

    @classmethod
    def of(cls, model: type[models.Model], beside: Mapping[str, Any], database: str) -> "Shape":
        fields = model._meta.concrete_fields
        named = [(model._meta.get_field(name), more) for name, more in beside.items()]
        shapes = tuple((field, cls.of(field.related_model, more, database)) for field, more in named)
        names = tuple(field.attname for field in fields)
        return cls(model, database, names, tuple(_reader(field, database) for field in fields), shapes)

    def objects(self, rows: QuerySet, place: int) -> QuerySet:
        """The rows as (place, JSON object)."""
        columns = {f"{number:03}": F(column) for number, column in enumerate(self.columns())}
        plain = rows.select_related(None).order_by()
        return plain.values_list(Value(place, models.IntegerField()), JSONObject(**columns))

    def columns(self, before: str = "") -> Iterator[str]:
        yield from (before + name for name in self.names)
        for field, shape in self.beside:
            yield from shape.columns(f"{before}{field.name}__")

    @property
    def width(self) -> int:
        return len(self.readers) + sum(shape.width for _, shape in self.beside)

    def made(self, values: Sequence[Any]) -> models.Model:
        own = [
            value if reader is None or value is None else reader(value)
            for reader, value in zip(self.readers, values, strict=False)
        ]
        row = self.model.from_db(self.database, self.names, own)
        start = len(own)
        for field, shape in self.beside:
            there = getattr(row, field.attname) is not None
            field.set_cached_value(row, shape.made(values[start:]) if there else None)
            start += shape.width
        return row


def _reader(field: Field, database: str) -> Reader | None:
    """What makes a field's value of the one in JSON; None where they are the same."""
    if isinstance(field, JSONField):
        return lambda value: json.loads(value) if isinstance(value, str) else value
    connection, column = connections[database], Col("", field)
    converters = connection.ops.get_db_converters(column)
    if converters:
        return partial(_converted, converters, column, connection)
    return field.to_python if isinstance(field, AS_WORDS) else None


def _converted(converters: Sequence[Callable], column: Col, connection: Any, value: Any) -> Any:
    for convert in converters:
        value = convert(value, column, connection)
    return value
