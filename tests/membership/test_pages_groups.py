"""The pages of clusters, networks, working parties, representatives, feedback, bodies outside, matters and partners."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from membership.actions import feedback, groups
from membership.actions.grants import grant
from membership.actions.partners import add_partner
from membership.actions.posts import begin_post
from membership.models import Body, BodyMember, Conversation, DutyRecord, Grant, Partner
from tests.membership import build, cast, pages
from tests.membership.pages import words_of

BASE = "/marlbeck/"
SEPTEMBER = date(2023, 9, 1)


@pytest.fixture
def office(client, cabinet, group, today):
    """The browser of Sol Marchetti, the manager."""
    return pages.sign_in(client, group, cabinet["som"])


@pytest.fixture
def tess(cabinet, group, today):
    """The browser of Tess Rahman, a headteacher who represents the group."""
    return pages.sign_in(Client(), group, cabinet["treasurer"])


@pytest.fixture
def jude(cabinet, group, today):
    return pages.sign_in(Client(), group, cabinet["next"])


def opened(group, name, kind):
    return groups.open_group(
        collaborative=group, kind=kind, name=name, opened_on=SEPTEMBER, by=None, on=cast.DAY
    )


@pytest.fixture
def party(group, cabinet):
    """The working party on attendance, where Tess Rahman represents the group."""
    body = opened(group, "Attendance", "working party")
    told = {"role": "representative", "starts_on": SEPTEMBER, "by": None, "on": cast.DAY}
    groups.enter_member(group=body, person=cabinet["treasurer"], **told)
    return body


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


# --- clusters and networks ------------------------------------------------------------------------------


@pytest.mark.clause("K10.6")
def test_the_manager_opens_the_networks_that_the_constitution_names_in_one_press(office):
    said = words_of(office.get(f"{BASE}groups/"))
    assert (
        "The constitution names Deputy Heads, SENCOs, School Business Managers and Learning Mentors." in said
    )
    said = words_of(office.post(f"{BASE}groups/ready/", {"kind": "network"}, follow=True))
    assert "Opened: Deputy Heads, SENCOs, School Business Managers and Learning Mentors." in said
    assert "SENCOs Sol Marchetti why?" in said
    again = words_of(office.post(f"{BASE}groups/ready/", {"kind": "network"}, follow=True))
    assert "They are open already" in again


@pytest.mark.clause("K10.5")
def test_a_cluster_is_opened_and_gets_its_schools_and_its_lead(office, cabinet):
    form = {"name": "North Cluster", "kind": "cluster", "opened_on": "2024-01-01"}
    said = words_of(office.post(f"{BASE}groups/open/", form, follow=True))
    assert "North Cluster is open from 1 January 2024" in said
    assert "No lead is entered meanwhile Sol Marchetti" in said
    cluster = Body.objects.get(name="North Cluster")
    page = f"{BASE}groups/{cluster.pk}/"
    two = [str(post.school_id) for post in cabinet["treasurer"].posts.all() | cabinet["next"].posts.all()]
    said = words_of(office.post(f"{page}schools/", {"from_on": "2024-01-01", "schools": two}, follow=True))
    assert "2 schools came in, 0 schools left" in said
    assert "Beech Primary Leaves: Beech Primary Tess Rahman, since 1 January 2024" in said
    form = {"person": cabinet["next"].pk, "role": "lead", "starts_on": "2024-01-01"}
    assert "Led by Jude Farrow why?" in words_of(office.post(f"{page}add/", form, follow=True))
    school = f"{BASE}members/{two[0]}/"
    assert "North Cluster Cluster" in words_of(office.get(school))
    assert {row["School"] for row in rows_of(office.get(f"{page}list.csv"))} >= {"Beech Primary"}


@pytest.mark.clause("K10.5")
def test_a_cluster_is_renamed_closed_and_goes_on(office, group):
    cluster = opened(group, "North Cluster", "cluster")
    page = f"{BASE}groups/{cluster.pk}/change/"
    said = words_of(office.post(page, {"do": "rename", "name": "Northern Cluster"}, follow=True))
    assert "before: North Cluster" in said
    assert "Give it a name" in words_of(office.post(page, {"do": "rename", "name": ""}))
    said = words_of(office.post(page, {"do": "close", "last_day": "2024-03-13"}, follow=True))
    assert "closed 13 March 2024" in said
    assert "Closed: 1" in words_of(office.get(f"{BASE}groups/"))
    assert "It goes on as before" in words_of(office.post(page, {"do": "reopen"}, follow=True))


@pytest.mark.clause("K10.5")
def test_a_group_has_its_news_on_its_page(office, tess, party, group):
    build.announcement(group, title="Room 4 on Friday", audience="body", body=party, published_at=pages.NOON)
    assert "News Room 4 on Friday 14 March 2024" in words_of(tess.get(f"{BASE}groups/{party.pk}/"))


def test_somebody_leaves_and_a_slip_is_taken_off(office, party, cabinet):
    row = BodyMember.objects.get()
    page = f"{BASE}groups/members/{row.pk}/end/"
    assert office.post(page, {"last_day": ""}).status_code == 422
    answer = office.post(page, {"last_day": "2023-08-01"})
    assert "it cannot end before that" in words_of(answer)
    said = words_of(office.post(page, {"last_day": "2024-02-29"}, follow=True))
    assert "Representative, 1 September 2023 to 29 February 2024" in said
    assert "Nobody has left" in words_of(office.post(page, {"mistake": "on"}, follow=True))
    assert not BodyMember.objects.exists()
    assert office.get(page).status_code == 404


def test_a_headteacher_reads_them_and_changes_nothing(tess, party):
    said = words_of(tess.get(f"{BASE}groups/"))
    assert "Attendance Tess Rahman" in said
    assert "Open one" not in said
    assert "The constitution names" not in said
    for page in ("groups/open/", f"groups/{party.pk}/change/", f"groups/{party.pk}/add/", "access/"):
        assert "Only the Strategic Operations Manager" in words_of(tess.get(f"{BASE}{page}"))
    assert tess.post(f"{BASE}groups/ready/", {"kind": "network"}).status_code == 403


def test_a_body_that_the_constitution_makes_has_no_page_here(office):
    body = Body.objects.get(code="full-group")
    assert office.get(f"{BASE}groups/{body.pk}/").status_code == 404


# --- representatives --------------------------------------------------------------------------------------


@pytest.mark.clause("K10.3")
def test_the_register_shows_who_represents_where_and_each_schools_share(office, party):
    said = words_of(office.get(f"{BASE}representatives/"))
    assert "1 representative on Thursday 14 March 2024 · 4 schools without any" in said
    assert "Attendance Tess Rahman Beech Primary 1 September 2023 no end set" in said
    assert "Alder Primary None why?" in said
    assert "Nobody of it has been entered yet" in said
    assert "Nobody matches" in words_of(office.get(f"{BASE}representatives/?q=chess"))
    rows = rows_of(office.get(f"{BASE}representatives/list.csv?q=tess"))
    assert [(row["Body"], row["School"]) for row in rows] == [("Attendance", "Beech Primary")]


@pytest.mark.clause("K10.3")
def test_the_register_is_reviewed_at_the_end_of_the_year_and_finalised_at_the_conference(office, party):
    assert "Not yet reviewed for 2023/24" in words_of(office.get(f"{BASE}representatives/"))
    page = f"{BASE}representatives/review/"
    assert "No duty: nobody of it has been entered yet" in words_of(office.get(page))
    form = {"done_on": "2024-03-14", "outcome": "Two to change.", "resolution": ""}
    said = words_of(office.post(page, form, follow=True))
    assert "Reviewed on 14 March 2024 by Sol Marchetti Two to change." in said
    assert "Roles are finalised at the annual conference" in said
    form |= {"outcome": "Finalised.", "resolution": "Conference, 14 March 2024"}
    assert "Conference, 14 March 2024 Finalised." in words_of(office.post(page, form, follow=True))
    stands = DutyRecord.objects.get(code="representatives-review", superseded_at=None)
    assert (stands.slot, stands.figures) == ("2023-24/summer-2", {"Representatives": 1, "Schools without": 4})


def test_before_anybody_is_entered_the_register_says_what_brings_them(office):
    said = words_of(office.get(f"{BASE}representatives/"))
    assert "Nobody represents the group yet" in said
    assert "Nobody is asked for feedback this year" in words_of(
        office.get(f"{BASE}representatives/feedback/")
    )


# --- feedback ---------------------------------------------------------------------------------------------


@pytest.mark.clause("K10.4")
def test_a_representative_gives_feedback_in_the_browser_and_all_members_read_it(tess, jude, party):
    page = f"{BASE}groups/{party.pk}/feedback/"
    assert "Give feedback" in words_of(tess.get(f"{BASE}groups/{party.pk}/"))
    said = words_of(tess.get(page))
    assert "Autumn term, first half" in said
    assert "Write what the group should know" in words_of(tess.post(page, {"done_on": "2024-03-14"}))
    slot = f"2023-24/spring-1-r{BodyMember.objects.get().pk}"
    form = {"asked": slot, "done_on": "2024-03-14", "outcome": "We met twice.", "recommendation": "Join in."}
    assert "Recorded" in words_of(tess.post(page, form, follow=True))
    said = words_of(jude.get(f"{BASE}groups/{party.pk}/"))
    assert "Tess Rahman 14 March 2024 We met twice. To do or decide: Join in." in said
    said = words_of(jude.get(f"{BASE}representatives/feedback/"))
    assert "1 given, 2 missing, 3 not due yet" in said
    rows = rows_of(jude.get(f"{BASE}representatives/feedback/list.csv"))
    assert [row["State"] for row in rows] == [
        "Missing",
        "Missing",
        "Given",
        "Not due yet",
        "Not due yet",
        "Not due yet",
    ]


@pytest.mark.clause("K10.4")
def test_nobody_else_gives_it_and_the_office_says_who_told_it(jude, office, party, cabinet):
    page = f"{BASE}groups/{party.pk}/feedback/"
    assert "Feedback is given by those who represent the group there" in words_of(jude.get(page))
    assert jude.post(page, {}).status_code == 403
    form = {"asked": "", "done_on": "2024-03-14", "outcome": "By letter."}
    assert "Say who told it" in words_of(office.post(page, form))
    assert "Recorded" in words_of(office.post(page, form | {"person": cabinet["treasurer"].pk}, follow=True))
    assert DutyRecord.objects.get().about == cabinet["treasurer"]


@pytest.mark.clause("K10.4")
def test_the_office_asks_for_feedback_on_request_and_it_needs_the_representative(office, tess, party):
    form = {"member": BodyMember.objects.get().pk, "about": "The new code", "due_on": "2024-03-21"}
    said = words_of(office.post(f"{BASE}groups/{party.pk}/ask/", form, follow=True))
    assert "Tess Rahman is asked, by 21 March 2024" in said
    said = words_of(tess.get(f"{BASE}needs/"))
    assert "Give feedback on Attendance" in said
    assert "The new code" in said


# --- outside ----------------------------------------------------------------------------------------------


@pytest.mark.clause("K10.8", "B1.3")
def test_outside_it_is_seen_who_goes_when_next_and_where_several_of_us_sit(office, group, cabinet):
    board = opened(group, "Strategic Partnership Board", "outside")
    forum = opened(group, "Schools Forum", "outside")
    told = {"starts_on": SEPTEMBER, "by": None, "on": cast.DAY}
    groups.enter_member(group=board, person=cabinet["som"], role="representative", **told)
    for who in ("treasurer", "next"):
        groups.enter_member(group=forum, person=cabinet[who], **told)
    form = {"person": cabinet["som"].pk, "meets_on": "2024-03-20", "words": "9:30am, Marlbeck Hall"}
    said = words_of(office.post(f"{BASE}groups/{board.pk}/meets/", form, follow=True))
    assert "Sol Marchetti goes there on Wednesday 20 March 2024" in said
    assert "Wednesday 20 March, Sol Marchetti goes 9:30am, Marlbeck Hall" in said
    assert "Several of us 2: agree beforehand" in said
    assert "The constitution names: Strategic Partnership Board" in said
    talk = Conversation.objects.get()
    assert "Say why" in words_of(office.post(f"{BASE}outside/{talk.pk}/off/", {"because": ""}))
    office.post(f"{BASE}outside/{talk.pk}/off/", {"because": "cancelled"})
    assert "Enter the day" in words_of(office.get(f"{BASE}outside/"))


def test_a_working_party_meets_by_no_outside_calendar(office, party):
    assert office.get(f"{BASE}groups/{party.pk}/meets/").status_code == 404


# --- matters ----------------------------------------------------------------------------------------------


@pytest.mark.clause("B1.2")
def test_a_matter_is_raised_with_the_commissioner_and_answered(office, jude, group, cabinet):
    told = {"collaborative": group, "by": None, "on": cast.DAY}
    partner = add_partner(name="Regional Schools Commissioner", kind="service", **told)
    assert "No matter has been raised" in words_of(jude.get(f"{BASE}matters/"))
    form = {"partner": partner.pk, "subject": "Places in Year 7", "person": cabinet["next"].pk}
    said = words_of(office.post(f"{BASE}matters/raise/", form, follow=True))
    assert "Places in Year 7 Regional Schools Commissioner Jude Farrow 14 March 2024 Not answered" in said
    page = f"{BASE}matters/{Conversation.objects.get().pk}/"
    assert "Record the answer" not in words_of(jude.get(page))
    assert jude.post(page, {"do": "answer"}).status_code == 403
    future = {"do": "answer", "answered_on": "2024-04-01", "summary": "Ninety."}
    assert "has not come" in words_of(office.post(page, future))
    said = words_of(office.post(page, future | {"answered_on": "2024-03-14"}, follow=True))
    assert "Answered on Thursday 14 March 2024 The answer Ninety." in said
    assert "Answered 14 March 2024" in words_of(jude.get(f"{BASE}partners/{partner.pk}/"))
    assert rows_of(jude.get(f"{BASE}matters/list.csv"))[0]["Answer"] == "Ninety."
    assert "No matter matches" in words_of(jude.get(f"{BASE}matters/?state=open"))


# --- partners and access ------------------------------------------------------------------------------------


@pytest.fixture
def officer(group):
    """Wilma Birtles, an officer of the authority."""
    told = {"collaborative": group, "by": None, "on": cast.DAY}
    partner = add_partner(name="Marlbeck Council", kind="authority", **told)
    person = cast.person("Wilma Birtles")
    begin_post(person=person, kind="link officer", partner=partner, starts_on=SEPTEMBER, **told)
    return person


ACCESS = {"role": "officer", "starts_on": "2024-03-14", "last_day": "2024-07-31", "resolution": "R-7"}


@pytest.mark.clause("K5.9")
def test_access_is_looked_at_before_it_is_given_and_ends_by_itself(office, officer):
    page, form = f"{BASE}access/give/", ACCESS | {"person": officer.pk}
    said = words_of(office.post(page, form))
    assert "until the end of Wednesday 31 July 2024 Wilma Birtles sees here" in said
    assert not Grant.objects.exists()
    seal = f"{officer.pk} officer 2024-03-14 2024-07-31"
    said = words_of(office.post(page, form | {"checked": seal}, follow=True))
    assert "Wilma Birtles has access until Wednesday 31 July 2024. Then it ends by itself." in said
    partner = Partner.objects.get()
    said = words_of(office.get(f"{BASE}partners/{partner.pk}/"))
    assert "Link officer 1 September 2023" in said
    assert "Local authority officer what the role opens 14 March 2024 Until 31 July 2024 Not yet" in said
    assert "Ran out on 31 July 2024" in words_of(office.get(f"{BASE}access/?on=2024-08-01"))


@pytest.mark.clause("K5.9")
def test_access_without_an_end_or_for_too_long_is_refused(office, officer):
    page, form = f"{BASE}access/give/", ACCESS | {"person": officer.pk}
    assert "Give the day" in words_of(office.post(page, form | {"last_day": ""}))
    said = words_of(office.post(page, form | {"last_day": "2025-03-14"}))
    assert "It may last until 13 March 2025 at the longest" in said
    assert "Before you confirm" not in said
    assert "Say who agreed to it" in words_of(office.post(page, form | {"resolution": ""}))
    late = form | {"last_day": "2026-03-14", "checked": f"{officer.pk} officer 2024-03-14 2026-03-14"}
    assert "may last until 13 March 2025 at the longest" in words_of(office.post(page, late))
    assert not Grant.objects.exists()


@pytest.mark.clause("K5.9")
def test_access_is_ended_at_once(office, officer, group):
    told = {"collaborative": group, "by": None, "on": cast.DAY}
    given = grant(
        person=officer,
        role="officer",
        starts_on=cast.DAY,
        last_day=date(2024, 7, 31),
        resolution="R-7",
        **told,
    )
    page = f"{BASE}access/{given.pk}/end/"
    assert "It ends at once" in words_of(office.get(page))
    said = words_of(office.post(page, follow=True))
    assert "Wilma Birtles has no access by this any more" in said
    assert "Ended on 14 March 2024" in said
    assert "It has ended already" in words_of(office.get(page))


@pytest.mark.clause("K5.9")
def test_a_partner_is_renamed_and_listed_as_a_file(office, officer):
    partner = Partner.objects.get()
    form = {"name": "Marlbeck City Council", "kind": "authority", "area": "Marlbeck"}
    said = words_of(office.post(f"{BASE}partners/{partner.pk}/change/", form, follow=True))
    assert "Marlbeck City Council Local authority, Marlbeck" in said
    assert "Nothing is changed" in words_of(office.post(f"{BASE}partners/{partner.pk}/change/", form))
    rows = rows_of(office.get(f"{BASE}partners/list.csv"))
    assert rows[0]["Who comes for them"] == "Wilma Birtles, link officer"


@pytest.mark.clause("K5.9")
@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("Marlbeck Council", "authority", "Local authority"),
        ("Speech and Language", "provider", "Provider"),
        ("Service Director, Health", "service", "Service"),
        ("Northern Area", "collaborative", "Other collaborative"),
        ("Archdiocese", "diocese", "Diocese"),
        ("Strategic Partnership Board", "board", "Board"),
        ("Heathfield Trust", "trust", "Trust"),
        ("Wexcombe School", "school", "School that is no member"),
        ("The Marlbeck Theatre", "other", "Other partner"),
    ],
)
def test_whoever_the_text_names_as_a_partner_has_a_kind_in_the_register(office, group, name, kind, words):
    said = words_of(office.post(f"{BASE}partners/", {"name": name, "kind": kind, "area": ""}, follow=True))
    assert f"{name} is in the register." in said
    assert f"{name} {words}" in said


@pytest.mark.clause("K5.9", "X6")
def test_who_was_let_in_comes_as_a_file(office, officer, group):
    told = {"collaborative": group, "by": None, "on": cast.DAY, "resolution": "R-7"}
    grant(person=officer, role="officer", starts_on=cast.DAY, last_day=date(2024, 7, 31), **told)
    (row,) = rows_of(office.get(f"{BASE}access/list.csv"))
    assert (row["Who"], row["Since"], row["Until"]) == ("Wilma Birtles", "2024-03-14", "2024-07-31")
    assert row["How it stands"] == "Until 31 July 2024"


def test_who_is_let_in_is_for_the_office_alone(tess, officer):
    said = words_of(tess.get(f"{BASE}partners/{Partner.objects.get().pk}/"))
    assert "Access for a time" not in said


# --- how much is asked of the database ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["groups/", "representatives/", "representatives/feedback/", "outside/", "matters/"]
)
def test_a_page_asks_the_same_for_three_groups_and_for_thirty(office, group, cabinet, page):
    counts = [_asked(office, f"{BASE}{page}")]
    for number in range(10):
        body = opened(group, f"Forum {number}", "outside")
        told = {"starts_on": SEPTEMBER, "by": None, "on": cast.DAY, "role": "representative"}
        groups.enter_member(group=body, person=cabinet["treasurer"], **told)
        feedback.enter_meeting_outside(
            body=body, person=cabinet["treasurer"], meets_on=date(2024, 4, 1), by=cabinet["som"], on=cast.DAY
        )
    counts.append(_asked(office, f"{BASE}{page}"))
    assert counts == [counts[0]] * 2
    assert counts[0] <= 15


def _asked(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
