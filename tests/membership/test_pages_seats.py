"""The pages of seats by category, of what they attest, of seats that go with a post, and of reviews."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from membership.actions.partners import add_partner
from membership.actions.posts import begin_post
from membership.actions.reviews import NoReview, review_post
from membership.actions.seats import seat
from membership.models import Assent, Body, DutyRecord, Holding, Place
from membership.queries import kept
from membership.queries.attestation import words_of
from membership.queries.editions import edition_on
from records import audit
from records.models import AuditEntry, Message, Person
from records.obligations import Window, gather
from records.outbox import MessageState
from records.refusals import Refusal
from reminders.sweep import sweep
from tests.membership import cast, pages
from tests.membership.pages import words_of as said_in

SEATED = date(2023, 1, 10)
VACANT = "National Leader of Governance"
SECONDARY = "Secondary Headteachers Association"
CHAIR_OF_IT = "chair of the secondary headteachers association"
SEATS = "/marlbeck/bodies/group/seats/"


@pytest.fixture
def board(in_marlbeck):
    """The Bristol terms of reference adopted in November 2022, fifteen of sixteen seats filled since January 2023."""
    cast.adopt(in_marlbeck, cast.bristol(), in_force_on=date(2022, 11, 1))
    body = Body.objects.get(code="group")
    for number, place in enumerate(Place.objects.filter(body=body).exclude(code=VACANT)):
        person = cast.person(f"Holder of {place.code} {place.number}", f"member{number}@marlbeck.example")
        seat(
            place=place,
            person=person,
            starts_on=SEATED,
            represents=f"School {place.number}",
            by=None,
            on=SEATED,
        )
    return body


@pytest.fixture
def clerk(client, in_marlbeck, board, today):
    """The browser of Cass Moran, who does the office work."""
    return pages.sign_in(client, in_marlbeck, cast.commissioned(in_marlbeck, "Cass Moran", kind="clerk"))


def in_seat(category: str) -> Holding:
    return Holding.objects.get(place__code=category)


def as_member(group, category: str) -> Client:
    return pages.sign_in(Client(), group, in_seat(category).person)


def sha(group) -> str:
    return words_of(edition_on(group, cast.DAY).rules, "group").sha256


def attestation_page(category: str) -> str:
    return f"/marlbeck/register/holdings/{in_seat(category).pk}/attestation/"


def due_now(group, first=date(2023, 1, 1), last=date(2025, 1, 1)) -> list:
    return list(gather(group, Window(cast.DAY, first, last)))


# --- the page -------------------------------------------------------------------------------------------


@pytest.mark.clause("B3.1", "B3.4", "B3.5", "B3.6", "B4.1")
def test_every_seat_with_who_sits_for_whom_until_when_and_what_is_to_be_looked_at(clerk):
    said = said_in(clerk.get(SEATS))
    assert "11 categories · 15 of 16 seats filled · at most 16" in said
    assert "Filled 15 of 16" in said
    assert "Attested or waived 0 of 15" in said
    assert "holds until Thursday 31 October 2024. It lapses with that day" in said
    assert "Holder of Director Children's Services 1 chairs by virtue of the seat" in said
    assert "Chair and two Executive Board Members representing three areas" in said
    assert "Second area, Primary Headteachers Association Holder of Primary" in said
    assert "Headteachers Association 2 for School 2 10 January 2023" in said
    assert "Nobody is recorded as director of children's services" in said
    seat = said.split("Catholic Diocese Holder")[-1]
    assert "10 January 2023" in seat
    assert "Due 10 January 2024" in seat
    assert "31 October 2024 why?" in seat, "with the structure, ten weeks before the two years are over"
    assert "which comes first" in seat


@pytest.mark.clause("B3.1", "B3.4")
def test_what_lacks_somebody_is_named_first(clerk, in_marlbeck):
    for number in (2, 3):
        holding = Holding.objects.get(place__code="Leaders of Multi-Academy Trusts", place__number=number)
        Holding.objects.filter(pk=holding.pk).update(ends_before=date(2024, 2, 1), ended_because="left")
    Holding.objects.filter(pk=in_seat("Early Years Partnership").pk).update(
        ends_before=date(2024, 2, 1), ended_because="left"
    )
    said = said_in(clerk.get(f"{SEATS}?on=2024-03-13"))
    assert "Nobody sits for early years" in said
    assert "Nobody sits for second area and third area Leaders of Multi-Academy Trusts" in said
    assert "last: Holder of Leaders of Multi-Academy Trusts 2, to 31 January 2024" in said


@pytest.mark.clause("B3.1", "X6")
@pytest.mark.clause("B3.1")
def test_the_members_of_a_group_of_seats_are_on_the_page_of_its_seats(clerk):
    answer = clerk.get("/marlbeck/members/")
    assert "This group is made of seats" in said_in(answer)
    assert f'href="{SEATS}"' in answer.content.decode()


def test_the_seats_come_as_a_file(clerk):
    answer = clerk.get("/marlbeck/bodies/group/seats.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 16
    row = next(row for row in rows if row["Category"] == "Catholic Diocese")
    assert (row["Representative"], row["Represents"]) == ("Holder of Catholic Diocese 1", "School 1")
    assert (row["Since"], row["Review due"], row["Until"]) == ("2023-01-10", "2024-01-10", "2024-10-31")
    assert row["Attested"] == "missing since 10 January 2023"
    assert [row["Representative"] for row in rows if row["Category"] == VACANT] == ["vacant"]


def test_a_body_of_schools_has_no_seats_and_says_so(marian):
    assert "No seats by category on this day" in said_in(marian.get("/marlbeck/bodies/full-group/seats/"))


@pytest.mark.clause("B3.5", "B3.6")
def test_the_page_of_the_body_leads_to_its_seats_and_says_who_chairs_and_when_it_lapses(clerk):
    answer = clerk.get("/marlbeck/bodies/group/")
    said = said_in(answer)
    assert f'href="{SEATS}"' in answer.content.decode()
    assert (
        "Holder of Director Children's Services 1 chairs by virtue of the seat: Director Children's Services"
        in said
    )
    assert "holds until Thursday 31 October 2024" in said


# --- attesting ------------------------------------------------------------------------------------------


@pytest.mark.clause("B3.3")
def test_a_representative_reads_the_words_and_attests_them(in_marlbeck, clerk):
    browser, page = as_member(in_marlbeck, "Catholic Diocese"), attestation_page("Catholic Diocese")
    said = said_in(browser.get(page))
    assert "has been a leader of a good or outstanding school" in said
    assert "has experience of supporting school improvement outside their own school or MAT" in said
    empty = browser.post(page, {"sha256": sha(in_marlbeck)})
    assert empty.status_code == 422
    assert "Tick the box to attest it" in said_in(empty)
    form = {"sha256": sha(in_marlbeck), "agreed": "on"}
    assert "Holder of Catholic Diocese 1 attests it" in said_in(browser.post(page, form, follow=True))
    browser.post(page, form)
    assert Assent.objects.count() == 1
    assert "Attested or waived 1 of 15" in said_in(clerk.get(SEATS))


@pytest.mark.clause("B3.3")
def test_nobody_attests_for_the_seat_of_somebody_else(in_marlbeck, clerk):
    browser = as_member(in_marlbeck, "Church of England Diocese")
    page = attestation_page("Catholic Diocese")
    assert "It is for Holder of Catholic Diocese 1 to attest" in said_in(browser.get(page))
    answer = browser.post(page, {"sha256": sha(in_marlbeck), "agreed": "on"})
    assert answer.status_code == 403
    assert "Only the clerk may do this" in said_in(answer)
    assert Assent.objects.count() == 0


@pytest.mark.clause("B3.3")
def test_the_office_records_a_waiver_with_its_decision(in_marlbeck, clerk):
    page = attestation_page("Local Authority Service Director")
    form = {"sha256": sha(in_marlbeck), "how": "waived"}
    refused = clerk.post(page, form)
    assert refused.status_code == 422
    assert "Give the decision by which it is waived" in said_in(refused)
    said = said_in(clerk.post(page, form | {"resolution": "The Group, 7 March 2024"}, follow=True))
    assert "it is waived for Holder of Local Authority Service Director 1" in said
    assert "Recorded by Cass Moran" in said
    assert "Waived The Group, 7 March 2024; recorded by Cass Moran" in said_in(clerk.get(SEATS))


@pytest.mark.clause("B3.3")
def test_a_waiver_recorded_by_mistake_is_taken_back_with_a_reason_and_the_attestation_is_asked_for_again(
    in_marlbeck, clerk
):
    page = attestation_page("Local Authority Service Director")
    form = {"sha256": sha(in_marlbeck), "how": "waived", "resolution": "The Group, 7 March 2024"}
    clerk.post(page, form)
    refused = clerk.post(page, {"do": "take back", "because": " "})
    assert (refused.status_code, "Say why the waiver is taken back" in said_in(refused)) == (422, True)
    said = said_in(clerk.post(page, {"do": "take back", "because": "It was for another seat"}, follow=True))
    assert "is asked to attest it" in said
    assert (
        "A waiver (The Group, 7 March 2024) was taken back on Thursday 14 March 2024: It was for another seat"
        in said
    )
    holding = in_seat("Local Authority Service Director")
    assert (holding.attestation, Assent.objects.count()) == (None, 1)
    entry = audit.history(in_marlbeck, holding).filter(act="attest").latest("seq")
    assert entry.detail.after == {"waiver_taken_back": "It was for another seat"}
    assert clerk.post(page, {"do": "take back", "because": "again"}).status_code == 422
    clerk.post(page, form | {"resolution": "The Group, 14 March 2024"})
    holding.refresh_from_db()
    assert holding.attestation.resolution == "The Group, 14 March 2024"


@pytest.mark.clause("B3.3")
def test_what_somebody_attested_is_not_taken_back_and_a_member_takes_nothing_back(in_marlbeck, clerk):
    page = attestation_page("Local Authority Service Director")
    clerk.post(page, {"sha256": sha(in_marlbeck), "how": "paper"})
    assert "There is no waiver to take back" in said_in(
        clerk.post(page, {"do": "take back", "because": "wrong"})
    )
    member = as_member(in_marlbeck, "Catholic Diocese")
    assert member.post(page, {"do": "take back", "because": "wrong"}).status_code == 403


@pytest.mark.clause("B3.3")
def test_whoever_sits_is_asked_by_mail_and_what_is_attested_is_asked_no_more(in_marlbeck, clerk, board):
    new = cast.person("Ines Moreau", "ines@marlbeck.example")
    holding = seat(place=board.places.get(code=VACANT), person=new, starts_on=cast.DAY, by=None, on=cast.DAY)
    asked = next(due for due in due_now(in_marlbeck) if "attest" in due.key and due.who == (new.pk,))
    assert asked.due_on == date(2024, 3, 28)
    assert "two weeks to attest" in asked.why.defaults[0]
    sweep(in_marlbeck, on=cast.DAY, at=pages.NOON)
    assert Message.objects.filter(person=new, key=asked.key, state=MessageState.QUEUED).count() == 1
    browser = pages.sign_in(Client(), in_marlbeck, new)
    browser.post(asked.link, {"sha256": sha(in_marlbeck), "agreed": "on"})
    assert Holding.objects.get(pk=holding.pk).attestation
    assert next(due for due in due_now(in_marlbeck) if due.key == asked.key).done
    sweep(in_marlbeck, on=cast.DAY, at=pages.NOON)
    assert not Message.objects.filter(key=asked.key, state=MessageState.QUEUED).exists()


# --- seats that go with a post --------------------------------------------------------------------------


@pytest.fixture
def successor(in_marlbeck, board):
    """Bartholomew Oyelaran chairs the association since 4 March 2024."""
    told = {"collaborative": in_marlbeck, "by": None, "on": SEATED}
    partner = add_partner(name=SECONDARY, kind="service", **told)
    who = cast.person("Bartholomew Oyelaran")
    begin_post(person=who, kind=CHAIR_OF_IT, partner=partner, starts_on=date(2024, 3, 4), **told)
    return who


@pytest.mark.clause("B3.1", "B4.1")
def test_a_new_holder_of_the_post_is_flagged_and_seated_with_one_button(in_marlbeck, clerk, successor):
    place = Place.objects.get(code=SECONDARY)
    page = f"/marlbeck/register/{place.pk}/pass-on/"
    assert "Bartholomew Oyelaran has been chair of the secondary" in said_in(clerk.get(SEATS))
    due = next(due for due in due_now(in_marlbeck) if due.key.endswith("pass on"))
    assert (due.due_on, due.link) == (date(2024, 3, 18), page)
    said = said_in(clerk.get(page))
    assert "Sits from 4 March 2024, by virtue of the post" in said
    assert "Holder of Secondary Headteachers Association 1, with the day before" in said
    said = said_in(clerk.post(page, follow=True))
    assert "Bartholomew Oyelaran sits from 4 March 2024, by virtue of the post" in said
    assert "before: Holder of Secondary Headteachers Association 1, to 3 March 2024" in said
    assert not [due for due in due_now(in_marlbeck) if due.key.endswith("pass on")]
    again = clerk.post(page)
    assert again.status_code == 422
    assert "in the seat already" in said_in(again)


def test_a_member_passes_nothing_on(in_marlbeck, clerk, successor):
    page = f"/marlbeck/register/{Place.objects.get(code=SECONDARY).pk}/pass-on/"
    browser = as_member(in_marlbeck, "Catholic Diocese")
    assert browser.post(page).status_code == 403
    assert "Pass it on" not in said_in(browser.get(SEATS))


@pytest.mark.clause("B3.2")
def test_a_filled_seat_is_not_filled_again_through_its_form(clerk):
    place = Place.objects.get(code="Catholic Diocese")
    form = {"person": in_seat(SECONDARY).person.pk, "starts_on": "2024-03-14", "how": "named"}
    answer = clerk.post(f"/marlbeck/register/{place.pk}/fill/", form)
    assert answer.status_code == 422
    assert Holding.objects.filter(place=place).count() == 1


# --- reviews --------------------------------------------------------------------------------------------


@pytest.mark.clause("B4.1", "K7.3")
def test_a_review_is_due_after_a_year_reminded_and_done_once_it_is_recorded(in_marlbeck, clerk):
    holding = in_seat("Catholic Diocese")
    page = f"/marlbeck/register/holdings/{holding.pk}/review/"
    asked = next(due for due in due_now(in_marlbeck) if due.link == page)
    assert (asked.due_on, asked.done, asked.late_on(cast.DAY)) == (date(2024, 1, 10), False, True)
    form = {"slot": "2023-24", "done_on": "2024-03-07", "outcome": "She speaks for all its schools.",
            "carries_on": "yes", "recommendation": "A second voice for the north."}  # fmt: skip
    said = said_in(clerk.post(page, form, follow=True))
    assert "The review of Holder of Catholic Diocese 1 for 2023/24 is recorded" in said
    assert "carries on She speaks for all its schools. Recommended: A second voice for the north." in said
    done = next(due for due in due_now(in_marlbeck) if due.key == asked.key)
    assert done.done_on == date(2024, 3, 7)
    assert "Reviewed 7 March 2024" in said_in(clerk.get(SEATS))


@pytest.mark.clause("B4.1")
def test_the_end_of_a_tenure_is_due_and_reminded_before_its_day(in_marlbeck, clerk):
    cast.sit(Body.objects.get(code="group"), VACANT, cast.person("Ines Moreau"), date(2022, 11, 1))
    (ends,) = [due for due in due_now(in_marlbeck) if due.whom == "Ines Moreau" and "The term of" in due.what]
    assert (ends.due_on, bool(ends.remind)) == (date(2024, 10, 31), True)
    assert [Person.objects.get(pk=pk).name for pk in ends.who] == ["Cass Moran"]


@pytest.mark.clause("K7.3")
def test_a_correction_takes_the_place_of_what_was_recorded_and_both_are_read(in_marlbeck, clerk):
    holding = in_seat("Catholic Diocese")
    page = f"/marlbeck/register/holdings/{holding.pk}/review/"
    form = {"slot": "2023-24", "done_on": "2024-03-07", "outcome": "Carries on.", "carries_on": "yes"}
    clerk.post(page, form)
    said = said_in(clerk.post(page, form | {"outcome": "Stands down.", "carries_on": "no"}, follow=True))
    assert "does not carry on Stands down." in said
    assert "Record that it ends" in said
    assert "Corrected since" in said
    assert DutyRecord.objects.filter(superseded_at=None).get().outcome == "Stands down."
    assert DutyRecord.objects.count() == 2


@pytest.mark.clause("K7.3")
def test_the_list_shows_which_reviews_are_due_and_which_are_done(in_marlbeck, clerk):
    clerk.post(f"/marlbeck/register/holdings/{in_seat('Catholic Diocese').pk}/review/",
               {"slot": "2023-24", "done_on": "2024-03-07", "outcome": "Fine.", "carries_on": "yes"})  # fmt: skip
    said = said_in(clerk.get("/marlbeck/register/reviews/"))
    assert "15 posts reviewed, 14 due" in said
    done = said_in(clerk.get("/marlbeck/register/reviews/?show=done"))
    assert "Catholic Diocese Holder of Catholic Diocese 1" in done
    assert "Church of England Diocese" not in done
    assert "None of these" in said_in(clerk.get("/marlbeck/register/reviews/?show=ahead"))
    rows = list(csv.DictReader(io.StringIO(
        clerk.get("/marlbeck/register/reviews.csv?show=done").content.decode("utf-8-sig"))))  # fmt: skip
    assert [(row["Post"], row["For"], row["State"], row["Held on"]) for row in rows] == [
        ("Catholic Diocese", "2023/24", "done", "2024-03-07")
    ]


@pytest.mark.clause("K7.3")
def test_what_is_incomplete_or_before_its_time_is_refused_with_the_reason(in_marlbeck, clerk):
    holding = in_seat("Catholic Diocese")
    page = f"/marlbeck/register/holdings/{holding.pk}/review/"
    answer = clerk.post(
        page, {"slot": "2023-24", "done_on": "2024-04-01", "outcome": "Fine.", "carries_on": "yes"}
    )
    assert answer.status_code == 422
    assert "has not come" in said_in(answer)
    assert "Say what came of it" in said_in(clerk.post(page, {"slot": "2023-24", "done_on": "2024-03-01"}))
    assert DutyRecord.objects.count() == 0
    told = {
        "holding": holding,
        "by": cast.person("Cass Moran"),
        "on": cast.DAY,
        "outcome": "Fine.",
        "carries_on": True,
    }
    with pytest.raises(NoReview):
        review_post(slot="2030-31", done_on=cast.DAY, **told)
    with pytest.raises(Refusal, match="has the post since"):
        review_post(slot="2023-24", done_on=date(2022, 12, 1), **told)


@pytest.mark.clause("K7.3")
def test_posts_of_the_management_group_are_reviewed_every_year(group, cabinet, today, client):
    office = pages.sign_in(client, group, cabinet["som"])
    said = said_in(office.get("/marlbeck/register/reviews/"))
    assert "SEND Rep / EPA Lead Kit Solanki 1 September 2023 1 September 2024 why?" in said
    assert "Academy Rep Amina Clarke" in said
    assert "Tess Rahman" not in said, "the term of the Treasurer ends, and is not reviewed"
    holding = Holding.objects.get(person=cabinet["send-rep"])
    review_post(holding=holding, slot="2024-25", by=cabinet["som"], done_on=cast.DAY, on=cast.DAY,
                outcome="Early, and well.", carries_on=True)  # fmt: skip
    assert AuditEntry.objects.filter(act="review-post").count() == 1
    assert "Done 14 March 2024" in said_in(office.get("/marlbeck/register/reviews/"))


@pytest.mark.clause("B3.6")
def test_the_lapse_is_warned_of_until_the_structure_is_renewed(in_marlbeck, clerk):
    lapse = next(due for due in due_now(in_marlbeck) if due.key.endswith("lapse"))
    assert (lapse.due_on, lapse.done) == (date(2024, 10, 31), False)
    cast.adopt(in_marlbeck, cast.bristol(), in_force_on=date(2024, 11, 1))
    kept.forget()
    assert next(due for due in due_now(in_marlbeck) if due.key.endswith("lapse")).done


@pytest.mark.parametrize("path", ["bodies/group/seats/", "register/reviews/", "bodies/group/"])
def test_the_pages_ask_equally_often_however_many_schools(in_marlbeck, clerk, path):
    counts = []
    for more in (3, 27):
        pages.many(in_marlbeck, more)
        clerk.get(f"/marlbeck/{path}")
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get(f"/marlbeck/{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
