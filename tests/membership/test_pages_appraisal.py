"""The appraisal of the manager and the review of the salary: recorded, told to few, and read by nobody else."""

from datetime import date

import pytest

from membership.actions.appraisal import (
    NoTargets,
    NotOfTheBoard,
    NotOneself,
    record_appraisal,
    record_salary_review,
    report_overview,
)
from membership.models import DutyRecord
from membership.permissions import NotAllowed
from records.models import AuditDetail, Message
from records.obligations import Window, gather
from records.refusals import NotNow
from tests.membership import cast, pages
from tests.membership.pages import words_of

pytestmark = pytest.mark.clause("K8.13", "K8.14")

PAGE = "/marlbeck/appraisal/"
SUMMER = "2023-24/summer"
JUNE = date(2024, 6, 13)


@pytest.fixture
def browser(client, group, today, monkeypatch):
    """Signs somebody in on 13 June 2024, each in a browser of their own."""
    from datetime import UTC, datetime

    from records import clock

    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 6, 13, 12, tzinfo=UTC))
    return lambda person: pages.sign_in(type(client)(), group, person)


def appraised(group, cabinet, **changes):
    fields = {
        "slot": SUMMER,
        "done_on": date(2024, 6, 10),
        "outcome": "CANARYFOUND",
        "targets": "CANARYTARGET",
        "second": cabinet["treasurer"],
    }
    return record_appraisal(collaborative=group, by=cabinet["chair"], on=JUNE, **fields | changes)


def overview(group, cabinet):
    return report_overview(
        collaborative=group, slot=SUMMER, done_on=JUNE, outcome="CANARYOVERVIEW", by=cabinet["chair"], on=JUNE
    )


def salary(group, cabinet, by="chair"):
    return record_salary_review(
        collaborative=group, slot=SUMMER, done_on=JUNE, benchmark="CANARYBENCHMARK", outcome="CANARYSALARY",
        by=cabinet[by], on=JUNE,
    )  # fmt: skip


# --- the acts --------------------------------------------------------------------------------------------


def test_the_chair_appraises_and_another_member_of_the_management_group_may_take_part(group, cabinet):
    with_another = appraised(group, cabinet)
    assert (with_another.about, with_another.by, with_another.second) == (
        cabinet["som"], cabinet["chair"], cabinet["treasurer"],
    )  # fmt: skip
    assert with_another.level == "people"
    assert appraised(group, cabinet, second=None).second is None


def test_nobody_else_appraises(group, cabinet):
    for name in ("som", "treasurer", "next"):
        with pytest.raises((NotAllowed, NotOneself)):
            record_appraisal(
                collaborative=group, slot=SUMMER, done_on=JUNE, outcome="Well.", targets="More.",
                by=cabinet[name], on=JUNE,
            )  # fmt: skip
    assert not DutyRecord.objects.exists()


def test_targets_are_set_and_the_second_is_of_the_management_group(group, cabinet):
    with pytest.raises(NoTargets):
        appraised(group, cabinet, targets=" ")
    for second in (cabinet["next"], cabinet["som"], cabinet["chair"]):
        with pytest.raises(NotOfTheBoard):
            appraised(group, cabinet, second=second)


def test_an_overview_follows_an_appraisal(group, cabinet):
    with pytest.raises(NotNow, match="not recorded yet"):
        overview(group, cabinet)
    appraised(group, cabinet)
    assert overview(group, cabinet).body.code == "management-group"


def test_nobody_records_the_review_of_their_own_salary(group, cabinet):
    with pytest.raises(NotOneself):
        salary(group, cabinet, by="som")


def test_the_chair_is_asked_for_the_appraisal_by_the_end_of_the_summer_term_until_it_is_done(group, cabinet):
    def due(code):
        window = Window(JUNE, date(2024, 4, 1), date(2024, 8, 31))
        return next(due for due in gather(group, window) if due.key.startswith(f"event.{code} "))

    asked = due("appraisal")
    assert (asked.who, asked.due_on, asked.done_on) == ((cabinet["chair"].pk,), date(2024, 7, 19), None)
    appraised(group, cabinet)
    salary(group, cabinet)
    assert due("appraisal").done_on == date(2024, 6, 10)
    assert due("salary-review").done_on == JUNE


# --- the pages -------------------------------------------------------------------------------------------


