"""Which collaboratives a person has a door to (X2). The door gives no rights: posts and offices do."""

from membership.models import Enrolment
from records import tenancy
from records.models import Collaborative, Person


def of(person: Person) -> tuple[Collaborative, ...]:
    """The groups whose invitation this person accepted and that have not closed the door since, by name.

    Read across groups: it is asked before it is known whose page it is.
    """
    doors = tenancy.everywhere(Enrolment).filter(
        person=person, accepted_at__isnull=False, closed_at__isnull=True
    )
    found = (door.collaborative for door in doors.select_related("collaborative"))
    return tuple(sorted(found, key=lambda group: group.name))
