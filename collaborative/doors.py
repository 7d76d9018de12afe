"""What one question at the door tells of each group that a person belongs to."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Subquery

from collaborative import groups
from collaborative.second_factor import PROOFS
from records import audit, counters
from records.audit import Head
from records.models import Collaborative, Person


@dataclass(frozen=True)
class Door:
    """The group, how far its audit trail has got, and whether the person has a second factor."""

    group: Collaborative
    head: Head
    second_factor: bool


def doors(person: Person) -> tuple[Door, ...]:
    """The doors that are open to a person, by the name of the group."""
    trail = counters.counter(OuterRef("collaborative"), audit.SERIES)
    proofs = Authenticator.objects.filter(user=OuterRef("person"), type__in=PROOFS)
    rows = groups.enrolments(person).annotate(
        seq=Subquery(trail.values("value")[:1]), hash=Subquery(trail.values("head")[:1]), proven=Exists(proofs)
    )
    found = (Door(row.collaborative, Head(row.seq or 0, row.hash or ""), row.proven) for row in rows)
    return tuple(sorted(found, key=lambda door: door.group.name))
