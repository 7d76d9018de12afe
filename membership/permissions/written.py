"""A question behind a viewer's doors, written once until an act of the group moves what the doors let in."""

from collections.abc import Callable, MutableMapping
from functools import partial, wraps
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from membership.permissions.viewer import Viewer
from membership.queries.kept import known_until_an_act
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


def only(found: list[M]) -> M:
    """The one row; where this viewer may know of none there is no such page."""
    if not found:
        raise Http404
    return found[0]
