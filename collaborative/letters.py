"""Mails that open a door. They are sent at once, after the commit, and never stored: only a hash of the link is."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from collaborative.mails import compose
from constitution.dates import ONE_DAY
from membership.actions.invitations import Invitation
from records.clock import civil_day
from records.models import Person


def send_invitation(invitation: Invitation, by: Person | None) -> None:
    """`by` invites, and a reply reaches them; None for what the command line sends."""
    enrolment = invitation.enrolment
    group, person = enrolment.collaborative, enrolment.person
    facts = {
        "name": person.name,
        "collaborative": group,
        "url": settings.SITE_URL + reverse("invitation", args=[group.code, invitation.token]),
        "last_day": civil_day(enrolment.expires_at - ONE_DAY),
        "by": by.name if by else group.name,
        "reply_to": by.name if by else "nobody",
    }
    mail = compose("invitation", facts).to(person.email, reply_to=by.email if by and by.email else "")
    transaction.on_commit(mail.send)
