"""A question to the database that is written once and asked with other values.

On a page of a few small tables the database answers in microseconds; what takes time is to write the question, which
is the same each time. So it is written once, with a mark in the place of each value, and the rows are read anew.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler

from records import tenancy

# Numbers that no row has, and that still fit into a column of keys.
MARKS = 9_200_000_000_000_000_000


@dataclass(frozen=True)
class Prepared:
    """Rows of one model, with what is selected or fetched beside them. The values that vary are keys of rows."""

    rows: QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    names: dict[int, str]
    converters: dict[int, Any]

    @classmethod
    def of(cls, rows: Callable[..., QuerySet], names: Iterable[str]) -> "Prepared":
        """`rows` makes the queryset of values that have these names."""
        marks = {name: MARKS + number for number, name in enumerate(names)}
        asked = rows(**marks)
        compiler = asked.query.get_compiler(asked.db)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            sql, parameters = "", ()
        names = {mark: name for name, mark in marks.items()}
        selected = [column for column, *_ in compiler.select or ()]
        return cls(asked, compiler, sql, tuple(parameters), names, compiler.get_converters(selected))

    def answered(self, **values: int | None) -> list[Any]:
        """The rows as they are now: models, or what `values_list` asks for.

        None is the key of no row, and neither is a number that no column can hold.
        """
        if not self.sql or any(abs(value or 0) >= MARKS for value in values.values()):
            return []
        given = tuple(values[self.names[each]] if each in self.names else each for each in self.parameters)
        found = list(self.rows._iterable_class(_Asked(self, given)))
        prefetch_related_objects(found, *self.rows._prefetch_related_lookups)
        return found


def prepared(rows: Callable[..., QuerySet]) -> Callable[..., list]:
    """Of `(*, keys) -> QuerySet`: the same question for all of a group, answered with fresh rows."""
    known: dict[int | None, Prepared] = {}

    @wraps(rows)
    def found(**keys: int | None) -> list:
        whose = tenancy.current()
        group = whose.pk if whose else None
        if group not in known:
            known[group] = Prepared.of(rows, keys)
        return known[group].answered(**keys)

    return found


class _Asked:
    """What stands in for the queryset, and for its query, while the rows are made: the question is written."""

    def __init__(self, prepared: Prepared, parameters: tuple[Any, ...]):
        self.prepared, self.parameters, self.query = prepared, parameters, self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.prepared.rows, name)

    def get_compiler(self, using: str) -> SQLCompiler:
        compiler = copy(self.prepared.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda: (self.prepared.sql, self.parameters)
        compiler.get_converters = lambda _: self.prepared.converters
        return compiler
