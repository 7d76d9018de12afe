"""The sweep: each thing told once, at its stages; what was missed caught up with; what is done kept back."""

from datetime import date

import pytest

from membership.actions.posts import end_post
from membership.models import Post
from records import audit
from records.models import Message
from reminders.actions import lift, waive
from reminders.models import Waiver
from reminders.queries import everything_due
from reminders.sweep import last_sweep, reconciler, sweep_all
from tests.membership import cast
from tests.reminders import build
from tests.reminders.build import (
    BRONZE_DAY,
    DAY_BEFORE,
    ONE_DAY,
    SEVEN,
    SILVER_DAY,
    SIXTY,
    THIRTY,
    notice_reminders,
    stages,
    swept,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def only(found):
    [message] = found
    return message


# --- the stages ------------------------------------------------------------------------------------------


@pytest.mark.clause("K5.3", "K5.7")
def test_silver_is_reminded_sixty_thirty_and_seven_days_before_the_first_of_april_and_on_it(group, nadia):
    told = []
    around = [day + n * ONE_DAY for day in (SIXTY, THIRTY, SEVEN, SILVER_DAY) for n in (-1, 0, 1)]
    for day in around:
        before = len(notice_reminders(nadia))
        swept(group, day)
        told += [(message.stage, day) for message in notice_reminders(nadia)[before:]]
    assert told == [("60 days", SIXTY), ("30 days", THIRTY), ("7 days", SEVEN), ("due", SILVER_DAY)]
    assert {message.due_on for message in notice_reminders(nadia)} == {SILVER_DAY}


@pytest.mark.clause("K5.4", "K5.7")
def test_bronze_is_reminded_before_the_first_of_february(group, owen):
    swept(group, date(2023, 12, 3), date(2024, 1, 2), date(2024, 1, 25), BRONZE_DAY)
    assert stages(notice_reminders(owen)) == ["60 days", "30 days", "7 days", "due"]
    assert {message.due_on for message in notice_reminders(owen)} == {BRONZE_DAY}


@pytest.mark.clause("K5.7")
def test_a_notice_deadline_that_has_passed_is_not_chased(group, nadia):
    swept(group, SILVER_DAY)
    before = len(notice_reminders())
    swept(group, SILVER_DAY + 8 * ONE_DAY, SILVER_DAY + 30 * ONE_DAY)
    assert len(notice_reminders()) == before


@pytest.mark.clause("K5.7")
def test_other_lengths_of_another_edition_are_followed(group, nadia):
    source = cast.knowsley().replace('"60 days", "30 days", "7 days"', '"3 months"')
    cast.adopt(group, source, in_force_on=date(2023, 9, 2))
    cast.adopt(group, source, in_force_on=date(2023, 9, 3))
    swept(group, date(2024, 1, 1), SIXTY, THIRTY, SEVEN)
    assert stages(notice_reminders(nadia)) == ["3 months"]


def test_a_message_keeps_why_it_is_sent(group, nadia):
    swept(group, SIXTY)
    message = only(notice_reminders(nadia))
    assert message.why["value"] == "2024-04-01"
    assert message.why["clause"]
    assert message.subject == "Last day to give notice for July 2025"


# --- run again, and after a while -------------------------------------------------------------------------


def test_a_second_sweep_changes_nothing(group, nadia, owen, marian):
    swept(group, SIXTY)
    before = list(Message.objects.values())
    found = swept(group, SIXTY, SIXTY)
    assert (found.wanted, found.again, found.withdrawn) == ((), (), ())
    assert list(Message.objects.values()) == before


def test_after_a_missed_week_everybody_hears_once(group, nadia):
    swept(group, DAY_BEFORE)
    swept(group, SIXTY + 6 * ONE_DAY, SIXTY + 7 * ONE_DAY, SIXTY + 8 * ONE_DAY)
    message = only(notice_reminders(nadia))
    assert (message.stage, message.queued_at) == ("60 days", build.at(SIXTY + 6 * ONE_DAY))


def test_after_a_missed_quarter_the_last_stage_alone_is_told(group, nadia):
    swept(group, DAY_BEFORE)
    swept(group, SEVEN + ONE_DAY)
    assert stages(notice_reminders(nadia)) == ["7 days"]


@pytest.mark.clause("K5.7")
def test_a_school_that_joins_late_gets_one_message_at_once_and_the_ledger_says_why(group, nadia):
    swept(group, SEVEN)
    weir = cast.school(group, "Weir School", tier=None)
    late = build.head(weir, "Tomasz Wren")
    build.join(weir, "silver", SEVEN + ONE_DAY)
    swept(group, SEVEN + ONE_DAY, SEVEN + 2 * ONE_DAY)
    message = only(notice_reminders(late))
    assert message.stage == "7 days"
    assert message.reason == "One message at once: '60 days' and '30 days' had passed already."


def test_what_waited_until_the_next_stage_came_gives_way_to_it(group, nadia):
    """As when no mail could be sent for a month."""
    swept(group, SIXTY, THIRTY)
    first, second = notice_reminders(nadia)
    assert (first.state, first.reason) == ("superseded", "A later reminder takes its place.")
    assert (second.stage, second.state) == ("30 days", "queued")


# --- what need not be told --------------------------------------------------------------------------------


@pytest.mark.clause("K5.7")
def test_a_school_that_has_given_notice_is_not_reminded_and_what_waits_is_kept_back(
    group, birchenholt, nadia
):
    swept(group, SIXTY)
    build.give_notice(birchenholt, nadia, SIXTY)
    swept(group, SIXTY, THIRTY, SEVEN)
    message = only(notice_reminders(nadia))
    assert (message.state, message.reason) == (
        "suppressed",
        "It no longer needs doing, or need not be asked for.",
    )


def test_a_head_who_has_left_is_not_told_and_the_new_one_is(group, birchenholt, nadia):
    swept(group, SIXTY)
    end_post(post=Post.objects.get(person=nadia), last_day=SIXTY, because="retired", by=None, on=SIXTY)
    build.person("Tomasz Wren")
    new = cast.head(birchenholt, "Tomasz Wren", since=SIXTY + ONE_DAY)
    swept(group, SIXTY + ONE_DAY)
    assert only(notice_reminders(nadia)).reason == "It is no longer due from this person."
    assert stages(notice_reminders(new)) == ["60 days"]


def the_key(person) -> str:
    return notice_reminders(person)[0].key


def let_be(group, key, by, on):
    return waive(
        collaborative=group,
        key=key,
        until_on=SILVER_DAY,
        because="They told us",
        by=by,
        on=on,
        at=build.at(on),
    )


def test_what_is_let_be_is_not_asked_for_and_lifted_it_is_again(group, nadia, marian):
    swept(group, SIXTY)
    waiver = let_be(group, the_key(nadia), marian, SIXTY)
    swept(group, SIXTY, THIRTY)
    assert [message.state for message in notice_reminders(nadia)] == ["suppressed"]
    lift(waiver=waiver, by=marian, on=THIRTY, at=build.at(THIRTY))
    swept(group, THIRTY)
    assert [(m.stage, m.state) for m in notice_reminders(nadia)] == [
        ("60 days", "suppressed"),
        ("30 days", "queued"),
    ]


def test_what_was_kept_back_and_is_right_after_all_waits_again(group, nadia, marian):
    swept(group, SIXTY)
    waiver = let_be(group, the_key(nadia), marian, SIXTY)
    swept(group, SIXTY)
    lift(waiver=waiver, by=marian, on=SIXTY, at=build.at(SIXTY))
    swept(group, SIXTY)
    message = only(notice_reminders(nadia))
    assert (message.stage, message.state, message.reason) == (
        "60 days",
        "queued",
        "It is to be told after all.",
    )


def test_a_waiver_holds_to_its_last_day_and_not_longer(group, nadia, marian):
    swept(group, SIXTY)
    waiver = let_be(group, the_key(nadia), marian, SIXTY)
    Waiver.objects.filter(pk=waiver.pk).update(until_on=THIRTY)
    swept(group, THIRTY)
    assert stages(notice_reminders(nadia)) == ["60 days"]
    swept(group, THIRTY + ONE_DAY)
    assert stages(notice_reminders(nadia)) == ["60 days", "30 days"]


# --- a day that moves -------------------------------------------------------------------------------------


def report(person) -> list[Message]:
    """About the report to the Board in the Spring term, whose last day is that of the term: 28 March."""
    rows = Message.objects.filter(key__startswith="event.board-report", person=person)
    return list(rows.filter(key__contains="2023-24/spring").order_by("queued_at", "pk"))


def test_a_day_that_moved_after_it_was_told_is_told_once_as_moved(group, marian):
    swept(group, date(2024, 3, 14))
    build.gone(date(2024, 3, 14))
    build.spring_ends(group, date(2024, 3, 22), on=date(2024, 3, 15))
    swept(group, date(2024, 3, 15), date(2024, 3, 16))
    assert [(m.stage, m.due_on) for m in report(marian)] == [
        ("14 days", date(2024, 3, 28)),
        ("moved 1", date(2024, 3, 22)),
    ]


def test_a_day_that_moves_back_is_told_too(group, marian):
    swept(group, date(2024, 3, 14))
    build.gone(date(2024, 3, 14))
    build.spring_ends(group, date(2024, 3, 22), on=date(2024, 3, 15))
    swept(group, date(2024, 3, 15))
    build.gone(date(2024, 3, 15))
    build.spring_ends(group, date(2024, 3, 28), on=date(2024, 3, 16))
    swept(group, date(2024, 3, 16), date(2024, 3, 17))
    assert [(m.stage, m.due_on.day) for m in report(marian)] == [
        ("14 days", 28),
        ("moved 1", 22),
        ("moved 2", 28),
    ]


def test_a_day_that_moved_before_anybody_was_told_is_simply_the_day(group, marian):
    """What waited with the old day is replaced, and the stage is told with the new one."""
    swept(group, date(2024, 3, 14))
    build.spring_ends(group, date(2024, 3, 22), on=date(2024, 3, 14))
    swept(group, date(2024, 3, 14))
    message = only(report(marian))
    assert (message.stage, message.state, message.due_on) == ("14 days", "queued", date(2024, 3, 22))


def test_the_stages_after_a_move_follow_the_new_day(group, marian):
    swept(group, date(2024, 3, 14))
    build.gone(date(2024, 3, 14))
    build.spring_ends(group, date(2024, 3, 22), on=date(2024, 3, 15))
    for day in build.days(date(2024, 3, 15), date(2024, 3, 22)):
        swept(group, day)
        build.gone(day)
    told = [(m.stage, m.queued_at.date().day) for m in report(marian) if m.state != "superseded"]
    assert told == [("14 days", 14), ("moved 1", 15), ("3 days", 19), ("due", 22)]


# --- which groups, and when --------------------------------------------------------------------------------


def test_a_group_is_swept_once_a_day_and_again_when_something_has_happened(group, nadia):
    assert [sweep_all(SIXTY, build.at(SIXTY, hour)) for hour in (9, 10, 11)] == [1, 0, 0]
    audit.record(collaborative=group, act="edit-posts", subject=nadia, by=None)
    assert [sweep_all(SIXTY, build.at(SIXTY, hour)) for hour in (12, 13)] == [1, 0]
    assert sweep_all(SIXTY + ONE_DAY, build.at(SIXTY + ONE_DAY)) == 1


def test_a_look_that_finds_nothing_moved_is_a_heartbeat_too(group):
    sweep_all(SIXTY, build.at(SIXTY, 9))
    sweep_all(SIXTY, build.at(SIXTY, 10))
    last = last_sweep(group)
    assert (last.ended_at, last.swept_on, last.state) == (build.at(SIXTY, 10), SIXTY, "done")


def test_a_group_without_a_constitution_or_closed_is_passed_over(group, tarnside):
    assert sweep_all(SIXTY, build.at(SIXTY)) == 1
    assert last_sweep(tarnside) is None


def test_a_group_that_cannot_be_swept_says_so_and_hinders_no_other(group, tarnside, nadia, monkeypatch):
    def broken(collaborative, on):
        if collaborative == tarnside:
            raise ZeroDivisionError("a rule divides by nothing")

    monkeypatch.setattr("reminders.sweep._reconcilers", [])
    reconciler(broken)
    assert sweep_all(SIXTY, build.at(SIXTY)) == 1
    last = last_sweep(tarnside)
    assert (last.state, last.last_error) == ("parked", "ZeroDivisionError: a rule divides by nothing")
    assert stages(notice_reminders(nadia)) == ["60 days"]


def test_what_is_derived_is_mended_before_anybody_is_told(group, monkeypatch):
    seen = []
    monkeypatch.setattr("reminders.sweep._reconcilers", [])
    reconciler(lambda collaborative, on: seen.append((collaborative, on)))
    swept(group, SIXTY)
    assert seen == [(group, SIXTY)]


# --- how much it asks of the database ----------------------------------------------------------------------


@pytest.mark.parametrize("schools", [3, 30])
def test_the_number_of_queries_does_not_grow_with_the_schools(
    group, marian, schools, django_assert_max_num_queries
):
    from tests.finance.build import many

    many(group, schools, tier="silver")
    with django_assert_max_num_queries(60):
        swept(group, SIXTY)
    assert len(notice_reminders()) == schools
    with django_assert_max_num_queries(3):
        everything_due(group, SIXTY)
