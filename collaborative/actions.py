"""Acts upon somebody's sign-in, which belongs to no one group: each of their groups keeps a trace of it."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from collaborative import groups
from collaborative.mails import compose
from membership.permissions import Viewer
from records import audit
from records.models import Person
from records.refusals import Refusal

INVITE = "invite-people"


class NotThisAddress(Refusal):
    sentence = "This address belongs to another sign-in. Use another."


class NotYours(Refusal):
    sentence = (
        "Only the collaborative’s office or another administrator may do this, and nobody for themselves."
    )


@transaction.atomic
def begin_signing_in(*, person: Person, name: str = "", password: str = "") -> Person:
    """What somebody chose while accepting their first invitation: their name as it should stand, a password."""
    if name:
        person.name = name
    if password:
        person.set_password(password)
    person.save(update_fields=["name", "password"])
    return person


@transaction.atomic
def change_address(*, person: Person, to: str, by: Person | None, at: datetime, because: str = "") -> Person:
    """The person's address from now on; the old one is told. It opens every group they belong to, so no group's
    office may change it: the person does, or (`by` None, with the reason) whoever looks after the installation.
    """
    before, to = person.email, to.strip().lower()
    if by not in {person, None}:
        raise NotYours()
    _store_address(person, to)
    # The library may have noted the old one; it must not open the door any longer.
    EmailAddress.objects.filter(user_id=person.pk).delete()
    facts = {"email": to, "because": because} if because else {"email": to}
    _trace(person, "change-address", by=by, at=at, before={"email": before}, after=facts)
    told = {
        "change": "Your address for Quorate was changed",
        "timestamp": at,
        "came_from": f"The new one is {to}.",
    }
    transaction.on_commit(compose("security_change", told).to(before).send)
    return person


def _store_address(person: Person, to: str) -> None:
    before = person.email
    try:
        validate_email(to)
        with transaction.atomic():
            person.email = to
            person.save(update_fields=["email"])
    except ValidationError:
        raise NotThisAddress("Write an address such as nadia@school.example.") from None
    except IntegrityError:
        person.email = before
        raise NotThisAddress() from None


@transaction.atomic
def lift_second_factor(
    *, person: Person, by: Person | None, viewer: Viewer | None, at: datetime, because: str
) -> int:
    """Take away a lost second factor, so that its owner sets up a new one: how many proofs were taken away.

    `viewer` is `by` in the group whose office acts; `by` is None when the installation's command line does.
    `because` is how one knew that it was them ('by telephone, on the number in the register').
    """
    if by and not may_lift(person, by, viewer):
        raise NotYours()
    lifted = Authenticator.objects.filter(user_id=person.pk)
    number = lifted.count()
    lifted.delete()
    whose = viewer.acting_as if viewer else "whoever looks after the installation"
    facts = {"proofs": number, "because": because}
    _trace(person, "lift-second-factor", by=by, at=at, acting_as=whose, after=facts)
    mail = compose("second_factor_lifted", {"name": person.name, "by": by, "whose": whose, "timestamp": at})
    transaction.on_commit(mail.to(person.email).send)
    return number


def may_lift(person: Person, by: Person, viewer: Viewer | None) -> bool:
    """The office for its people; for an administrator, another administrator alone; nobody for themselves."""
    if person == by or not person.email:
        return False
    return by.is_staff or (not person.is_staff and viewer is not None and INVITE in viewer.acts)


def _trace(
    person: Person, act: str, *, by: Person | None, at: datetime, acting_as: str = "", **change: Any
) -> None:
    """An entry in the chain of each group that the person belongs to; in the installation's own if none."""
    for group in groups.of(person) or (None,):
        audit.record(
            collaborative=group, act=act, subject=person, by=by, at=at, acting_as=acting_as, **change
        )
