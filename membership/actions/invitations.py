"""Signing in by invitation only (X1): sent once, used once, good for a time. It gives no rights."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from constitution import say
from membership.actions.guard import refuse_history
from membership.models import Enrolment
from membership.permissions import require
from membership.queries.moments import civil_day
from records import audit
from records.models import Collaborative, Person
from records.refusals import Refusal

# Neither document speaks of invitations: the program's own allowance, not a rule of any group.
GOOD_FOR = timedelta(days=14)


class InvitationUsed(Refusal):
    sentence = "This invitation has already been used. Sign in with your e-mail address."


class InvitationOver(Refusal):
    sentence = "This invitation is no longer good. Ask the office to send you a new one."


class NoInvitation(Refusal):
    sentence = "There is no such invitation. Check that you opened the whole link."


@dataclass(frozen=True)
class Invitation:
    """The enrolment and, this once, the secret that goes into the letter; only its hash is kept."""

    enrolment: Enrolment
    token: str


@transaction.atomic
def invite(*, collaborative: Collaborative, person: Person, by: Person | None, at: datetime) -> Invitation:
    """Invite a person to sign in to this group; inviting again makes the earlier link worthless."""
    acting_as = require(by, "invite-people", collaborative, civil_day(at))
    refuse_history(collaborative, person)
    if not person.email:
        raise Refusal(f"{person.name} has no e-mail address to invite.")
    token = secrets.token_urlsafe(32)
    fields = {
        "invited_at": at,
        "expires_at": at + GOOD_FOR,
        "token_hash": hashed(token),
        "closed_at": None,
    }
    enrolment, new = Enrolment.objects.get_or_create(
        collaborative=collaborative, person=person, defaults=fields
    )
    if not new:
        _renew(enrolment, fields)
    _record(enrolment, "invite-people", by, at, acting_as)
    return Invitation(enrolment, token)


@transaction.atomic
def accept_invitation(*, collaborative: Collaborative, token: str, at: datetime) -> Person:
    """The person who opened the link. Raises NoInvitation, InvitationUsed, InvitationOver."""
    enrolment = find_invitation(collaborative, token, at)
    unused = Enrolment.objects.filter(pk=enrolment.pk, accepted_at=None, closed_at=None)
    if not unused.update(accepted_at=at):
        raise InvitationUsed()
    _record(enrolment, "accept-invitation", enrolment.person, at, "")
    return enrolment.person


@transaction.atomic
def remove_from_group(*, enrolment: Enrolment, by: Person | None, at: datetime) -> None:
    """End somebody's sign-in to this group. Other groups, and what they did here, are not touched."""
    acting_as = require(by, "remove-people", enrolment.collaborative, civil_day(at))
    Enrolment.objects.filter(pk=enrolment.pk).update(closed_at=at)
    _record(enrolment, "remove-people", by, at, acting_as)


def find_invitation(collaborative: Collaborative, token: str, at: datetime) -> Enrolment:
    """The invitation of a link, if it is still good; for showing the page before it is accepted."""
    rows = Enrolment.objects.filter(collaborative=collaborative, token_hash=hashed(token))
    enrolment = rows.select_related("person").first()
    if enrolment is None:
        raise NoInvitation()
    if enrolment.accepted_at:
        raise InvitationUsed()
    if enrolment.closed_at or enrolment.expires_at <= at:
        raise InvitationOver(
            f"This invitation was good until {say.date(civil_day(enrolment.expires_at))}. "
            "Ask the office to send you a new one."
        )
    return enrolment


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _renew(enrolment: Enrolment, fields: dict) -> None:
    """Whoever has accepted is in already; only a closed or unused invitation is sent anew."""
    if enrolment.accepted_at and not enrolment.closed_at:
        raise InvitationUsed(f"{enrolment.person.name} already signs in to this group.")
    Enrolment.objects.filter(pk=enrolment.pk).update(accepted_at=None, **fields)
    enrolment.refresh_from_db()


def _record(enrolment: Enrolment, act: str, by: Person | None, at: datetime, acting_as: str) -> None:
    audit.record(
        collaborative=enrolment.collaborative,
        act=act,
        subject=enrolment,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"person": enrolment.person_id},
    )
