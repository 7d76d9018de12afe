"""Walking over a constitution: every table and row of it, by its path in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from constitution.rule import Ref, Row

Path = tuple[str | int, ...]


def rows(value: Any, path: Path = ()) -> Iterator[tuple[Path, Row]]:
    """The value, if it is a table, and every table and row inside it, in the order of the file."""
    if isinstance(value, Row):
        yield path, value
        for name, alias in written_fields(value):
            yield from rows(getattr(value, name), (*path, alias))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from rows(each, (*path, key))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from rows(each, (*path, index))


def written_fields(row: Row) -> Iterator[tuple[str, str]]:
    """The fields that the file writes, each with the key that the file uses."""
    for name, field in type(row).model_fields.items():
        if name in row.model_fields_set:
            yield name, field.alias or name


def words_in(value: Any, *, keys: bool = False) -> Iterator[tuple[Path, str]]:
    """The strings of a value with their paths: itself, those of a list, those of a table (or its keys)."""
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if keys:
                yield (key,), key
            else:
                yield from (((key, *path), word) for path, word in words_in(each))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from (((index, *path), word) for path, word in words_in(each, keys=keys))


@cache
def refs(row: type[Row]) -> tuple[tuple[str, str, Ref], ...]:
    """The fields of a table that name something else in the file, as (field, key, Ref)."""
    found = ((name, field.alias or name, _ref(field)) for name, field in row.model_fields.items())
    return tuple((name, key, ref) for name, key, ref in found if ref)


def _ref(field: Any) -> Ref | None:
    marked = next((each for each in field.metadata if isinstance(each, Ref)), None)
    return marked or _inner_ref(field.annotation)


def _inner_ref(annotation: Any) -> Ref | None:
    if isinstance(annotation, Ref):
        return annotation
    inner = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    return next((ref for each in inner if (ref := _inner_ref(each))), None)


def named(c: Row, path: Path) -> Any:
    """What stands at a path of the file, or None when nothing was written there."""
    here: Any = c
    for part in path:
        if isinstance(here, tuple) and len(here) == 1 and not str(part).isdigit():
            here = here[0]  # one of "one or several", which the file may write without a list
        if isinstance(here, Row):
            known = {key: name for name, key in written_fields(here)}
            here = getattr(here, known[str(part)]) if part in known else None
        elif isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, tuple) and str(part).isdigit() and int(part) < len(here):
            here = here[int(part)]
        else:
            return None
    return here
