"""One door to each kind of row: a predicate of the viewer, in front of every page, count and export."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from records.rooms import all_know

if TYPE_CHECKING:
    from membership.permissions.viewer import Viewer

NONE = ("pk__in", ())
NOBODY = Q(NONE)
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
    if model not in _doors:
        # A process that has opened no page, such as the one that writes letters, has met no room above this one.
        all_know("permissions")
    try:
        return _doors[model]
    except KeyError:
        raise NoDoor(f"{model.__name__} has no predicate of who may see it.") from None


def doors() -> set[type[models.Model]]:
    all_know("permissions")
    return set(_doors)


def plain(rule: Q) -> Q:
    """The same rule without what lets in everybody or nobody: the database is asked about the rest alone."""
    if not rule.children:
        return rule
    parts = [_part(each) for each in rule.children]
    whole, idle = (_is_everybody, _is_nobody) if rule.connector == Q.OR else (_is_nobody, _is_everybody)
    kept = [part for part in parts if not idle(part)]
    decided = next((part for part in parts if whole(part)), None if kept else parts[0])
    return Q(*([decided] if decided else kept), _connector=rule.connector, _negated=rule.negated)


def _part(part: Any) -> Any:
    """A condition as it stands; of a rule, the plain one, which may be a single condition."""
    found = plain(part) if isinstance(part, Q) else part
    return (
        found.children[0]
        if isinstance(found, Q) and len(found.children) == 1 and not found.negated
        else found
    )


def _is_nobody(part: Any) -> bool:
    """A condition that a value is one of none."""
    return isinstance(part, tuple) and part[0].endswith("__in") and part[1] in (frozenset(), (), [])


def _is_everybody(part: Any) -> bool:
    return isinstance(part, Q) and part.negated and len(part.children) == 1 and _is_nobody(part.children[0])


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


# The words of which every predicate is made. The sixth, items invited to, is in the room of meetings. ----------


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


def named_people(viewer: "Viewer", path: str = "person") -> Q:
    """Rows that name this viewer, under whichever of their entries."""
    return Q(**{f"{path}__in": viewer.person_ids})


def duty(viewer: "Viewer", *acts: str) -> Q:
    """All rows, to whoever may do one of these acts."""
    return EVERYBODY if viewer.acts.intersection(acts) else NOBODY
