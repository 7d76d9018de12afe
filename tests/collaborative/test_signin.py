"""Signing in (X1): by password, by emailed code, with a second factor where the office asks for it; no sign-up."""

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.urls import reverse

from tests.collaborative import build

PASSWORD = "three quiet words"
HOME = "/marlbeck/"


def sign_in(client, person, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": person.email, "password": password}, follow=True)


def app_code(person) -> str:
    """What the person's authenticator app shows now."""
    kept = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP).data["secret"]
    return totp.format_hotp_value(
        totp.hotp_value(get_adapter().decrypt(kept), next(totp.yield_hotp_counters_from_time()))
    )


# --- ways in -----------------------------------------------------------------------------------------


@pytest.mark.clause("X1")
def test_a_headteacher_signs_in_with_a_password_and_stands_on_the_first_page(client, nadia):
    answer = sign_in(client, nadia)
    assert answer.redirect_chain[-1][0] == HOME
    assert "Nadia Farrow" in answer.content.decode()


@pytest.mark.clause("X1")
def test_a_wrong_password_gets_its_sentence_and_no_session(client, nadia):
    answer = sign_in(client, nadia, "something else")
    assert "The address and the password do not go together" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.clause("X1")
def test_a_code_by_email_signs_in_without_a_password(client, nadia):
    nadia.set_unusable_password()
    nadia.save()
    client.post(reverse("account_request_login_code"), {"email": nadia.email})
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[0].body, re.MULTILINE)[0]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == HOME


