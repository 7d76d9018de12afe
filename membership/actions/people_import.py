"""Importing people and posts from a file (X6): the plan that was shown, all of it or nothing, in one transaction."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from constitution.dates import ONE_DAY
from membership.actions.school_import import ImportRefused
from membership.imports.people import Preview, Row, preview_people
from membership.models import Post
from membership.permissions import require
from membership.queries.kept import facts_on
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow

ACT = "edit-posts"
ENDED = "as the imported file has it"


@transaction.atomic
def import_people(
    *, collaborative: Collaborative, data: bytes, by: Person, on: date, source: str = ""
) -> Preview:
    """Bring the people and posts of a file in. Run again, it changes nothing. Raises ImportRefused, Unreadable."""
    acting_as = require(by, ACT, collaborative, on)
    preview = preview_people(facts_on(collaborative, on), data)
    if not preview.good:
        raise ImportRefused(preview)
    if preview.changes_nothing:
        return preview
    try:
        with transaction.atomic():
            told = [*_begun(collaborative, preview, on), *_ended(preview)]
    except IntegrityError:
        raise NotNow("Somebody else has just entered some of this. Read the file again.") from None
    file = ("membership.post", sha256(data).hexdigest()[:16])
    told.append((file, None, {"source": source, "new": len(preview.new), "begun": len(preview.begin)}))
    audit.record_all(collaborative=collaborative, act=ACT, told=told, by=by, acting_as=acting_as)
    return preview


Told = tuple[Any, Mapping[str, Any] | None, Mapping[str, Any] | None]


def _begun(collaborative: Collaborative, preview: Preview, on: date) -> list[Told]:
    """Each post that begins, with its person where they are new; somebody on several lines is one person."""
    people = {row.who: _person(row) for row in preview.new}
    told: list[Told] = [(person, None, {"name": person.name}) for person in people.values()]
    for row, known in preview.begin:
        post = _post(collaborative, row, known or people[row.who], on)
        told.append((post, None, {"person": post.person_id, "kind": post.kind, "starts_on": post.starts_on}))
    return told


def _person(row: Row) -> Person:
    """Somebody who signs in to another group is the same person, under the name they have there."""
    known = Person.objects.filter(email=row.email).first() if row.email else None
    return known or Person.objects.create_user(row.email or None, name=row.name)


def _post(collaborative: Collaborative, row: Row, person: Person, on: date) -> Post:
    return Post.objects.create(
        collaborative=collaborative,
        person=person,
        kind=row.kind,
        school=row.school,
        partner=row.partner,
        commissioned=not (row.school or row.partner),
        starts_on=row.starts_on or on,
        ends_before=row.last_day + ONE_DAY if row.last_day else None,
        ended_because=ENDED if row.last_day else "",
    )


def _ended(preview: Preview) -> list[Told]:
    told: list[Told] = []
    for row, post in preview.end:
        open_ones = Post.objects.filter(pk=post.pk, ends_before=None)
        if not open_ones.update(ends_before=row.last_day + ONE_DAY, ended_because=ENDED):
            raise NotNow("Somebody else has changed one of these posts. Read the file again.")
        told.append((post, {"ends_before": None}, {"last_day": row.last_day, "because": ENDED}))
    return told
