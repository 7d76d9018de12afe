"""The duties of the year on the screen: which are done, recording one, putting it right, and the yearly review."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from membership.actions.duties import record_event
from membership.models import DutyRecord
from membership.queries.duties import done
from records.obligations import Window, gather
from tests.membership import cast, pages
from tests.membership.pages import words_of

DUTIES = "/marlbeck/duties/"
CHECK = f"{DUTIES}2023-24/website-check/autumn/"
REVIEW = f"{DUTIES}2022-23/model-review/summer/"
ENGAGEMENT = f"{DUTIES}2023-24/engagement-review/spring/"


@pytest.fixture
def office(client, cabinet, group, today):
    """The browser of Sol Marchetti, the manager of the cabinet's own group."""
    return pages.sign_in(type(client)(), group, cabinet["som"])


@pytest.fixture
def chair(client, cabinet, group, today):
    return pages.sign_in(type(client)(), group, cabinet["chair"])


def told(**changes):
    form = {
        "done_on": "2023-12-01",
        "outcome": "Every page was read.",
        "recommendation": "",
        "resolution": "",
    }
    return form | changes


@pytest.mark.clause("K10.9", "K1.5")
def test_the_duties_of_a_year_stand_in_the_order_of_their_days_with_why(office):
    said = words_of(office.get(DUTIES))
    assert "0 of" in said
    assert "Check of the website and the social account" in said
    assert said.index("Check of the website") < said.index("Review of the collaborative model")
    assert "Not recorded" in said
    assert "Full meeting" not in said.split("Duties of 2023/24")[-1]


def test_a_duty_is_found_by_its_name_or_whose_it_is_and_by_its_state(office):
    assert (
        "Review of the collaborative model"
        not in words_of(office.get(f"{DUTIES}?q=website")).split("State")[-1]
    )
    assert "Nothing matches" in words_of(office.get(f"{DUTIES}?show=done"))
    mine = words_of(office.get(f"{DUTIES}?show=mine")).split("State")[-1]
    assert "Check of the website" in mine
    assert "Audit of the annual accounts" in mine
    assert "The Treasurer's check" not in mine


def test_a_year_that_is_no_year_is_not_found_and_one_without_terms_says_so(office):
    assert office.get(f"{DUTIES}?year=lately").status_code == 404
    assert "The terms of 2030/31 are not entered" in words_of(office.get(f"{DUTIES}?year=2030-31"))
    assert office.get(f"{DUTIES}2023-24/website-check/summer/").status_code == 404
    assert office.get(f"{DUTIES}2023-24/full-meeting/autumn-1/").status_code == 404


@pytest.mark.clause("K10.9")
def test_the_check_is_recorded_with_a_document_and_is_done_in_the_planner(office, group):
    paper = SimpleUploadedFile("pages.txt", b"All addresses answer.")
    said = words_of(office.post(CHECK, told(paper=paper), follow=True))
    assert "Strategic Operations Manager: Sol Marchetti" in said
    assert "Recorded: Check of the website and the social account." in said
    assert "Every page was read." in said
    assert "Done 1 December 2023" in words_of(office.get(DUTIES))
    kept = office.get(f"{DUTIES}documents/{DutyRecord.objects.get().pk}/")
    assert b"".join(kept.streaming_content) == b"All addresses answer."
    [due] = [
        due
        for due in gather(group, Window(cast.DAY, date(2023, 9, 1), date(2024, 8, 31)))
        if due.key == "event.website-check · - · 2023-24/autumn · hold"
    ]
    assert (due.done_on, due.link) == (date(2023, 12, 1), CHECK)


def test_before_the_day_it_was_done_it_was_not(office, group):
    office.post(CHECK, told())
    dues = gather(group, Window(date(2023, 11, 1), date(2023, 9, 1), date(2024, 8, 31)))
    [due] = [due for due in dues if due.key.startswith("event.website-check")]
    assert due.done_on is None


def test_it_is_put_right_by_recording_it_anew_and_the_former_is_kept(office):
    office.post(CHECK, told())
    assert 'value="2023-12-01"' in office.get(CHECK).content.decode()
    said = words_of(office.post(CHECK, told(outcome="Two pages were old."), follow=True))
    assert "Two pages were old." in said.split("What was recorded before")[0]
    assert "Every page was read." in said.split("What was recorded before")[1]


