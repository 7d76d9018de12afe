"""One person entered twice (X1): two entries are made one, what goes on goes over, what was done stays as it was."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from membership.actions import grants, groups
from membership.actions.invitations import invite
from membership.actions.notices import give_notice
from membership.actions.offices import PlaceTaken, appoint, end_holding
from membership.actions.openings import announce_opening, nominate
from membership.actions.posts import begin_post
from membership.actions.same_person import NotOnePerson, make_one, refusals
from membership.models import (
    Assent,
    BodyMember,
    Contract,
    Conversation,
    Enrolment,
    Holding,
    Notice,
    Place,
    Post,
    SamePerson,
    School,
)
from membership.permissions import NotAllowed, viewer_for
from membership.queries.directory import everybody
from membership.queries.doubles import likely
from membership.queries.entries import Two
from membership.queries.kept import facts_on
from membership.queries.register import Register
from records import audit
from records.models import AuditDetail, AuditEntry, Person
from records.refusals import NotNow, Refusal
from records.tenancy import scoped
from tests.membership import cast, pages

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY, NOON = cast.DAY, date(2024, 3, 15), pages.NOON
LONG_AGO = datetime(2020, 9, 1, tzinfo=UTC)


@pytest.fixture
def nadia(birchenholt) -> Person:
    return cast.person("Nadia Farrow")


@pytest.fixture
def double(group, birchenholt) -> Person:
    """The same head, entered again from a file, who signs in under that entry."""
    found = cast.person("N. Farrow", "n.farrow@birchenholt.example")
    begun(group, found, birchenholt, date(2023, 9, 1))
    Enrolment.objects.create(
        collaborative=group, person=found, invited_at=LONG_AGO, accepted_at=LONG_AGO, expires_at=LONG_AGO
    )
    return found


def begun(group, person, school, starts_on=DAY, **more) -> Post:
    told = {"collaborative": group, "kind": "headteacher", "by": None, "on": DAY}
    return begin_post(person=person, school=school, starts_on=starts_on, **told | more)


def signs(group, person, number=1) -> Holding:
    """One of the places of a signatory of the account."""
    place = Place.objects.filter(code="signatory").order_by("number")[number - 1]
    since = date(2023, 9, 1)
    return appoint(place=place, person=person, starts_on=since, by=None, on=since)


def one(group, entry, person, by=None, **more) -> SamePerson:
    told = {"because": "The business manager of the school said so.", "by": by, "at": NOON}
    return make_one(collaborative=group, entry=entry, person=person, **told | more)


def why_not(group, entry, person) -> str:
    return " ".join(refusals(Two(facts_on(group, DAY), entry, person)))


# --- what goes over ------------------------------------------------------------------------------------


@pytest.mark.clause("X1")
def test_the_post_that_only_the_other_entry_had_goes_over_whole_with_its_past(
    group, birchenholt, nadia, double
):
    beech = cast.school(group, "Beech Primary")
    post = begun(group, double, beech, date(2021, 9, 1), kind="executive headteacher")
    one(group, double, nadia)
    post.refresh_from_db()
    assert (post.person, post.starts_on, post.ends_before) == (nadia, date(2021, 9, 1), None)
    assert viewer_for(nadia, group, DAY).headed_ids == {birchenholt.pk, beech.pk}


@pytest.mark.clause("X1")
def test_the_post_that_both_had_is_entered_once_from_then_on(group, birchenholt, nadia, double):
    one(group, double, nadia)
    ended = Post.objects.get(person=double)
    assert (ended.ends_before, ended.ended_because) == (DAY, "one person, entered twice")
    assert list(
        Post.objects.filter(school=birchenholt, ends_before=None).values_list("person", flat=True)
    ) == [nadia.pk]


@pytest.mark.clause("X1", "K7.2", "K7.6")
def test_an_office_goes_over_with_its_term_and_the_place_is_held_by_one(group, cabinet, nadia, double):
    signs(group, double)
    one(group, double, nadia)
    role = next(role for role in Register(group).on(DAY) if role.held and role.held.person == nadia)
    assert (role.place.code, role.held.since) == ("signatory", date(2023, 9, 1))
    assert not Holding.objects.filter(person=double).exists()
    with pytest.raises(PlaceTaken):
        appoint(place=role.place, person=cabinet["next"], starts_on=DAY, by=None, on=DAY)


@pytest.mark.clause("X1", "K7.4")
def test_who_was_chair_under_the_other_entry_is_outgoing_chair_under_this_one(group, cabinet):
    entry = cast.head(School.objects.get(name="Alder Primary"), "Moira Pen")
    one(group, cabinet["outgoing"], entry)
    outgoing = next(role for role in Register(group).on(DAY) if role.place.code == "outgoing-chair")
    assert outgoing.held.person == entry


@pytest.mark.clause("X1", "K10.3")
def test_groups_and_access_go_over_and_what_both_had_ends(group, birchenholt, nadia, double):
    phonics = groups.open_group(
        collaborative=group, kind="working party", name="Phonics", opened_on=DAY, by=None, on=DAY
    )
    maths = groups.open_group(
        collaborative=group, kind="working party", name="Maths", opened_on=DAY, by=None, on=DAY
    )
    told = {"role": "representative", "starts_on": DAY, "by": None, "on": DAY}
    for body, person in ((phonics, double), (maths, double), (maths, nadia)):
        groups.enter_member(group=body, person=person, **told)
    grants.grant(collaborative=group, person=double, role="officer", starts_on=DAY, last_day=date(2024, 7, 31), by=None,
                 on=DAY, resolution="R-1")  # fmt: skip
    one(group, double, nadia)
    open_ones = BodyMember.objects.filter(ends_before=None).values_list("body__name", "person__name")
    assert sorted(open_ones) == [("Maths", "Nadia Farrow"), ("Phonics", "Nadia Farrow")]
    assert viewer_for(nadia, group, DAY).grants


@pytest.mark.clause("X1")
def test_a_talk_still_to_be_held_goes_over_and_one_that_was_held_stays(group, nadia, double):
    told = {
        "collaborative": group,
        "about": "prospective chair",
        "level": "members",
        "by": nadia,
        "raised_on": DAY,
    }
    waiting = Conversation.objects.create(assigned_to=double, **told)
    held = Conversation.objects.create(
        assigned_to=double, person=double, held_on=DAY, summary="Willing.", **told
    )
    one(group, double, nadia)
    waiting.refresh_from_db()
    held.refresh_from_db()
    assert (waiting.assigned_to, held.assigned_to, held.person) == (nadia, double, double)


# --- what stays ----------------------------------------------------------------------------------------


@pytest.mark.clause("X1", "K5.1", "X5")
def test_of_two_who_both_acted_each_act_stays_under_the_name_it_was_done_in(
    group, birchenholt, nadia, double
):
    contract = Contract.objects.get(school=birchenholt)
    give_notice(contract=contract, by=double, on=DAY)
    assent = Assent.objects.create(
        collaborative=group, kind="pledge", sha256="a" * 64, person=double, capacity="Headteacher", school=birchenholt,
        slot="2023-24", at=NOON,
    )  # fmt: skip
    before = list(AuditEntry.objects.order_by("seq").values("seq", "by", "hash"))
    one(group, double, nadia)
    assent.refresh_from_db()
    assert (Notice.objects.get().given_by, assent.person) == (double, double)
    assert list(AuditEntry.objects.order_by("seq").values("seq", "by", "hash"))[: len(before)] == before
    assert audit.verify(group)
    with pytest.raises(ProtectedError):
        double.delete()


@pytest.mark.clause("X1", "X5")
def test_the_trail_says_which_rows_went_over_and_how_it_was_known(group, cabinet, nadia, double):
    held = signs(group, double)
    row = one(group, double, nadia, by=None)
    entry = AuditEntry.objects.get(act="make-one-person")
    told = AuditDetail.objects.get(entry=entry).after
    assert told["because"] == row.because
    assert told["moved"] == {"places": [held.pk]}


@pytest.mark.clause("X1")
def test_who_stays_reads_what_named_either_entry(group, nadia, double):
    talk = Conversation.objects.create(
        collaborative=group, about="concern", person=double, level="people", by=double, raised_on=DAY
    )
    talk.__class__.objects.filter(pk=talk.pk).update(held_on=DAY, summary="Well.")
    assert not Conversation.objects.visible(viewer_for(nadia, group, DAY)).filter(pk=talk.pk).exists()
    one(group, double, nadia)
    assert Conversation.objects.visible(viewer_for(nadia, group, DAY)).filter(pk=talk.pk).exists()


# --- the entry that goes -------------------------------------------------------------------------------


@pytest.mark.clause("X1")
def test_its_sign_in_to_this_group_ends_and_to_another_does_not(group, tarnside, nadia, double):
    with scoped(tarnside):
        there = Enrolment.objects.create(
            collaborative=tarnside, person=double, invited_at=LONG_AGO, accepted_at=LONG_AGO, expires_at=LONG_AGO,
            token_hash="door of Tarnside",
        )  # fmt: skip
    one(group, double, nadia)
    double.refresh_from_db()
    assert Enrolment.objects.get(person=double).closed_at == NOON
    with scoped(tarnside):
        there.refresh_from_db()
    assert there.closed_at is None
    assert double.is_active
    assert double.email


@pytest.mark.clause("X1")
def test_nothing_new_is_entered_under_it(group, cabinet, birchenholt, nadia, double):
    one(group, double, nadia)
    assert double not in everybody(group)
    words = r"N\. Farrow is the same person as Nadia Farrow: choose that entry"
    beech = School.objects.get(name="Beech Primary")
    with pytest.raises(Refusal, match=words):
        begun(group, double, beech)
    with pytest.raises(Refusal, match=words):
        invite(collaborative=group, person=double, by=None, at=NOON)
    with pytest.raises(Refusal, match=words):
        signs(group, double)


@pytest.mark.clause("X1")
def test_an_entry_that_leads_to_a_third_leads_there_by_way_of_the_second(group, birchenholt, nadia, double):
    third = cast.person("Mrs Nadia Farrow")
    begun(group, third, birchenholt, kind="deputy headteacher")
    one(group, double, nadia)
    one(group, nadia, third)
    assert viewer_for(third, group, DAY).person_ids == {third.pk, nadia.pk, double.pk}


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.clause("X1", "K8.5")
def test_two_who_hold_places_of_one_kind_are_two(group, cabinet, nadia, double):
    for number, person in ((1, nadia), (2, double)):
        signs(group, person, number)
    with pytest.raises(
        NotOnePerson, match="hold a place as Signatory, and two such places are for two people"
    ):
        one(group, double, nadia)
    assert not SamePerson.objects.exists()
    holding = Holding.objects.get(person=double)
    end_holding(holding=holding, last_day=date(2024, 3, 13), because="one person", by=None, on=DAY)
    one(group, double, nadia)
    holding.refresh_from_db()
    assert holding.person == double


@pytest.mark.clause("X1", "K5.1")
def test_the_two_sides_of_a_contract_are_two_people(group, cabinet, nadia, double):
    told = {"collaborative": group, "sha256": "c" * 64, "at": NOON}
    Assent.objects.create(kind="sign", person=double, capacity="Headteacher", **told)
    Assent.objects.create(kind="countersign", person=nadia, capacity="Chair", **told)
    assert "the two sides of a contract are two people" in why_not(group, double, nadia)


@pytest.mark.clause("X1", "K7.8")
def test_a_nomination_does_not_change_hands(group, cabinet, nadia, double):
    place = cast.office(group, "headteacher-rep")
    opening = announce_opening(place=place, closes_on=NEXT_DAY, starts_on=date(2024, 9, 1), by=None, at=NOON)
    nominate(opening=opening, person=double, by=double, at=NOON)
    assert "N. Farrow is nominated as Headteacher Rep, and a nomination stays as it was made" in why_not(
        group, double, nadia
    )


@pytest.mark.clause("X1")
def test_what_makes_no_sense_is_refused_with_its_sentence(group, birchenholt, nadia, double):
    stranger = cast.person("Sam Stranger")
    with pytest.raises(Refusal, match="This is one entry"):
        one(group, nadia, nadia)
    with pytest.raises(Refusal, match="Choose two entries of this group"):
        one(group, stranger, nadia)
    with pytest.raises(Refusal, match="Say how you know"):
        one(group, double, nadia, because=" ")
    with pytest.raises(NotAllowed):
        one(group, double, nadia, by=nadia)
    one(group, double, nadia)
    for entry, person in ((double, nadia), (nadia, double)):
        with pytest.raises(NotNow, match=r"The entry N\. Farrow was made one with Nadia Farrow already"):
            one(group, entry, person)


@pytest.mark.clause("X1")
def test_nobody_makes_the_entry_go_under_which_they_are_signed_in(group, birchenholt, nadia):
    som = cast.commissioned(group, "Marian Teale")
    cast.hold(group, "som", som, date(2023, 9, 1))
    with pytest.raises(Refusal, match="You are signed in as Marian Teale: choose that entry to stay"):
        one(group, som, nadia, by=som)


@pytest.mark.both
@pytest.mark.clause("X1")
def test_the_database_lets_no_entry_go_twice_nor_two_lead_to_each_other(group, birchenholt, nadia, double):
    one(group, double, nadia)
    told = {"collaborative": group, "because": "so", "recorded_at": NOON}
    for entry, person in ((double, nadia), (nadia, double)):
        with pytest.raises(IntegrityError), transaction.atomic():
            SamePerson.objects.create(entry=entry, person=person, **told)


# --- finding them --------------------------------------------------------------------------------------


@pytest.mark.clause("X1")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("N. Farrow", "One name may be short for the other"),
        ("Mrs Nadia FARROW", "The same name"),
        ("Nádia Farrow", "The same name"),
        ("Nadja Farrow", "Names alike, at the same school"),
        ("Jude Farrow", ""),
        ("Nadia Fairweather", ""),
    ],
)
def test_entries_that_may_be_one_person_are_found_by_name(group, birchenholt, nadia, name, why):
    other = Person.objects.create_user(None, name=name)
    begun(group, other, birchenholt, kind="deputy headteacher")
    assert [pair.why for pair in likely(facts_on(group, DAY))] == ([why] if why else [])


# --- the pages -----------------------------------------------------------------------------------------

TWICE = "/marlbeck/people/twice/"


def address(one: Person, other: Person) -> str:
    return f"{TWICE}{one.pk}/{other.pk}/"


@pytest.mark.clause("X1")
def test_the_office_finds_the_double_looks_at_both_checks_and_makes_them_one(marian, group, nadia, double):
    said = pages.words_of(marian.get(TWICE))
    assert "N. Farrow and Nadia Farrow" in said
    assert "One name may be short for the other" in said
    said = pages.words_of(marian.get(address(nadia, double)))
    assert "Signs in as n.farrow@birchenholt.example" in said
    assert "Headteacher, Birchenholt Primary School, since 1 September 2023" in said
    typed = {"stays": str(nadia.pk), "because": "She said so."}
    said = pages.words_of(marian.post(address(nadia, double), typed))
    assert "Check what becomes of N. Farrow" in said
    assert "This is not taken back" in said
    assert "Nadia Farrow does not sign in yet" in said
    assert not SamePerson.objects.exists()
    said = pages.words_of(marian.post(address(nadia, double), typed | {"shown": str(nadia.pk)}, follow=True))
    assert "N. Farrow and Nadia Farrow are one person here" in said
    assert "What was done before is also under N. Farrow" in said
    said = pages.words_of(marian.get(f"/marlbeck/people/{double.pk}/"))
    assert "This is Nadia Farrow, who was entered twice" in said
    assert "Record the post" not in said


@pytest.mark.clause("X1")
def test_the_choice_is_asked_for_and_kept(marian, group, nadia, double):
    answer = marian.post(address(nadia, double), {"stays": str(double.pk), "because": ""})
    assert answer.status_code == 422
    assert "Say how you know that they are one person" in pages.words_of(answer)
    assert re.search(f'value="{double.pk}"[^>]*checked', answer.content.decode())


@pytest.mark.clause("X1")
def test_why_they_cannot_be_one_is_said_before_any_button(marian, group, nadia, double):
    for number, person in ((1, nadia), (2, double)):
        signs(group, person, number)
    typed = {"stays": str(nadia.pk), "because": "She said so."}
    said = pages.words_of(marian.post(address(nadia, double), typed))
    assert "They cannot be made one" in said
    assert "two such places are for two people" in said
    assert "Make them one person" not in said


@pytest.mark.clause("X1")
def test_any_two_are_chosen_from_the_list_and_one_is_not_two(marian, group, nadia, double):
    to = marian.get(TWICE, {"one": nadia.pk, "other": double.pk})
    assert to.headers["Location"] == address(nadia, double)
    answer = marian.get(TWICE, {"one": nadia.pk, "other": nadia.pk})
    assert answer.status_code == 422
    assert "This is one entry: choose the other one" in pages.words_of(answer)


@pytest.mark.clause("X6")
def test_a_file_that_names_the_other_entry_means_whoever_stays(group, birchenholt, nadia, double):
    from membership.imports.people import preview_people

    one(group, double, nadia)
    head = "Name,Email,Post,School,Partner,First day,Last day\n"
    rows = f"N. Farrow,{double.email},headteacher,Birchenholt Primary School,,,\n"
    preview = preview_people(facts_on(group, DAY), (head + rows).encode())
    assert not preview.new
    assert not preview.begin
