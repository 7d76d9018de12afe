"""Items for an agenda: the last day by rule, late ones, the Chair's consent, what becomes of them (K9.9)."""

from datetime import date, timedelta

import pytest

from meetings.actions.agenda import WaitsForConsent, place_item
from meetings.actions.items import (
    NoTitle,
    NotYours,
    accept_item,
    consent_to_late,
    decline_item,
    defer_item,
    rewrite_item,
    submit_item,
    withdraw_item,
)
from meetings.models import AgendaItem, Meeting
from meetings.queries.items import closing, is_late, standing_meetings, to_place
from membership.permissions import NotAllowed
from membership.queries.kept import forget
from records.models import AuditDetail, Message
from records.refusals import Conflict, NotNow, Refusal
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

FIXED = Meeting.State.FIXED
THE_SEVENTH, THE_EIGHTH = (cast.moment(15, day=date(2024, 3, day)) for day in (7, 8))


@pytest.fixture
def heads(group, marian):
    found = cast.schools(group, 3)
    members.hold(group, "chair", found[0], date(2023, 9, 1))
    return found


@pytest.fixture
def chair(heads):
    return heads[0]


@pytest.fixture
def setting(group, heads):
    """The meeting of the management group on Thursday 14 March 2024."""
    return cast.meeting(group, "management-group", name="Management group meeting", state=FIXED)


@pytest.fixture
def full(group, setting):
    """The full meeting a week later."""
    day = date(2024, 3, 21)
    return cast.meeting(
        group, starts_at=cast.moment(9, day=day), ends_at=cast.moment(15, 30, day), state=FIXED
    )


def submitted(full, by, at=THE_SEVENTH, **more):
    more = {"title": "Attendance across the schools"} | more
    return submit_item(body=full.body, meeting=full, by=by, at=at, **more)


def rows(group):
    forget()
    return standing_meetings(group, members.DAY)


@pytest.mark.clause("K9.9")
def test_items_for_a_management_meeting_of_14_march_2024_are_due_by_7_march_2024(group, setting):
    found = closing(setting, rows(group))
    assert found.day == date(2024, 3, 7)
    assert "Agenda items" in found.finding.clause


@pytest.mark.clause("K9.9")
def test_for_a_full_meeting_the_week_counts_from_the_management_meeting_before_it(group, setting, full):
    found = closing(full, rows(group))
    assert (found.setting, found.day) == (setting, date(2024, 3, 7))


@pytest.mark.clause("K9.9")
def test_an_item_is_in_time_on_the_last_day_and_late_the_day_after(group, full, heads):
    assert submitted(full, heads[1]).late is False
    assert submitted(full, heads[1], THE_EIGHTH).late is True


def test_lateness_is_kept_when_the_meeting_is_moved_later(group, setting, full, heads):
    item = submitted(full, heads[1], THE_EIGHTH)
    Meeting.objects.filter(pk=setting.pk).update(starts_at=cast.moment(9, day=date(2024, 3, 20)),
                                                 ends_at=cast.moment(12, day=date(2024, 3, 20)))  # fmt: skip
    full.refresh_from_db()
    assert not is_late(full, rows(group), THE_EIGHTH)
    item.refresh_from_db()
    assert item.late


def test_where_the_edition_gives_no_last_day_nothing_is_late(seats_group):
    meeting = cast.meeting(seats_group, "group")
    assert closing(meeting, rows(seats_group)) is None
    assert not is_late(meeting, rows(seats_group), meeting.starts_at)


@pytest.mark.clause("K9.9")
def test_a_late_item_is_placed_only_after_the_chair_has_consented_with_a_reason(full, heads, chair, marian):
    item = submitted(full, heads[1], THE_EIGHTH)
    with pytest.raises(WaitsForConsent):
        place_item(item=item, meeting=full, by=marian, at=THE_EIGHTH)
    with pytest.raises(NotAllowed):
        consent_to_late(item=item, because="Urgent", by=marian, at=THE_EIGHTH)
    with pytest.raises(Refusal, match="Say why"):
        consent_to_late(item=item, because=" ", by=chair, at=THE_EIGHTH)
    consent_to_late(item=item, because="Ofsted calls on Monday", by=chair, at=THE_EIGHTH)
    place_item(item=item, meeting=full, by=marian, at=THE_EIGHTH)
    assert (item.state, item.position, item.consent_by) == ("placed", 1, chair)


def test_the_database_refuses_a_late_item_on_an_agenda_without_consent(full, heads):
    from django.db import IntegrityError, transaction

    item = submitted(full, heads[1], THE_EIGHTH)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(state="placed", position=1)


def test_whoever_submitted_it_is_told_what_became_of_it_without_a_word_of_the_item(full, heads, marian):
    head = heads[1]
    type(head).objects.filter(pk=head.pk).update(email="head2@marlbeck.example")
    head.refresh_from_db()
    for verb, more in ((accept_item, {}), (defer_item, {}), (decline_item, {"because": "Not ours"})):
        verb(item=submitted(full, head), by=marian, at=THE_EIGHTH, **more)
    subjects = list(Message.objects.filter(person=head, kind="item").values_list("subject", flat=True))
    assert len(subjects) == 3
    assert not any("Attendance" in subject for subject in subjects)


def test_a_decline_needs_its_reason(full, heads, marian):
    with pytest.raises(Refusal, match="Say why"):
        decline_item(item=submitted(full, heads[1]), because="", by=marian, at=THE_EIGHTH)


def test_an_item_that_is_put_off_waits_for_any_meeting_of_its_body(full, heads, marian):
    item = defer_item(item=submitted(full, heads[1]), by=marian, at=THE_EIGHTH)
    assert (item.meeting, item.state) == (None, "accepted")
    assert list(to_place(AgendaItem.objects.all(), full.pk, full.body_id)) == [item]


def test_whoever_submitted_it_changes_or_withdraws_it_and_nobody_else(full, heads):
    item = submitted(full, heads[1])
    rewrite_item(item=item, seen=item.version, by=heads[1], at=THE_EIGHTH, title=" Attendance ", minutes=20)
    assert (item.title, item.minutes) == ("Attendance", 20)
    with pytest.raises(Conflict):
        rewrite_item(item=item, seen=1, by=heads[1], at=THE_EIGHTH, title="Again")
    with pytest.raises(NotYours):
        withdraw_item(item=item, by=heads[2], at=THE_EIGHTH)
    withdraw_item(item=item, by=heads[1], at=THE_EIGHTH)
    with pytest.raises(NotNow, match="withdrawn already"):
        withdraw_item(item=item, by=heads[1], at=THE_EIGHTH)


def test_no_item_without_a_title_nor_for_a_meeting_that_has_begun(full, heads):
    with pytest.raises(NoTitle):
        submitted(full, heads[1], title=" ")
    Meeting.objects.filter(pk=full.pk).update(state="cancelled", cancelled_because="Snow")
    full.refresh_from_db()
    with pytest.raises(NotNow, match="cancelled"):
        submitted(full, heads[1])


@pytest.mark.clause("B5.2")
def test_the_audit_trail_says_nothing_of_what_an_item_says(full, heads, marian):
    item = submitted(full, heads[1], title="Secretword", text="Secretword")
    accept_item(item=item, by=marian, at=THE_EIGHTH)
    place_item(item=item, meeting=full, by=marian, at=THE_EIGHTH + timedelta(hours=1))
    assert not any("Secretword" in f"{each.before}{each.after}" for each in AuditDetail.objects.all())
