"""An invitation is used once, within its time, and makes the sign-in (X1); lost access is given back."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from collaborative import letters
from membership.actions.invitations import invite
from records import tenancy
from records.models import AuditEntry, Person
from records.tenancy import scoped
from tests.collaborative import build
from tests.collaborative.test_signin import sign_in


@pytest.fixture
def owen(group):
    """Deputy head of Birchenholt, known to the register and not yet invited."""
    from membership.actions.posts import begin_post

    with scoped(group):
        school = build.member(group, "Birchenholt Primary School")
        person = Person.objects.create_user("owen.sallis@marlbeck.example", name="Owen Sallis")
        begin_post(
            collaborative=group, person=person, kind="deputy headteacher", starts_on=build.FOUNDED, by=None,
            on=build.FOUNDED, school=school,
        )  # fmt: skip
    return person


@pytest.fixture
def invited(group, owen, django_capture_on_commit_callbacks):
    """The path of the link in Owen's invitation, sent at a moment."""

    def send(at=None) -> str:
        with scoped(group), django_capture_on_commit_callbacks(execute=True):
            sent = invite(collaborative=group, person=owen, by=None, at=at or datetime.now(UTC))
            letters.send_invitation(sent, by=None)
        return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]

    return send


@pytest.mark.clause("X1")
def test_an_invitation_is_accepted_with_a_name_and_a_password(client, invited, owen):
    link = invited()
    assert "Marlbeck Collaborative invites you" in client.get(link).content.decode()
    answer = client.post(link, {"name": "Owen J Sallis", "password": "three quiet words"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/marlbeck/"
    client.post(reverse("account_logout"))
    owen.refresh_from_db()
    assert owen.name == "Owen J Sallis"
    assert sign_in(client, owen).redirect_chain[-1][0] == "/marlbeck/"


@pytest.mark.clause("X1")
def test_an_invitation_is_accepted_without_a_password(client, invited, owen):
    answer = client.post(invited(), {"name": "Owen Sallis", "password": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == "/marlbeck/"
    owen.refresh_from_db()
    assert not owen.has_usable_password()


@pytest.mark.clause("X1")
def test_opening_the_link_uses_nothing_up(client, invited):
    link = invited()
    client.get(link)
    client.head(link)
    assert client.get(link).status_code == 200


@pytest.mark.clause("X1")
def test_an_invitation_used_twice_gets_its_sentence_and_opens_nothing(client, invited):
    link = invited()
    client.post(link, {"name": "Owen Sallis", "password": ""})
    client.post(reverse("account_logout"))
    answer = client.post(link, {"name": "Somebody Else", "password": "three quiet words"})
    assert answer.status_code == 410
    assert "This invitation has already been used." in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert not Person.objects.filter(name="Somebody Else").exists()


@pytest.mark.clause("X1")
def test_an_invitation_after_its_day_gets_its_sentence(client, invited, owen):
    link = invited(datetime.now(UTC) - timedelta(days=15))
    answer = client.post(link, {"name": "Owen Sallis", "password": ""})
    assert answer.status_code == 410
    assert "This invitation was good until" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.clause("X1", "X2")
def test_an_invitation_to_one_group_is_none_to_another(client, invited, other_group):
    elsewhere = invited().replace("/marlbeck/", "/tarnside/")
    assert client.get(elsewhere).status_code == 410
    assert client.get(elsewhere.replace("/tarnside/", "/nowhere/")).status_code == 404


@pytest.mark.clause("X1")
def test_a_weak_password_is_refused_and_the_invitation_still_good(client, invited):
    link = invited()
    answer = client.post(link, {"name": "Owen Sallis", "password": "password"})
    assert "put right" in answer.content.decode()
    assert client.get(link).status_code == 200


@pytest.mark.clause("X1")
def test_who_belongs_to_another_group_keeps_their_name_and_password(client, invited, owen, other_group):
    with scoped(other_group):
        build.enrolled(other_group, "Owen Sallis")
    page = client.get(invited()).content.decode()
    assert 'name="password"' not in page
    assert 'name="name"' not in page


# --- the office helps --------------------------------------------------------------------------------


@pytest.fixture
def office(client, marian, settings):
    """A browser in which the office is signed in; its own second factor is not what is tested here."""
    settings.DEMONSTRATION = True
    sign_in(client, marian)
    return client


def page_of(person) -> str:
    return reverse("sign-in-of", args=["marlbeck", person.pk])


@pytest.mark.clause("X1")
def test_the_office_sends_an_invitation(office, owen, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(page_of(owen), {"do": "invite"}, follow=True)
    assert "The invitation is on its way" in answer.content.decode()
    assert mail.outbox[-1].to == [owen.email]
    assert mail.outbox[-1].subject == "Marlbeck Collaborative invites you to Quorate"
    assert mail.outbox[-1].reply_to == ["marian.teale@marlbeck.example"]


@pytest.mark.clause("X1")
def test_the_office_lifts_a_lost_second_factor_and_says_how_it_knew(
    office, marian, nadia, django_capture_on_commit_callbacks
):
    Authenticator.objects.create(user=nadia, type=Authenticator.Type.TOTP, data={})
    without = office.post(page_of(nadia), {"do": "lift", "because": ""})
    assert "Say how you know that it is them" in without.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(page_of(nadia), {"do": "lift", "because": "by telephone"})
    assert not Authenticator.objects.filter(user=nadia).exists()
    assert mail.outbox[-1].to == [nadia.email]
    [entry] = tenancy.everywhere(AuditEntry).filter(act="lift-second-factor")
    assert entry.by == marian
    assert tenancy.everywhere(type(entry.detail)).get(entry=entry).after["because"] == "by telephone"


@pytest.mark.clause("X1")
def test_nobody_lifts_their_own_second_factor_nor_the_office_an_administrator_s(office, marian, nadia):
    nadia.is_staff = True
    nadia.save()
    for person in (marian, nadia):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
        answer = office.post(page_of(person), {"do": "lift", "because": "by telephone"})
        assert "Only the collaborative’s office or another administrator" in answer.content.decode()
    assert Authenticator.objects.count() == 2


@pytest.mark.clause("X1")
def test_a_sign_in_that_is_ended_opens_nothing_more(office, nadia):
    office.post(page_of(nadia), {"do": "end"})
    office.post(reverse("account_logout"))
    assert sign_in(office, nadia).redirect_chain[-1][0] == reverse("choose")
    assert office.get("/marlbeck/").status_code == 404


def test_a_headteacher_has_no_such_page(client, nadia, marian):
    sign_in(client, nadia)
    assert client.get(page_of(marian)).status_code == 404
    assert client.post(page_of(marian), {"do": "end"}).status_code == 404


@pytest.mark.clause("X2")
def test_the_office_has_no_page_for_people_of_another_group(office, other_group):
    stranger = build.headteacher(other_group, "Ruth Vantongeren", "Weir School")
    assert office.get(page_of(stranger)).status_code == 404


@pytest.mark.clause("X1")
def test_whoever_looks_after_the_installation_gives_back_a_lost_address(
    nadia, django_capture_on_commit_callbacks
):
    said = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("recover", nadia.email, address="new@marlbeck.example", because="by letter", stdout=said)
    nadia.refresh_from_db()
    assert nadia.email == "new@marlbeck.example"
    assert mail.outbox[-1].to == ["nadia.farrow@marlbeck.example"]
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("recover", "nadia.farrow@marlbeck.example", second_factor=True, because="by letter")