def test_a_form_that_says_nothing_or_looks_ahead_comes_back_filled(office):
    answer = office.post(CHECK, told(done_on="2024-03-15", outcome=""))
    assert answer.status_code == 422
    assert "Say what came of it" in words_of(answer)
    assert "That day has not come" in words_of(answer)
    refused = office.post(CHECK, told(paper=SimpleUploadedFile("run.exe", b"x")))
    assert "A file ending in “.exe” is not kept here" in words_of(refused)
    assert not DutyRecord.objects.exists()


def test_a_headteacher_reads_what_came_of_it_and_records_nothing(nadia, office):
    office.post(CHECK, told())
    said = words_of(nadia.get(CHECK))
    assert "Every page was read." in said
    assert "record it anew" not in said
    answer = nadia.post(CHECK, told())
    assert answer.status_code == 403
    assert "Only the" in words_of(answer)


# --- the yearly review of the model ---------------------------------------------------------------------


@pytest.mark.clause("K1.5")
def test_a_review_is_recorded_with_its_impact_and_goes_to_the_full_group(chair, nadia):
    without = chair.post(REVIEW, told(done_on="2023-07-03", impact=""))
    assert "Say what impact the model has had" in words_of(without)
    form = told(
        done_on="2023-07-03",
        outcome="The model serves.",
        impact="Twelve schools have worked together.",
        recommendation="Keep the two tiers.",
    )
    chair.post(REVIEW, form)
    said = words_of(nadia.get(REVIEW))
    paper = said.split("For the Full Group")[1]
    assert "goes to the Full Group as a paper" in paper
    for words in ("The model serves.", "Twelve schools have worked together.", "Keep the two tiers."):
        assert words in paper
    assert "The review and its evaluation of impact go to the full group." in said


@pytest.mark.clause("K1.5")
def test_each_year_has_a_page_and_names_the_years_before(chair, group, cabinet):
    chair.post(REVIEW, told(done_on="2023-07-03", outcome="The model serves.", impact="Much."))
    this_year = words_of(chair.get(f"{DUTIES}2023-24/model-review/summer/"))
    assert "2022/23 3 July 2023 The model serves." in this_year.split("In other years")[1]
    assert list(done(group, "model-review")) == ["2022-23/summer"]


@pytest.mark.clause("K1.5")
def test_those_whose_business_it_is_are_asked_for_the_review(group, cabinet):
    dues = gather(group, Window(cast.DAY, date(2023, 9, 1), date(2024, 8, 31)))
    [due] = [due for due in dues if due.key.startswith("event.model-review")]
    assert set(due.who) == {cabinet["som"].pk, cabinet["chair"].pk}
    assert due.due_on == date(2024, 7, 19)


@pytest.mark.clause("B6.2")
def test_purpose_priorities_and_structure_are_reviewed_yearly_and_it_is_recorded(client, seats_group, today):
    clerk = pages.sign_in(client, seats_group, cast.commissioned(seats_group, "Cass Moran", kind="clerk"))
    page = f"{DUTIES}2023-24/review/2023-24/"
    form = told(done_on="2024-03-01", outcome="The priorities hold.", impact="Six groups of schools.")
    said = words_of(clerk.post(page, form, follow=True))
    assert "Review of purpose, priorities and structure" in said
    assert "The priorities hold." in said
    dues = gather(seats_group, Window(cast.DAY, date(2023, 9, 1), date(2024, 8, 31)))
    [due] = [due for due in dues if due.key.startswith("event.review")]
    assert due.done_on == date(2024, 3, 1)


# --- the business of one body ---------------------------------------------------------------------------


def test_what_is_the_business_of_the_management_group_is_read_by_it_alone(
    office, nadia, cabinet, client, group
):
    office.post(ENGAGEMENT, told(done_on="2024-03-01", outcome="CANARY is not engaged."))
    assert "CANARY" in words_of(office.get(ENGAGEMENT))
    said = words_of(nadia.get(ENGAGEMENT))
    assert "CANARY" not in said
    assert "seen by those it concerns alone" in said
    member = pages.sign_in(type(client)(), group, cabinet["send-rep"])
    assert "CANARY" in words_of(member.get(ENGAGEMENT))


def test_the_year_comes_as_a_file(office, cabinet, group):
    record_event(
        collaborative=group, code="website-check", slot="2023-24/autumn", by=cabinet["som"],
        done_on=date(2023, 12, 1), on=cast.DAY, outcome="CANARY",
    )  # fmt: skip
    content = office.get(f"{DUTIES}list.csv?year=2023-24").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    check = next(row for row in rows if row["Duty"].startswith("Check of the website"))
    assert (check["Done on"], check["Whose"]) == ("2023-12-01", "Strategic Operations Manager")
    assert "CANARY" not in content
