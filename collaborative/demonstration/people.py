"""Invented people: nobody here is real. Their addresses end in .example, where no mail can ever arrive."""

import re
from datetime import date, datetime, time

from django.utils import timezone

from membership.actions.invitations import accept_invitation, invite
from membership.models import Enrolment
from records.models import Collaborative, Person


def moment(day: date, hour: int = 9) -> datetime:
    """Nine in the morning of a day, as a British wall clock has it."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def address(name: str, where: str) -> str:
    """'nadia.farrow@birchenholt.example'."""
    return f"{re.sub(r'[^a-z]+', '.', name.lower())}@{where}.example"


def person(name: str, where: str) -> Person:
    """The person of that name, entered if they were not. They have no password: one click signs in as them."""
    found = Person.objects.filter(name=name, email__endswith=".example").first()
    return found or Person.objects.create_user(address(name, where), name=name)


def enrol(group: Collaborative, who: Person, by: Person | None, day: date) -> None:
    """Invited, and in by the same morning."""
    if not Enrolment.objects.filter(person=who).exists():
        invitation = invite(collaborative=group, person=who, by=by, at=moment(day))
        accept_invitation(collaborative=group, token=invitation.token, at=moment(day, 10))
