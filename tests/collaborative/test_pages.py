"""What every page stands on: whose it is, who looks, on which day, under which policy."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from membership.models import Enrolment
from records import clock
from records.tenancy import scoped
from tests.collaborative import build
from tests.collaborative.test_signin import sign_in

PUBLIC = [
    "account_login",
    "account_request_login_code",
    "account_reset_password",
    "help",
    "privacy",
    "accessibility",
]
OWN = ["account", "account_email", "account_change_password", "mfa_index", "mfa_list_webauthn", "mfa_activate_totp",
       "mfa_add_webauthn", "account_logout"]  # fmt: skip


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace(" .", ".")


def links_of(answer) -> list[str]:
    """The main navigation in its order."""
    nav = answer.content.decode().split('class="nav-main"')[1].split("</nav>")[0]
    return re.findall(r"<a[^>]*>([^<]+)</a>", nav)


# --- whose ------------------------------------------------------------------------------------------


def test_nobody_sees_a_page_of_a_collaborative_without_signing_in(client, group):
    answer = client.get("/marlbeck/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.clause("X2")
@pytest.mark.parametrize("path", ["/tarnside/", "/nowhere/"])
def test_another_group_and_no_group_look_the_same_to_a_stranger(client, nadia, other_group, path):
    sign_in(client, nadia)
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
    assert "Tarnside" not in answer.content.decode()


@pytest.mark.clause("X1")
def test_an_invitation_that_was_not_accepted_opens_no_page(client, group, nadia):
    with scoped(group):
        Enrolment.objects.filter(person=nadia).update(accepted_at=None)
    sign_in(client, nadia)
    assert client.get("/marlbeck/").status_code == 404


@pytest.mark.clause("X1")
def test_being_enrolled_without_a_post_or_an_office_opens_no_page(client, group):
    with scoped(group):
        person = build.enrolled(group, "Tomasz Wren")
    sign_in(client, person)
    assert client.get("/marlbeck/").status_code == 404


@pytest.mark.clause("X2")
def test_somebody_of_two_groups_chooses_and_can_change(client, group, other_group, nadia):
    build.headteacher(other_group, "Nadia Farrow", "Weir School")
    answer = sign_in(client, nadia)
    assert answer.redirect_chain[-1][0] == reverse("choose")
    assert "Marlbeck Collaborative" in words_of(answer)
    assert "Tarnside Schools Group" in words_of(answer)
    assert "change to another collaborative" in words_of(client.get("/tarnside/"))


@pytest.mark.clause("X2")
def test_what_one_page_opens_is_shut_again_after_it(client, nadia):
    from records import tenancy

    sign_in(client, nadia)
    client.get("/marlbeck/")
    assert tenancy.current() is None


def test_a_page_of_a_group_is_kept_by_no_cache(client, nadia):
    sign_in(client, nadia)
    kept = client.get("/marlbeck/").headers["Cache-Control"]
    assert ("private" in kept, "no-cache" in kept, "no-store" in kept) == (True, True, False)


def test_a_group_without_a_constitution_says_so(client, marlbeck):
    with scoped(marlbeck):
        person = build.enrolled(marlbeck, "Nadia Farrow")
    answer = sign_in(client, person)
    assert "has not adopted a constitution yet" in answer.content.decode()


# --- the frame ---------------------------------------------------------------------------------------


def test_the_bar_says_who_and_where_and_the_foot_which_edition(client, nadia):
    said = words_of(sign_in(client, nadia))
    assert "Nadia Farrow · Birchenholt Primary School" in said
    assert "Constitution in force: edition 2016/17, from 1 September 2016" in said


def test_an_office_stands_before_a_post(client, group, nadia, settings):
    settings.DEMONSTRATION = True
    build.hold_office(group, "treasurer", nadia)
    assert "Nadia Farrow · Treasurer" in words_of(sign_in(client, nadia))


def test_the_page_one_is_on_is_marked_in_the_navigation(client, nadia):
    assert 'href="/marlbeck/" aria-current="page"' in sign_in(client, nadia).content.decode()


def test_the_navigation_keeps_one_order_and_follows_the_offices():
    from types import SimpleNamespace

    from collaborative.navigation import ITEMS

    rules = SimpleNamespace(body={})

    def sees(**facts) -> list[str]:
        plain = {"rules": rules, "bodies": (), "headed_ids": (), "names": set(), "acts": set(), "grants": (),
                 "runs_office": False, "is_member": False}  # fmt: skip
        viewer = SimpleNamespace(**{**plain, **facts})
        return [name for name, _, asked in ITEMS if asked(viewer)]

    head = {"headed_ids": {1}, "is_member": True}
    assert sees(**head) == ["Home", "Our school", "Meetings", "Calendar", "Constitution"]
    assert sees(is_member=True) == ["Home", "Meetings", "Calendar", "Constitution"]
    assert sees(runs_office=True, is_member=True) == [
        "Home", "Members", "Meetings", "Planner", "Finance", "Evaluation", "Reminders", "Constitution",
    ]  # fmt: skip
    assert sees(**head, names={"treasurer"}) == [
        "Home", "Our school", "Meetings", "Calendar", "Finance", "Constitution",
    ]  # fmt: skip
    assert sees(names={"business manager"}, acts={"pay"}) == [
        "Home",
        "Payments",
        "Bank",
        "Documents",
        "Constitution",
    ]
    assert sees(names={"local authority officer"}) == ["Home", "Meetings", "Evaluation"]
    assert sees(grants=[SimpleNamespace(role="auditor")]) == ["Home", "Accounts", "Evidence", "Constitution"]


# --- another day -------------------------------------------------------------------------------------


def test_a_page_on_another_day_says_so_and_leads_back(client, nadia):
    sign_in(client, nadia)
    said = client.get("/marlbeck/?on=2024-09-01")
    assert "You are looking at Quorate as on 1 September 2024." in words_of(said)
    assert '<a href="/marlbeck/">Back to today</a>' in said.content.decode()
    assert 'href="/marlbeck/?on=2024-09-01"' in said.content.decode()


@pytest.mark.parametrize(
    "how", [{"path": "?on=2024-09-01"}, {"headers": {"referer": "http://testserver/marlbeck/?on=2024-09-01"}}]
)
def test_a_page_on_another_day_accepts_no_act(client, nadia, how):
    sign_in(client, nadia)
    answer = client.post("/marlbeck/" + how.get("path", ""), headers=how.get("headers", {}))
    assert answer.status_code == 403
    assert "Nothing can be done on another day’s page" in answer.content.decode()


def test_an_act_on_today_s_page_is_not_refused_for_its_day(client, nadia):
    sign_in(client, nadia)
    assert client.post(f"/marlbeck/?on={clock.today()}").status_code == 405


def test_a_day_that_is_none_is_not_understood(client, nadia):
    sign_in(client, nadia)
    answer = client.get("/marlbeck/?on=soon")
    assert answer.status_code == 400
    assert "A day is written 2024-03-14" in answer.content.decode()


def test_a_previewed_day_moves_no_right(client, group, nadia):
    """Rights are today's: on the page of a day before the post began, the headteacher still may look."""
    sign_in(client, nadia)
    assert client.get("/marlbeck/?on=2016-09-01").wsgi_request.viewer.on == clock.today()
    assert client.get("/marlbeck/?on=2016-09-01").wsgi_request.on == date(2016, 9, 1)


