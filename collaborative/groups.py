"""Which collaboratives a person has a door to (X2). The door gives no rights: posts and offices do."""

from django.db.models import QuerySet

from membership.models import Enrolment
from records import tenancy
from records.models import Collaborative, Person


def enrolments(person: Person) -> QuerySet[Enrolment]:
    """The invitations this person accepted, of groups that have not closed the door since.

    Read across groups: this is the one question asked before it is known whose page it is.
    """
    accepted = tenancy.everywhere(Enrolment).filter(person=person, accepted_at__isnull=False)
    return accepted.filter(closed_at__isnull=True).select_related("collaborative")


def of(person: Person) -> tuple[Collaborative, ...]:
    """The groups that are open to this person, by name."""
    return tuple(sorted((row.collaborative for row in enrolments(person)), key=lambda group: group.name))