@pytest.mark.clause("X1")
def test_a_code_works_once(client, nadia):
    client.post(reverse("account_request_login_code"), {"email": nadia.email})
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[0].body, re.MULTILINE)[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    client.post(reverse("account_logout"))
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in client.session


@pytest.mark.clause("X1")
def test_the_address_may_be_typed_in_capitals(client, nadia):
    answer = client.post(
        reverse("account_login"), {"login": nadia.email.upper(), "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == HOME


@pytest.mark.clause("X1")
def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client, nadia):
    client.post(reverse("account_reset_password"), {"email": nadia.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    page = client.get(link, follow=True)
    there = page.redirect_chain[-1][0]
    client.post(there, {"password1": "four other quiet words", "password2": "four other quiet words"})
    assert sign_in(client, nadia, "four other quiet words").redirect_chain[-1][0] == HOME
    client.post(reverse("account_logout"))
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


# --- by invitation alone -----------------------------------------------------------------------------


@pytest.mark.clause("X1")
@pytest.mark.parametrize("way_in", ["account_request_login_code", "account_reset_password"])
def test_an_unknown_address_is_told_so_and_offered_no_way_to_sign_up(client, db, way_in):
    answer = client.post(reverse(way_in), {"email": "stranger@elsewhere.example"}, follow=True)
    assert answer.status_code == 200
    [letter] = mail.outbox
    whole = letter.body + letter.alternatives[0].content
    assert "Accounts are by invitation" in whole
    assert "signup" not in whole
    assert "sign up" not in whole.lower()


@pytest.mark.clause("X1")
def test_known_and_unknown_addresses_see_the_same_page(client, nadia):
    def page(address):
        client.session.flush()
        answer = client.post(reverse("account_request_login_code"), {"email": address}, follow=True)
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(
            address, ""
        )

    assert page(nadia.email) == page("stranger@elsewhere.example")


@pytest.mark.clause("X1")
def test_signing_up_is_closed(client, db):
    from records.models import Person

    before = Person.objects.count()
    client.post(reverse("account_signup"), {"email": "stranger@elsewhere.example", "password1": PASSWORD})
    page = client.get(reverse("account_signup")).content.decode()
    assert "Accounts are by invitation" in page
    assert "<input" not in page
    assert Person.objects.count() == before


@pytest.mark.clause("X1")
def test_a_closed_sign_in_opens_nothing(client, nadia):
    nadia.is_active = False
    nadia.save()
    assert "_auth_user_id" not in sign_in(client, nadia).wsgi_request.session


# --- the second factor -------------------------------------------------------------------------------


@pytest.mark.clause("X1")
def test_whoever_runs_the_office_sets_up_a_second_factor_before_anything_else(client, marian):
    answer = sign_in(client, marian)
    assert answer.redirect_chain[-1][0] == reverse("mfa_index")
    assert client.get(HOME).status_code == 302
    assert "Your office asks for a second factor" in answer.content.decode()


@pytest.mark.clause("X1")
def test_the_treasurer_needs_one_and_a_plain_headteacher_does_not(client, group, nadia):
    sign_in(client, nadia)
    assert client.get(HOME).status_code == 200
    build.hold_office(group, "treasurer", nadia)
    assert client.get(HOME).status_code == 302


@pytest.mark.clause("X1")
def test_an_administrator_needs_one(client, nadia):
    nadia.is_staff = True
    nadia.save()
    assert sign_in(client, nadia).redirect_chain[-1][0] == reverse("mfa_index")


@pytest.mark.clause("X1")
def test_an_app_is_set_up_and_then_asked_for(client, marian, django_capture_on_commit_callbacks):
    sign_in(client, marian)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert "Your recovery codes" in answer.content.decode()
    assert client.get(HOME).status_code == 200
    assert [letter.subject for letter in mail.outbox if "app" in letter.subject] == [
        "An authenticator app was set up for your sign-in to Quorate"
    ]

    client.post(reverse("account_logout"))
    assert "Your second factor" in sign_in(client, marian).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.clause("X1")
def test_the_app_s_secret_does_not_stand_readable_in_the_database(client, marian):
    sign_in(client, marian)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    kept = Authenticator.objects.get(user=marian, type=Authenticator.Type.TOTP).data["secret"]
    assert kept != secret
    assert get_adapter().decrypt(kept) == secret


@pytest.mark.clause("X1")
def test_a_demonstration_asks_for_no_second_factor(client, marian, settings):
    settings.DEMONSTRATION = True
    assert sign_in(client, marian).redirect_chain[-1][0] == HOME


# --- telling of changes ------------------------------------------------------------------------------


def test_whoever_changes_a_password_is_told_by_mail(client, nadia):
    sign_in(client, nadia)
    new = "four other quiet words"
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert [letter.subject for letter in mail.outbox] == ["Your password for Quorate was changed"]


def test_mails_come_in_threes(client, nadia):
    client.post(reverse("account_request_login_code"), {"email": nadia.email})
    [letter] = mail.outbox
    assert letter.subject.endswith("is your code for Quorate")
    assert "Type it in the page" in letter.body
    assert "<html" in letter.alternatives[0].content


def ask_for_a_new_address(client, to) -> str:
    """The link that was sent to the new address."""
    client.post(reverse("account_email"), {"email": to})
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


@pytest.mark.clause("X1")
def test_the_address_is_changed_only_by_the_link_sent_to_the_new_one(
    client, nadia, django_capture_on_commit_callbacks
):
    sign_in(client, nadia)
    link = ask_for_a_new_address(client, "New@marlbeck.example")
    nadia.refresh_from_db()
    assert nadia.email == "nadia.farrow@marlbeck.example"
    assert mail.outbox[-1].to == ["new@marlbeck.example"]
    client.get(link)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link)
    nadia.refresh_from_db()
    assert nadia.email == "new@marlbeck.example"
    assert (mail.outbox[-1].subject, mail.outbox[-1].to) == (
        "Your address for Quorate was changed",
        ["nadia.farrow@marlbeck.example"],
    )


def test_the_link_to_a_new_address_works_once(client, nadia):
    sign_in(client, nadia)
    link = ask_for_a_new_address(client, "new@marlbeck.example")
    client.post(link)
    assert client.post(link).status_code == 410


def test_nobody_takes_an_address_that_is_taken(client, nadia, marian):
    sign_in(client, nadia)
    link = ask_for_a_new_address(client, marian.email)
    answer = client.post(link)
    assert "belongs to another sign-in" in answer.content.decode()
    nadia.refresh_from_db()
    assert nadia.email == "nadia.farrow@marlbeck.example"


def test_a_changed_address_leaves_its_trace_in_each_group(client, group, nadia):
    from records import tenancy
    from records.models import AuditEntry

    sign_in(client, nadia)
    client.post(ask_for_a_new_address(client, "new@marlbeck.example"))
    entries = tenancy.everywhere(AuditEntry).filter(act="change-address")
    assert [(entry.collaborative, entry.by) for entry in entries] == [(group, nadia)]