def test_the_chair_records_all_three_on_their_pages(browser, cabinet):
    chair = browser(cabinet["chair"])
    assert "Not recorded yet." in words_of(chair.get(PAGE))
    form = {"done_on": "2024-06-10", "second": cabinet["treasurer"].pk, "outcome": "Three of four met."}
    refused = chair.post(f"{PAGE}2023-24/appraisal/", form)
    assert "Set the targets for the year to come." in words_of(refused)
    assert "Three of four met." in words_of(refused)
    said = words_of(chair.post(f"{PAGE}2023-24/appraisal/", form | {"targets": "Four more."}, follow=True))
    assert "Monday 10 June 2024: Sol Marchetti, by Amina Clarke and Tess Rahman" in said
    chair.post(f"{PAGE}2023-24/overview/", {"done_on": "2024-06-13", "outcome": "A good year."})
    pay = {
        "done_on": "2024-06-13",
        "benchmark": "Three similar roles.",
        "outcome": "It stays.",
        "resolution": "M-4",
    }
    said = words_of(chair.post(f"{PAGE}2023-24/salary/", pay, follow=True))
    for words in ("Four more.", "A good year.", "Three similar roles.", "It stays.", "M-4"):
        assert words in said


def test_it_is_put_right_by_recording_it_anew(browser, group, cabinet):
    appraised(group, cabinet)
    chair = browser(cabinet["chair"])
    page = f"{PAGE}2023-24/appraisal/"
    assert "CANARYTARGET" in chair.get(page).content.decode()
    form = {"done_on": "2024-06-10", "outcome": "All met.", "targets": "Others."}
    assert "All met." in words_of(chair.post(page, form, follow=True))
    assert DutyRecord.objects.filter(superseded_at=None).count() == 1
    assert DutyRecord.objects.count() == 2


def test_the_appraised_the_appraiser_and_the_second_read_it_and_the_management_group_its_overview(
    browser, group, cabinet
):
    appraised(group, cabinet)
    overview(group, cabinet)
    salary(group, cabinet)
    for name in ("som", "chair", "treasurer"):
        assert "CANARYFOUND" in words_of(browser(cabinet[name]).get(PAGE))
    member = words_of(browser(cabinet["send-rep"]).get(PAGE))
    assert "Recorded, and read by those whom it names alone." in member
    assert "CANARYOVERVIEW" in member
    assert "CANARYSALARY" in member
    assert "CANARYFOUND" not in member
    assert "CANARYTARGET" not in member
    assert browser(cabinet["som"]).post(f"{PAGE}2023-24/appraisal/", {}).status_code == 403


def test_nobody_else_reads_a_word_on_any_page(browser, group, cabinet):
    appraised(group, cabinet)
    overview(group, cabinet)
    salary(group, cabinet)
    school = cast.school(group, "Elder Primary")
    clerk = cast.head(school, "Bela Ormond", kind="business manager")
    cast.hold(group, "business manager", clerk, date(2023, 9, 1))
    duty = "/marlbeck/duties/2023-24/{}/summer/"
    pages_of_all = [
        "/marlbeck/", "/marlbeck/planner/", "/marlbeck/planner.csv", "/marlbeck/duties/?q=CANARY",
        "/marlbeck/duties/list.csv", duty.format("appraisal"), duty.format("salary-review"),
        "/marlbeck/people/?q=CANARY", f"/marlbeck/people/{cabinet['som'].pk}/",
    ]  # fmt: skip
    for person in (cabinet["next"], clerk):
        other = browser(person)
        assert other.get(PAGE).status_code == 404
        assert [other.get(f"{PAGE}2023-24/{what}/").status_code for what in ("appraisal", "overview")] == [
            404,
            404,
        ]
        assert other.post(duty.format("appraisal"), {"outcome": "Mine."}).status_code == 403
        said = [other.get(page).content.decode() for page in pages_of_all]
        assert not [words for words in said if "CANARYF" in words or "CANARYT" in words or "CANARYS" in words]
        assert not [words for words in said if "CANARYO" in words or "CANARYB" in words]


def test_the_duty_says_that_it_is_done_and_no_more(browser, group, cabinet):
    appraised(group, cabinet)
    said = words_of(browser(cabinet["next"]).get("/marlbeck/duties/2023-24/appraisal/summer/"))
    assert "Done 10 June 2024" in said
    assert "What came of it is seen by those it concerns alone." in said


def test_not_a_word_stands_in_the_audit_trail_in_a_mail_or_in_the_office_list(browser, group, cabinet):
    appraised(group, cabinet)
    overview(group, cabinet)
    salary(group, cabinet)
    appraised(group, cabinet)
    trail = words_of(browser(cabinet["som"]).get("/marlbeck/audit/"))
    assert "Appraise the manager" in trail
    assert "CANARY" not in trail
    assert "CANARY" not in str([(row.before, row.after) for row in AuditDetail.objects.all()])
    assert not [m for m in Message.objects.all() if "CANARY" in f"{m.subject}{m.text}{m.html}"]


def test_a_group_whose_constitution_knows_no_appraisal_has_no_such_page(client, seats_group, today):
    clerk = cast.commissioned(seats_group, "Cass Moran", kind="clerk")
    assert pages.sign_in(client, seats_group, clerk).get(PAGE).status_code == 404
