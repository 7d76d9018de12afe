"""A private address at which a calendar finds one's meetings (K9.4): made, renewed, revoked. Only its hash is kept."""

import secrets
from datetime import datetime

from django.db import transaction

from membership.actions.invitations import hashed
from membership.models import Enrolment
from membership.permissions import viewer_for
from membership.queries.moments import civil_day
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow

RENEW, REVOKE = "renew-feed", "revoke-feed"


@transaction.atomic
def renew_feed(*, collaborative: Collaborative, by: Person, at: datetime) -> str:
    """The secret of a new address, told this once; an earlier address is worth nothing from now on."""
    token = secrets.token_urlsafe(32)
    _write(collaborative, by, hashed(token), RENEW, at)
    return token


@transaction.atomic
def revoke_feed(*, collaborative: Collaborative, by: Person, at: datetime) -> None:
    """Whoever has the address finds nothing there any more."""
    _write(collaborative, by, "", REVOKE, at)


def _write(collaborative: Collaborative, by: Person, feed_hash: str, act: str, at: datetime) -> None:
    rows = Enrolment.objects.filter(collaborative=collaborative, person=by, closed_at=None)
    if not rows.update(feed_hash=feed_hash):
        raise NotNow("You do not sign in to this group, so it has no calendar for you.")
    audit.record(
        collaborative=collaborative,
        act=act,
        subject=rows.get(),
        by=by,
        at=at,
        acting_as=viewer_for(by, collaborative, civil_day(at)).acting_as,
        after={"person": by.pk},
    )