def test_the_day_is_the_british_one(client, nadia, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 6, 30, 23, 30, tzinfo=UTC))
    assert client.get(reverse("help")).wsgi_request.today == date(2024, 7, 1)


# --- the policy --------------------------------------------------------------------------------------

INLINE = re.compile(
    r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*(\ssrc=|application/json))", re.IGNORECASE
)


def refused_by_the_policy(answer) -> list[str]:
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    return [found[0] for found in INLINE.finditer(answer.content.decode())]


@pytest.mark.parametrize("name", PUBLIC)
def test_no_public_page_runs_or_wears_anything_inline(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert refused_by_the_policy(answer) == []


@pytest.mark.parametrize("name", OWN)
def test_no_page_of_one_s_own_runs_or_wears_anything_inline(client, nadia, name):
    sign_in(client, nadia)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert refused_by_the_policy(answer) == []


@pytest.mark.parametrize("path", ["/marlbeck/", "/nowhere/", "/marlbeck/?on=soon"])
def test_no_page_of_a_group_nor_of_an_error_runs_anything_inline(client, nadia, path):
    sign_in(client, nadia)
    assert refused_by_the_policy(client.get(path)) == []


@pytest.mark.clause("X7")
@pytest.mark.parametrize("name", PUBLIC + OWN)
def test_every_page_has_a_language_a_title_one_heading_a_main_and_a_way_past_the_bar(client, nadia, name):
    if name in OWN:
        sign_in(client, nadia)
    html = client.get(reverse(name)).content.decode()
    assert '<html lang="en-GB">' in html
    assert re.search(r"<title>[^<]*\w[^<]*– Quorate</title>", html)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert html.index('href="#main"') < html.index("<header")


def test_a_page_that_breaks_says_so_without_database_or_session(rf):
    from collaborative.views.errors import broken

    answer = broken(rf.get("/"))
    assert answer.status_code == 500
    assert "It is our fault, not yours" in answer.content.decode()


def test_a_form_that_is_too_old_gets_its_sentence(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@b.example"})
    assert answer.status_code == 403
    assert "The page was too old to be sent" in answer.content.decode()


# --- the demonstration -------------------------------------------------------------------------------


def test_outside_a_demonstration_the_first_page_is_the_way_in(client, group):
    assert client.get("/").url == reverse("account_login")
    client.post("/demonstration/", {"group": "marlbeck", "person": "1"})
    assert "_auth_user_id" not in client.session
    assert client.get("/demonstration/").url.startswith(reverse("account_login"))


@pytest.fixture
def demonstration(settings, client):
    """Addresses are made when the site starts; a demonstration has one more."""
    import importlib
    import sys

    from django.urls import clear_url_caches

    def start(yes: bool) -> None:
        settings.DEMONSTRATION = yes
        importlib.reload(sys.modules["collaborative.urls"])
        clear_url_caches()

    start(True)
    yield client
    start(False)


@pytest.mark.clause("X8")
def test_in_a_demonstration_one_click_is_enough(demonstration, nadia, marian):
    page = demonstration.get("/")
    assert "Who would you like to be?" in words_of(page)
    assert f'value="{marian.pk}"' in page.content.decode()
    answer = demonstration.post("/demonstration/", {"group": "marlbeck", "person": marian.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == "/marlbeck/"
    assert "the schools and people are invented" in words_of(answer)
    assert refused_by_the_policy(demonstration.get("/_look/")) == []


@pytest.mark.clause("X8")
def test_a_demonstration_signs_in_its_own_cast_alone(demonstration, group, nadia):
    with scoped(group):
        outsider = build.enrolled(group, "Tomasz Wren")
    demonstration.post("/demonstration/", {"group": "marlbeck", "person": outsider.pk})
    assert "_auth_user_id" not in demonstration.session
    assert demonstration.get("/demonstration/").status_code == 405
