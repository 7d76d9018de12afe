"""Signing in by invitation only: sent once, used once, good for a time (X1)."""

from datetime import UTC, datetime, timedelta

import pytest

from membership.actions.invitations import (
    InvitationOver,
    InvitationUsed,
    NoInvitation,
    accept_invitation,
    invite,
    remove_from_group,
)
from membership.models import Enrolment
from membership.permissions import NotAllowed, viewer_for
from records.refusals import Refusal
from records.tenancy import scoped
from tests.membership import cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("X1")]

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def nadia(db):
    return cast.person("Nadia Farrow", "nadia@marlbeck.example")


def test_an_invitation_is_accepted_once(group, nadia):
    token = invite(collaborative=group, person=nadia, by=None, at=NOON).token
    assert accept_invitation(collaborative=group, token=token, at=NOON) == nadia
    with pytest.raises(InvitationUsed):
        accept_invitation(collaborative=group, token=token, at=NOON)


def test_after_its_day_it_is_refused_and_nothing_changes(group, nadia):
    token = invite(collaborative=group, person=nadia, by=None, at=NOON).token
    with pytest.raises(InvitationOver, match="good until 28 March 2024"):
        accept_invitation(collaborative=group, token=token, at=NOON + timedelta(days=14))
    assert Enrolment.objects.get().accepted_at is None


def test_a_new_invitation_makes_the_old_link_worthless(group, nadia):
    old = invite(collaborative=group, person=nadia, by=None, at=NOON).token
    new = invite(collaborative=group, person=nadia, by=None, at=NOON + timedelta(days=20)).token
    with pytest.raises(NoInvitation):
        accept_invitation(collaborative=group, token=old, at=NOON)
    assert accept_invitation(collaborative=group, token=new, at=NOON + timedelta(days=21)) == nadia


def test_the_secret_is_nowhere_in_the_database(group, nadia):
    token = invite(collaborative=group, person=nadia, by=None, at=NOON).token
    assert token not in str(Enrolment.objects.values().get())


@pytest.mark.clause("X2")
def test_it_opens_the_group_that_sent_it_and_no_other(group, nadia, tarnside):
    token = invite(collaborative=group, person=nadia, by=None, at=NOON).token
    with scoped(tarnside), pytest.raises(NoInvitation):
        accept_invitation(collaborative=tarnside, token=token, at=NOON)


def test_it_gives_no_rights(group, nadia):
    accept_invitation(
        collaborative=group,
        token=invite(collaborative=group, person=nadia, by=None, at=NOON).token,
        at=NOON,
    )
    viewer = viewer_for(nadia, group, NOON.date())
    assert (viewer.acts, viewer.names, viewer.is_member) == (frozenset(), frozenset(), False)


def test_only_the_office_invites(group, cabinet, nadia):
    with pytest.raises(NotAllowed):
        invite(collaborative=group, person=nadia, by=cabinet["next"], at=NOON)
    assert invite(collaborative=group, person=nadia, by=cabinet["som"], at=NOON).enrolment.person == nadia


def test_somebody_without_an_address_is_not_invited(group):
    with pytest.raises(Refusal, match="has no e-mail address"):
        invite(collaborative=group, person=cast.person("Rui Tavares"), by=None, at=NOON)


def test_whoever_is_removed_may_be_invited_again(group, nadia):
    first = invite(collaborative=group, person=nadia, by=None, at=NOON)
    accept_invitation(collaborative=group, token=first.token, at=NOON)
    with pytest.raises(InvitationUsed, match="already signs in"):
        invite(collaborative=group, person=nadia, by=None, at=NOON)
    remove_from_group(enrolment=first.enrolment, by=None, at=NOON)
    again = invite(collaborative=group, person=nadia, by=None, at=NOON)
    assert accept_invitation(collaborative=group, token=again.token, at=NOON) == nadia
