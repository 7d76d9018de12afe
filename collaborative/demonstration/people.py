"""Invented people: nobody here is real. Their addresses end in .example, where no mail can ever arrive."""

import re
from datetime import date
from typing import Any

from collaborative.demonstration.history import History
from membership.actions.invitations import accept_invitation, invite
from membership.actions.people import add_person
from membership.models import Enrolment
from records.models import Person

# Invited, and not yet in.
NOT_YET_IN = {"Sylvia Crosse"}


def address(name: str, where: str) -> str:
    """'nadia.farrow@birchenholt.example'."""
    return f"{re.sub(r'[^a-z]+', '.', name.lower())}@{where}.example"


def person(name: str, where: str) -> Person:
    """The person with the address that name and place make, entered if they were not.

    Nobody has a password: one click signs in as them.
    """
    email = address(name, where)
    return Person.objects.filter(email=email).first() or Person.objects.create_user(email, name=name)


def employ(
    history: History, name: str, where: str, kind: str, starts_on: date, day: date, **place: Any
) -> Person:
    """Enter somebody with a post, at a `school`, a `partner` or the group itself, and let them in."""
    by = history.by(day)
    post = add_person(
        collaborative=history.group,
        name=name,
        email=address(name, where),
        kind=kind,
        starts_on=starts_on,
        by=by,
        on=day,
        **place,
    )
    if name not in NOT_YET_IN:
        enrol(history, post.person, max(day, history.begins))
    return post.person


def enrol(history: History, who: Person, day: date) -> None:
    """Invited, and in by the same morning."""
    if not Enrolment.objects.filter(person=who).exists():
        invitation = invite(collaborative=history.group, person=who, by=history.by(day), at=history.at(day))
        accept_invitation(collaborative=history.group, token=invitation.token, at=history.at(day))
