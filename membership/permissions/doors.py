"""One door to each kind of row: a predicate of the viewer, in front of every page, count and export."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from membership.permissions.viewer import Viewer

NOBODY = Q(pk__in=())
# An empty Q would vanish in an `or`; nobody turned round does not.
EVERYBODY = ~NOBODY

Predicate = Callable[["Viewer"], Q]
_doors: dict[type[models.Model], Predicate] = {}


class NoDoor(LookupError):
    """A kind of row without a predicate cannot be shown to anybody."""


def door(model: type[models.Model]) -> Callable[[Predicate], Predicate]:
    """Marks the predicate of a model: `(viewer) -> Q` of the rows that this viewer may see."""

    def register(predicate: Predicate) -> Predicate:
        _doors[model] = predicate
        return predicate

    return register


def predicate(model: type[models.Model]) -> Predicate:
    try:
        return _doors[model]
    except KeyError:
        raise NoDoor(f"{model.__name__} has no predicate of who may see it.") from None


def doors() -> set[type[models.Model]]:
    return set(_doors)


def lets_in(rule: Q, row: models.Model) -> bool:
    """Whether a row in hand lies behind a predicate: what the database would answer."""
    answers = (lets_in(each, row) if isinstance(each, Q) else _agrees(row, *each) for each in rule.children)
    return (any(answers) if rule.connector == Q.OR else all(answers)) != rule.negated


def _agrees(row: models.Model, path: str, wanted: Any) -> bool:
    """`contract__school__in` these, or `person` this one: other conditions have no door."""
    way = path.removesuffix("__in").split("__")
    for name in way[:-1]:
        row = getattr(row, name)
    value = row.serializable_value(way[-1])
    return value in wanted if path.endswith("__in") else value == wanted


# The six words of which every predicate is made -----------------------------------------------------


def level(viewer: "Viewer", name: str) -> Q:
    """All rows, to whom the filing level reaches: 'public', 'members', 'la' or 'office'."""
    return EVERYBODY if viewer.reaches(name) else NOBODY


def row_level(viewer: "Viewer", path: str = "level") -> Q:
    """The rows filed at a level that reaches this viewer."""
    return Q(**{f"{path}__in": viewer.levels})


def own_school(viewer: "Viewer", path: str = "school") -> Q:
    return Q(**{f"{path}__in": viewer.school_ids})


def body(viewer: "Viewer", path: str = "body") -> Q:
    return Q(**{f"{path}__in": viewer.body_ids})


def item(viewer: "Viewer", path: str = "item") -> Q:
    """Rows of the items that the viewer was invited to; the room of meetings says which."""
    return Q(**{f"{path}__in": viewer.item_ids})


def named_people(viewer: "Viewer", path: str = "person") -> Q:
    return Q(**{path: viewer.person_id})


def duty(viewer: "Viewer", *acts: str) -> Q:
    """All rows, to whoever may do one of these acts."""
    return EVERYBODY if viewer.acts.intersection(acts) else NOBODY
