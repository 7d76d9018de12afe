"""A question behind a viewer's doors, written once until an act of the group moves what the doors let in."""

from collections.abc import Callable, Iterator, MutableMapping
from functools import partial, wraps
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from membership.permissions.viewer import Viewer
from membership.queries.kept import EVERY_DAY, kept, known_until_an_act
from records.models import Collaborative
from records.prepared import Prepared

M = TypeVar("M", bound=Model)


def written_once(rows: Callable[..., QuerySet[M]]) -> Callable[..., list[M]]:
    """Of `(viewer, *, keys) -> QuerySet`: the same question, of which only the keys vary, answered with fresh rows."""

    @wraps(rows)
    def found(viewer: Viewer, **keys: int) -> list[M]:
        group = Collaborative(pk=viewer.collaborative_id)
        known: MutableMapping[Any, Prepared] = known_until_an_act("questions", group, viewer.on)
        whose = (rows, viewer.person_id)
        if whose not in known:
            known[whose] = Prepared.of(partial(rows, viewer), keys)
        return known[whose].answered(**keys)

    return found


def behind(model: type[M]) -> Callable[[Callable[..., QuerySet[M]]], Callable[..., list[M]]]:
    """Of `(rows, *, keys) -> QuerySet`: the same of rows behind one door, shared by all whom it lets in to the same.

    Acts do not touch it: what a door lets in is part of its rule. A rule that asks the database itself has no such
    value, and is refused (TypeError).
    """

    def asked(rows: Callable[..., QuerySet[M]]) -> Callable[..., list[M]]:
        @wraps(rows)
        def found(viewer: Viewer, **keys: int) -> list[M]:
            rule, group = viewer.sees(model), Collaborative(pk=viewer.collaborative_id)
            known: dict[Any, Prepared] = kept("questions behind doors", group, EVERY_DAY, dict)
            if (rows, rule) not in known:
                _refuse_asking(model, rule)
                known[rows, rule] = Prepared.of(
                    lambda **marks: rows(model.objects.filter(rule), **marks), keys
                )
            return known[rows, rule].answered(**keys)

        return found

    return asked


def _refuse_asking(model: type[Model], rule: Q) -> None:
    if any(isinstance(value, QuerySet) for value in _values(rule)):
        raise TypeError(f"The door of {model.__name__} asks the database: use written_once.")


def _values(rule: Q) -> Iterator[Any]:
    for each in rule.children:
        if isinstance(each, Q):
            yield from _values(each)
        else:
            yield each[1]


def only(found: list[M]) -> M:
    """The one row; where this viewer may know of none there is no such page."""
    if not found:
        raise Http404
    return found[0]
