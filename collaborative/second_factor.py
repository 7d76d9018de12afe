"""Who must prove twice that it is them (X1): whoever runs the office, handles money, signs, or administers."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings

from collaborative import groups
from constitution.acts import MOVES_MONEY
from membership.permissions import Viewer, viewer_for
from membership.queries.editions import NoEdition
from records.models import Collaborative, Person
from records.tenancy import scoped

OFFICES = {"treasurer", "signatory"}
PROOFS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def wanted(person: Person, viewer: Viewer | None) -> bool:
    """Whether this person's offices, acts or trust ask for a second factor. A demonstration asks for none."""
    if settings.DEMONSTRATION:
        return False
    if person.is_staff:
        return True
    return viewer is not None and bool(
        viewer.runs_office or OFFICES & viewer.names or MOVES_MONEY & viewer.acts
    )


def has_one(person: Person) -> bool:
    return Authenticator.objects.filter(user_id=person.pk, type__in=PROOFS).exists()


def asked_for(person: Person, on: date) -> bool:
    """Whether any of this person's groups asks for one, for the page where it is set up."""
    return wanted(person, None) or any(_asks(person, group, on) for group in groups.of(person))


def _asks(person: Person, group: Collaborative, on: date) -> bool:
    with scoped(group):
        try:
            return wanted(person, viewer_for(person, group, on))
        except NoEdition:
            return False
