"""What recurs and is done: recorded for its slot, superseded and never changed, seen by whom it concerns."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership.actions.duties import NotYetDone, NotYours, record_duty
from membership.models import Body, DutyRecord, Holding
from membership.permissions import NotAllowed, viewer_for
from membership.queries.duties import done, done_by_holding
from records.models import AuditDetail, AuditEntry
from records.refusals import Refusal
from tests.membership import cast

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 14)
SUMMER = date(2024, 6, 13)


@pytest.fixture
def management(group, cabinet):
    return Body.objects.get(code="management-group")


def record(group, by, **changes):
    fields = {
        "code": "website-check",
        "slot": "2023-24/autumn",
        "done_on": DAY,
        "on": DAY,
        "outcome": "Every page was read; two addresses were mended.",
    }
    return record_duty(collaborative=group, by=by, **fields | changes)


@pytest.mark.clause("K10.9")
def test_a_duty_done_is_found_by_its_slot(group, cabinet):
    record(group, cabinet["som"])
    found = done(group, "website-check")
    assert list(found) == ["2023-24/autumn"]
    assert found["2023-24/autumn"].done_on == DAY
    assert done(group, "model-review") == {}


def test_recorded_anew_the_former_stays_and_stands_no_longer(group, cabinet):
    first = record(group, cabinet["som"])
    second = record(group, cabinet["som"], outcome="Three addresses were mended.")
    first.refresh_from_db()
    assert (first.superseded_at is not None, second.superseded_at) == (True, None)
    assert first.outcome == "Every page was read; two addresses were mended."
    assert [each.pk for each in done(group, "website-check").values()] == [second.pk]
    entries = AuditEntry.objects.filter(act="keep-duties").values_list("subject_key", flat=True)
    assert list(entries.order_by("seq")) == [str(first.pk), str(first.pk), str(second.pk)]


def test_each_subject_of_a_duty_has_a_record_of_its_own(group, cabinet):
    chair, treasurer = (Holding.objects.filter(place__code=code).last() for code in ("chair", "treasurer"))
    for holding in (chair, treasurer):
        record(group, cabinet["som"], code="post-review", slot="2023-24", holding=holding)
    assert set(done_by_holding(group, "post-review", "2023-24")) == {chair.pk, treasurer.pk}
    assert list(done(group, "post-review", holding=chair)) == ["2023-24"]
    assert done(group, "post-review") == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"done_on": date(2024, 3, 15)}, "Friday 15 March 2024 has not come"),
        ({"outcome": "  "}, "Say what came of it"),
        ({"slot": "This year"}, "Say which year"),
        ({"slot": ""}, "Say which year"),
        ({"slot": "2023-24/" + "a" * 40}, "Say which year"),
        ({"level": "friends"}, "Nobody could see this"),
        ({"level": "body"}, "Say whom this concerns"),
        ({"level": "people"}, "Say whom this concerns"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(group, cabinet, changes, words):
    with pytest.raises(Refusal, match=words):
        record(group, cabinet["som"], **changes)
    assert not DutyRecord.objects.exists()


def test_a_day_that_has_not_come_is_refused_by_name(group, cabinet):
    with pytest.raises(NotYetDone):
        record(group, cabinet["som"], done_on=date(2025, 1, 1))


def test_who_may_not_is_told_who_may(group, cabinet):
    with pytest.raises(NotAllowed, match="Strategic Operations Manager"):
        record(group, cabinet["next"])
    with pytest.raises(NotAllowed, match="Only the Chair"):
        record(group, cabinet["som"], act="appraise")


@pytest.mark.clause("K8.13")
def test_who_may_not_see_a_record_cannot_put_another_in_its_place(group, cabinet):
    som, chair = cabinet["som"], cabinet["chair"]
    record(group, chair, code="appraisal", act="appraise", about=som, level="people")
    clerk = cast.head(cast.school(group, "Elder Primary"), "Bela Ormond", kind="business manager")
    cast.hold(group, "business manager", clerk, date(2023, 9, 1))
    with pytest.raises(NotYours):
        record(group, clerk, code="appraisal")
    assert done(group, "appraisal")["2023-24/autumn"].level == "people"


@pytest.mark.clause("K8.13", "K8.14")
def test_the_audit_trail_tells_no_word_of_what_few_may_see(group, cabinet, management):
    som, chair = cabinet["som"], cabinet["chair"]
    words = {"outcome": "CANARY outcome", "recommendation": "CANARY advice", "figures": {"target": "CANARY"},
             "resolution": "CANARY 7"}  # fmt: skip
    record(group, chair, code="appraisal", act="appraise", about=som, level="people", **words)
    record(group, som, code="salary-review", body=management, level="body", **words)
    details = [str((row.before, row.after)) for row in AuditDetail.objects.all()]
    assert not [detail for detail in details if "CANARY" in detail]
    entry = AuditEntry.objects.filter(act="appraise").get()
    assert entry.detail.after == {"duty": "appraisal", "slot": "2023-24/autumn"}


@pytest.mark.clause("K8.13")
def test_an_appraisal_is_seen_by_the_two_or_three_it_names_alone(group, cabinet, management):
    som, chair, second = cabinet["som"], cabinet["chair"], cabinet["treasurer"]
    record(group, chair, code="appraisal", act="appraise", about=som, second=second, level="people")
    seen = {
        name: DutyRecord.objects.filter(viewer_for(person, group, DAY).sees(DutyRecord)).exists()
        for name, person in cabinet.items()
    }
    assert seen == {"som": True, "chair": True, "treasurer": True, "send-rep": False, "outgoing": False,
                    "next": False}  # fmt: skip


def test_what_is_done_is_asked_once_for_any_number_of_years(group, cabinet):
    for year in range(2015, 2024):
        record(group, cabinet["som"], slot=f"{year}-{(year + 1) % 100:02}/autumn")
    with CaptureQueriesContext(connection) as asked:
        assert len(done(group, "website-check")) == 9
        assert len(done_by_holding(group, "post-review", "2023-24")) == 0
    assert len([each for each in asked if "dutyrecord" in each["sql"]]) == 1


@pytest.mark.clause("K8.13")
def test_not_even_an_edition_that_names_a_level_so_opens_what_few_may_see_to_the_office(group, cabinet):
    viewer = viewer_for(cabinet["som"], group, DAY)
    assert viewer.reaches("office")
    assert not viewer.reaches("people")
    assert not viewer.levels & {"body", "people"}
