"""Two entries that are one person are made one (X1).

Where somebody serves goes on under the entry that stays: posts, offices, groups, access, what is still to be done. What
somebody did stays under the name it was done in: signatures, votes, the audit trail. The other entry leads to the first.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from membership.actions.handing_over import serving
from membership.models import SamePerson
from membership.permissions import require
from membership.queries.directory import people_of
from membership.queries.entries import Two, parts
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from membership.queries.same_person import leads_to
from records import audit, counters
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

ACT = "remove-people"


class NotOnePerson(Refusal):
    sentence = "These two cannot be one person."


@transaction.atomic
def make_one(
    *,
    collaborative: Collaborative,
    entry: Person,
    person: Person,
    because: str,
    by: Person | None,
    at: datetime,
) -> SamePerson:
    """`entry` is `person` under another name: what goes on goes on with `person`, what was done stays as it was.

    It is not taken back: what `person` does from then on could no longer be told apart. Raises NotOnePerson with the
    reason where two acted who cannot be one.
    """
    on = civil_day(at)
    acting_as = require(by, ACT, collaborative, on)
    # One after another in a group: of three at once, none may close a ring.
    counters.raised(collaborative, ACT, 1)
    two = Two(facts_on(collaborative, on), entry, person)
    _refuse(two, by, because)
    _refuse_without_right(two, by)
    row = _recorded(two, because.strip(), by, at)
    moved: dict[str, list[int]] = {}
    for part in parts():
        if part.hand_over:
            moved |= {kind: numbers for kind, numbers in part.hand_over(two, at).items() if numbers}
    audit.record(
        collaborative=collaborative,
        act="make-one-person",
        subject=row,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"entry": entry.pk, "person": person.pk, "because": row.because, "moved": moved},
    )
    return row


def refusals(two: Two) -> list[str]:
    """Why two entries cannot be made one, each with the way on; empty where they can."""
    return [words for part in parts() for words in part.clashes(two)]


def _refuse(two: Two, by: Person | None, because: str) -> None:
    if two.entry == two.person:
        raise Refusal("This is one entry: choose the other one.")
    for each in (two.entry, two.person):
        if now := leads_to(two.facts.rows, each.pk):
            raise NotNow(f"The entry {each.name} was made one with {now.name} already.")
    if people_of(two.facts.collaborative).filter(pk__in=[two.entry.pk, two.person.pk]).count() < 2:
        raise Refusal("Choose two entries of this group.")
    if by == two.entry:
        raise Refusal(f"You are signed in as {two.entry.name}: choose that entry to stay.")
    if not because.strip():
        raise Refusal("Say how you know that they are one person.")
    if found := refusals(two):
        raise NotOnePerson(" ".join(found))


def _refuse_without_right(two: Two, by: Person | None) -> None:
    """Whoever hands on posts and offices may do what gives them."""
    require(by, "edit-posts", two.facts.collaborative, two.on)
    if serving.places(two)[0]:
        require(by, "appoint", two.facts.collaborative, two.on)
    if serving.grants(two)[0]:
        require(by, "grant-access", two.facts.collaborative, two.on)


def _recorded(two: Two, because: str, by: Person | None, at: datetime) -> SamePerson:
    try:
        with transaction.atomic():
            return SamePerson.objects.create(
                collaborative=two.facts.collaborative,
                entry=two.entry,
                person=two.person,
                because=because,
                by=by,
                recorded_at=at,
            )
    except IntegrityError:
        raise NotNow("Somebody else has just made one of these entries.") from None
