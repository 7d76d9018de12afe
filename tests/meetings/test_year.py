"""The year's meetings: proposed, fixed by decision, moved, cancelled; what is lacking (K9.1, K9.2, B4.2)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from constitution.calendar import school_year
from meetings.actions.circulating import about, concerned, tell_newcomers
from meetings.actions.mandates import reconcile_mandates
from meetings.actions.moving import cancel, move
from meetings.actions.replies import name_substitute, reply
from meetings.actions.year import (
    InAHoliday,
    SlotTaken,
    TimesReversed,
    TwoAtOnce,
    Wanted,
    add_outside,
    fix,
    propose,
)
from meetings.models import AgendaItem, Meeting
from meetings.queries.days import school_days
from meetings.queries.deadlines import hanging, is_soon
from meetings.queries.hours import NoSuchHour, at_hour, between
from meetings.queries.proposal import Pattern, patterns, proposal
from meetings.queries.year import lacks, missing, occasions
from membership.actions.terms import enter_terms
from membership.models import Body
from membership.permissions import NotAllowed
from membership.queries import kept
from membership.queries.events import the_duty
from membership.queries.kept import facts_on
from records.clock import UK
from records.models import AuditEntry, Message
from records.obligations import Window, gather
from records.refusals import Conflict, NotNow, Refusal
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

DAY, AT = members.DAY, cast.moment(8)
THURSDAYS = Pattern(3, time(9), time(15, 30), "Tarnholt School, main hall")
KNOWSLEY = dict.fromkeys(("full-meeting", "management-meeting", "conference"), THURSDAYS)
BRISTOL_TERMS = [
    ("Term 1", date(2023, 9, 1), date(2023, 10, 20)),
    ("Term 2", date(2023, 10, 30), date(2023, 12, 15)),
    ("Term 3", date(2024, 1, 2), date(2024, 2, 9)),
    ("Term 4", date(2024, 2, 19), date(2024, 3, 28)),
    ("Term 5", date(2024, 4, 15), date(2024, 5, 24)),
    ("Term 6", date(2024, 6, 3), date(2024, 7, 23)),
]


def facts(group):
    return facts_on(group, DAY)


def year(group):
    return school_year(facts(group).rules, DAY)


def the_proposal(group, usual=KNOWSLEY, there=(), before=()):
    return proposal(facts(group), year(group), usual, there, before)


def wanted(planned):
    return [Wanted(each.occasion, *_moments(each), each.pattern.place) for each in planned]


def _moments(planned):
    return at_hour(planned.day, planned.pattern.starts), at_hour(planned.last_day, planned.pattern.ends)


def proposed(group, by=None, at=AT):
    return propose(collaborative=group, wanted=wanted(the_proposal(group)), by=by, at=at)


def fixed(group, at=AT):
    return fix(meetings=proposed(group), resolution="Full group, 13 July 2023", by=None, at=at)


def the(rows, event: str, part: str) -> Meeting:
    return next(row for row in rows if row.event == event and row.slot.endswith(part))


def due(group, on=DAY):
    window = Window(on, on - timedelta(days=400), on + timedelta(days=800))
    return {each.key: each for each in gather(group, window)}


@pytest.fixture
def heads(group, marian):
    return cast.schools(group, 3)


# --- proposed from the calendar -----------------------------------------------------------------------


@pytest.mark.clause("K9.1")
def test_six_full_meetings_and_six_of_the_management_group_one_in_each_half_term(group):
    planned = [each for each in the_proposal(group) if each.occasion.code != "conference"]
    parts = {each.occasion.part.code for each in planned}
    assert len(planned) == 12
    assert parts == {"autumn-1", "autumn-2", "spring-1", "spring-2", "summer-1", "summer-2"}
    assert all(each.day in each.occasion.part and each.day.weekday() == 3 for each in planned)


@pytest.mark.clause("K9.2")
def test_a_conference_of_two_days_is_proposed_in_the_autumn_term(group):
    (planned,) = [each for each in the_proposal(group) if each.occasion.code == "conference"]
    assert planned.day in planned.occasion.part
    assert (planned.last_day - planned.day).days == 1
    taken = {each.day for each in the_proposal(group) if each is not planned}
    others = {each.day for each in the_proposal(group) if each.occasion.code != "conference"}
    assert not {planned.day, planned.last_day} & others, taken


@pytest.mark.clause("B4.2")
def test_six_meetings_are_proposed_one_in_each_of_six_terms(seats_group):
    terms = [{"name": name, "first": first, "last": last} for name, first, last in BRISTOL_TERMS]
    enter_terms(collaborative=seats_group, school_year="2023-24", terms=terms, by=None, on=DAY)
    planned = the_proposal(seats_group, {"meeting": THURSDAYS})
    assert [each.occasion.part.code for each in planned] == [f"term-{number}" for number in range(1, 7)]
    propose(collaborative=seats_group, wanted=wanted(planned), by=None, at=AT)
    assert lacks(facts(seats_group), year(seats_group), list(Meeting.objects.all())) == ()


@pytest.mark.clause("K9.1")
def test_no_day_is_proposed_that_is_a_holiday_a_closure_or_a_bank_holiday(group):
    free = the_proposal(group)
    closed = [each.day for each in free]
    enter_terms(
        collaborative=group, school_year="2023-24", terms=members.YEARS["2023-24"],
        bank_holidays=closed[:6], closures=closed[6:], by=None, on=DAY,
    )  # fmt: skip
    days = school_days(facts(group))
    again = the_proposal(group)
    assert not {each.day for each in again} & set(closed)
    assert [days.closed_because(each.day) for each in again] == [""] * 13


@pytest.mark.clause("K9.1")
def test_the_next_year_copies_the_weekday_the_hours_and_the_place_of_the_last(group):
    enter = {"terms": [{**term, **{end: term[end] + timedelta(days=364) for end in ("first", "last")},
                        "break": [day + timedelta(days=364) for day in term["break"]]}
                       for term in members.YEARS["2023-24"]]}  # fmt: skip
    enter_terms(collaborative=group, school_year="2024-25", **enter, by=None, on=DAY)
    there = fixed(group)
    following = school_year(facts(group).rules, date(2024, 10, 1))
    usual = patterns(facts(group), following, there)
    assert usual["full-meeting"] == THURSDAYS
    planned = proposal(facts(group), following, usual, [], there)
    assert len(planned) == 13
    assert all(each.day.weekday() == 3 for each in planned)


@pytest.mark.clause("K9.1")
def test_what_is_there_already_is_not_proposed_again(group):
    proposed(group)
    assert the_proposal(group, there=list(Meeting.objects.all())) == []


def test_nothing_is_proposed_for_a_year_without_terms(group):
    later = school_year(facts(group).rules, date(2031, 1, 1))
    assert proposal(facts(group), later, KNOWSLEY, []) == []


def test_a_year_that_asks_for_four_in_no_part_of_it_has_four_places(in_marlbeck):
    text = members.bristol().replace(
        'every        = "term"\ntimes_a_year = 6', 'every        = "school year"\ntimes_a_year = 4'
    )
    members.adopt(in_marlbeck, text)
    found = occasions(facts(in_marlbeck), year(in_marlbeck))
    mine = [each for each in found if each.code == "meeting"]
    assert [each.slot for each in mine] == [f"2023-24/2023-24{more}" for more in ("", "-2", "-3", "-4")]
    assert mine[0].window.last < mine[1].window.first


# --- what is refused ----------------------------------------------------------------------------------


def one(group, day: date, starts=time(9), ends=time(12), code="full-meeting", part="spring-2"):
    occasion = next(o for o in occasions(facts(group), year(group)) if (o.code, o.part.code) == (code, part))
    return Wanted(occasion, at_hour(day, starts), at_hour(day, ends))


@pytest.mark.clause("K9.1")
@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 2, 13), "is in the half-term break of the Spring term"),
        (date(2024, 4, 4), "is in the school holidays"),
    ],
)
def test_a_day_in_a_holiday_is_refused_with_what_it_is(group, day, words):
    with pytest.raises(InAHoliday, match=words):
        propose(collaborative=group, wanted=[one(group, day)], by=None, at=AT)


def test_times_that_are_reversed_are_refused_with_both(group):
    with pytest.raises(TimesReversed, match=r"end at 9:00am and begin at 3:30pm"):
        propose(collaborative=group, wanted=[one(group, DAY, time(15, 30), time(9))], by=None, at=AT)


def test_an_hour_that_the_clocks_skip_does_not_exist():
    with pytest.raises(NoSuchHour, match=r"1:30am on Sunday 31 March 2024 does not exist"):
        at_hour(date(2024, 3, 31), time(1, 30))


def test_the_hour_that_comes_twice_is_the_first_of_them():
    assert at_hour(date(2024, 10, 27), time(1, 30)) == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def test_an_hour_stays_on_the_wall_clock_across_the_change_of_the_clocks():
    winter, summer = at_hour(date(2024, 3, 28), time(9)), at_hour(date(2024, 4, 18), time(9))
    assert [moment.astimezone(UK).hour for moment in (winter, summer)] == [9, 9]
    assert (summer - winter) % timedelta(days=1) == timedelta(hours=23)


@pytest.mark.clause("K9.1")
def test_two_meetings_in_one_slot_are_refused_naming_the_first(group):
    propose(collaborative=group, wanted=[one(group, DAY)], by=None, at=AT)
    with pytest.raises(
        SlotTaken, match="There is a full meeting in this part of the year already on Thursday 14 March 2024"
    ):
        propose(collaborative=group, wanted=[one(group, date(2024, 3, 21))], by=None, at=AT)


def test_a_body_does_not_meet_twice_at_one_time(group):
    propose(collaborative=group, wanted=[one(group, DAY)], by=None, at=AT)
    with pytest.raises(TwoAtOnce, match="Thursday 14 March 2024, 9:00am to 12:00pm"):
        propose(
            collaborative=group,
            wanted=[one(group, DAY, time(11), time(14), "conference", "autumn")],
            by=None,
            at=AT,
        )


def test_a_proposal_is_entered_whole_or_not_at_all(group):
    with pytest.raises(InAHoliday):
        propose(
            collaborative=group,
            wanted=[one(group, DAY), one(group, date(2024, 4, 4), part="summer-1")],
            by=None,
            at=AT,
        )
    assert not Meeting.objects.exists()


@pytest.mark.clause("K9.1")
def test_the_office_proposes_and_the_chair_fixes(group, marian, heads):
    members.hold(group, "chair", heads[0], date(2023, 9, 1))
    with pytest.raises(NotAllowed):
        proposed(group, by=heads[1])
    made = proposed(group, by=marian)
    with pytest.raises(NotAllowed):
        fix(meetings=made, resolution="R-2023-009", by=marian, at=AT)
    assert {row.state for row in fix(meetings=made, resolution="R-2023-009", by=heads[0], at=AT)} == {"fixed"}


# --- fixed and circulated -----------------------------------------------------------------------------


@pytest.mark.clause("K9.1")
def test_fixing_needs_the_decision_and_writes_it_to_each(group, heads):
    made = proposed(group)
    with pytest.raises(Refusal, match="Give the decision"):
        fix(meetings=made, resolution=" ", by=None, at=AT)
    rows = fix(meetings=made, resolution="R-2023-009", by=None, at=AT)
    assert {(row.resolution, row.fixed_on) for row in rows} == {("R-2023-009", DAY)}
    assert AuditEntry.objects.filter(act="fix-meeting").count() == 13


@pytest.mark.clause("K9.1", "K9.4")
def test_every_member_is_told_of_the_meetings_of_their_bodies_once(group, heads, marian):
    for person in [*heads, marian]:
        type(person).objects.filter(pk=person.pk).update(email=f"{person.pk}@marlbeck.example")
    members.hold(group, "chair", heads[0], date(2023, 9, 1))
    rows = fixed(group)
    told = {
        person: Message.objects.filter(person=person, kind="meeting").count() for person in [*heads, marian]
    }
    assert told == {heads[0]: 13, heads[1]: 7, heads[2]: 7, marian: 13}
    assert Message.objects.filter(kind="meeting").count() == sum(len(concerned(row)) for row in rows)


@pytest.mark.clause("K6.3", "K9.1")
def test_the_roll_of_a_fixed_meeting_is_there(group, heads):
    assert the(fixed(group), "full-meeting", "spring-2").mandates.filter(school__isnull=False).count() == 3


def test_what_was_fixed_is_not_fixed_again(group, heads):
    rows = fixed(group)
    with pytest.raises(NotNow):
        fix(meetings=rows[:1], resolution="again", by=None, at=AT)


# --- moved --------------------------------------------------------------------------------------------


def to(day: date, starts=time(9), ends=time(12)) -> dict[str, datetime]:
    return {"starts_at": at_hour(day, starts), "ends_at": at_hour(day, ends)}


@pytest.fixture
def spring(group, heads):
    """The full meeting of Thursday 14 March 2024's half term, in a year all fixed; seen a fortnight before."""
    row = the(fixed(group, at=AT - timedelta(days=200)), "full-meeting", "spring-2")
    Meeting.objects.filter(pk=row.pk).update(**to(DAY))
    kept.forget()
    row.refresh_from_db()
    return row


BEFORE = AT - timedelta(days=20)


def moved(row, day: date, because="The hall floods", **more):
    return move(meeting=row, **to(day), because=because, seen=row.version, by=None, at=BEFORE, **more)


@pytest.mark.clause("K9.1", "K9.4")
def test_a_moved_meeting_counts_its_moves_and_keeps_the_reason_and_the_day_before(spring):
    row = moved(spring, date(2024, 3, 21))
    assert (row.sequence, row.moved_because, row.moved_from, row.slot) == (
        1, "The hall floods", cast.NINE, "2023-24/spring-2",
    )  # fmt: skip
    assert moved(row, date(2024, 3, 12)).sequence == 2


@pytest.mark.clause("K9.4")
def test_the_change_is_told_at_a_stage_of_its_own_and_what_waited_is_said_no_more(spring, heads):
    type(heads[0]).objects.filter(pk=heads[0].pk).update(email="head@marlbeck.example")
    moved(spring, date(2024, 3, 21))
    moved(spring, date(2024, 3, 12))
    found = Message.objects.filter(person=heads[0]).order_by("pk").values_list("stage", "state")
    assert list(found) == [("moved 1", "superseded"), ("moved 2", "queued")]


@pytest.mark.clause("K9.9")
def test_the_deadline_for_items_moves_with_the_meeting(group, heads):
    row = the(fixed(group), "management-meeting", "spring-2")
    (items,) = hanging(row, DAY, date(2024, 3, 21))
    assert (items.now.value, items.then.value, items.moves) == (date(2024, 3, 7), date(2024, 3, 14), True)


def test_moving_needs_a_reason_and_a_time_to_come(spring):
    with pytest.raises(Refusal, match="Say why"):
        moved(spring, date(2024, 3, 21), because="")
    with pytest.raises(Refusal, match="has passed"):
        moved(spring, date(2024, 2, 1))


def test_a_move_into_a_holiday_is_refused(spring):
    with pytest.raises(InAHoliday, match="Thursday 4 April 2024 is in the school holidays"):
        moved(spring, date(2024, 4, 4))


def test_a_move_into_a_half_term_that_has_its_meeting_is_refused(spring):
    with pytest.raises(SlotTaken):
        moved(spring, date(2024, 4, 16))


@pytest.mark.clause("K9.1")
def test_a_move_into_an_empty_half_term_leaves_the_other_without_one(group, spring):
    there = the(Meeting.objects.all(), "full-meeting", "summer-1")
    cancel(meeting=there, because="No room", by=None, at=BEFORE)
    row = moved(spring, date(2024, 4, 16))
    assert row.slot == "2023-24/summer-1"
    (lack,) = lacks(facts(group), year(group), list(Meeting.objects.all()))
    assert lack.sentences == ("Spring term, second half has no full meeting.",)


def test_whoever_looked_at_an_older_version_is_told_so(spring):
    old = Meeting.objects.get(pk=spring.pk)
    moved(spring, date(2024, 3, 21))
    with pytest.raises(Conflict):
        moved(old, date(2024, 3, 12))


def test_a_proposed_date_is_adjusted_without_a_reason_and_nobody_is_told(group, marian, heads):
    row = the(proposed(group), "full-meeting", "spring-2")
    move(meeting=row, **to(date(2024, 3, 21)), because="", seen=row.version, by=marian, at=BEFORE)
    assert (row.sequence, row.moved_from) == (0, None)
    assert not Message.objects.filter(kind="meeting").exists()


def test_less_than_five_working_days_is_soon(group):
    days = [date(2024, 3, 20), date(2024, 3, 21), date(2024, 3, 22)]
    assert [is_soon(facts(group), day, DAY) for day in days] == [True, False, False]


@pytest.mark.clause("K9.4", "K9.6")
def test_replies_were_for_the_earlier_time_and_are_asked_for_again(group, spring, heads, marian):
    deputy = members.head(cast.mandate(spring, "School 02").school, "Owen Sallis", kind="deputy headteacher")
    type(deputy).objects.filter(pk=deputy.pk).update(email="deputy@marlbeck.example")
    reply(mandate=cast.mandate(spring, "School 01"), answer="coming", by=heads[0], at=BEFORE)
    told = {"person": deputy, "post": "deputy headteacher", "by": heads[1], "at": BEFORE}
    name_substitute(mandate=cast.mandate(spring, "School 02"), **told)
    moved(spring, date(2024, 3, 21))
    rows = spring.mandates.filter(struck_at=None)
    assert set(rows.values_list("reply", "replied_at", "substitute")) == {("", None, None)}
    assert Message.objects.filter(person=deputy, stage__startswith="stand down").exists()
    assert AuditEntry.objects.get(act="move-meeting").detail.after["replies asked for again"] == 2


@pytest.mark.clause("K9.6")
def test_at_another_place_at_the_same_time_replies_stand(spring, heads):
    reply(mandate=cast.mandate(spring, "School 01"), answer="coming", by=heads[0], at=BEFORE)
    moved(spring, DAY, place="Cawsand School")
    assert cast.mandate(spring, "School 01").reply == "coming"


# --- who joins later ----------------------------------------------------------------------------------


@pytest.mark.clause("K9.4")
def test_whoever_joins_after_the_dates_were_fixed_is_told_of_those_to_come_once(group, spring, heads):
    mail(heads[0], "head@marlbeck.example")
    moved(spring, date(2024, 3, 21))
    newcomer = mail(
        members.head(members.school(group, "School 09"), "Imogen Sayle"), "sayle@marlbeck.example"
    )
    assert reconcile_mandates(collaborative=group, on=DAY) > 0
    assert tell_newcomers(collaborative=group, on=DAY) == 1
    assert tell_newcomers(collaborative=group, on=DAY) == 0
    letter = Message.objects.get(person=newcomer, kind="meeting")
    assert (letter.key, letter.stage) == (about(spring), "fixed")
    assert letter.subject == "Full meeting: Thursday 21 March 2024, 9:00am to 12:00pm"


@pytest.mark.clause("K9.4")
def test_of_dates_of_which_nobody_was_told_no_newcomer_is_told(group, spring, heads):
    mail(heads[0], "head@marlbeck.example")
    assert tell_newcomers(collaborative=group, on=DAY) == 0


def mail(person, email):
    type(person).objects.filter(pk=person.pk).update(email=email)
    kept.forget()
    return person


# --- cancelled ----------------------------------------------------------------------------------------


@pytest.mark.clause("K9.1", "K9.4")
def test_a_cancelled_meeting_says_why_and_its_half_term_has_none(group, spring):
    row = cancel(meeting=spring, because="No quorum is to be had", by=None, at=BEFORE)
    assert (row.state, row.cancelled_because, row.sequence) == ("cancelled", "No quorum is to be had", 1)
    rows = list(Meeting.objects.all())
    assert [lack.sentences for lack in lacks(facts(group), year(group), rows)] == [
        ("Spring term, second half has no full meeting.",)
    ]
    assert [each.slot for each in missing(facts(group), year(group), rows)] == ["2023-24/spring-2"]


@pytest.mark.clause("K9.1")
def test_its_half_term_can_be_given_a_new_date(group, spring):
    cancel(meeting=spring, because="Snow", by=None, at=BEFORE)
    (made,) = propose(collaborative=group, wanted=[one(group, date(2024, 3, 21))], by=None, at=BEFORE)
    assert made.pk != spring.pk


def test_what_was_to_be_talked_about_waits_for_another_meeting(spring):
    item = cast.item(spring)
    standing = cast.item(spring, "Accounts and budget", kind=AgendaItem.Kind.STANDING)
    cancel(meeting=spring, because="Snow", by=None, at=BEFORE)
    item.refresh_from_db()
    standing.refresh_from_db()
    assert (item.meeting, item.state) == (None, "accepted")
    assert standing.meeting == spring


def test_a_meeting_is_cancelled_once_and_never_when_it_has_begun(spring):
    cancel(meeting=spring, because="Snow", by=None, at=BEFORE)
    with pytest.raises(NotNow):
        cancel(meeting=spring, because="Snow", by=None, at=BEFORE)
    with pytest.raises(Refusal, match="Say why"):
        cancel(meeting=spring, because="", by=None, at=BEFORE)


# --- what falls due -----------------------------------------------------------------------------------


@pytest.mark.clause("K9.1", "X4")
def test_a_fixed_meeting_stands_on_its_own_day_and_its_half_term_is_asked_for_no_more(group, spring):
    found = due(group)
    mine = found[f"meeting · meeting {spring.pk} · - · hold"]
    assert (mine.due_on, mine.takes_place, mine.level) == (DAY, True, "members")
    assert mine.reason == "9:00am to 12:00pm, Tarnholt School, main hall."
    assert "event.full-meeting · - · 2023-24/spring-2 · hold" not in found


@pytest.mark.clause("K9.1")
def test_a_half_term_without_a_meeting_is_a_task_of_the_office_once_the_year_is_fixed(group, spring, marian):
    cancel(meeting=spring, because="Snow", by=None, at=BEFORE)
    mine = due(group)["event.full-meeting · - · 2023-24/spring-2 · hold"]
    assert mine.who == (marian.pk,)
    assert mine.reason == "Spring term, second half has no meeting."
    assert mine.due_on == date(2024, 3, 28)


@pytest.mark.clause("K9.1")
def test_the_dates_of_the_next_year_are_fixed_at_the_last_meeting_of_this_one(group, spring, marian):
    enter_terms(
        collaborative=group, school_year="2024-25", by=None, on=DAY,
        terms=[{"name": "Autumn", "first": date(2024, 9, 2), "last": date(2024, 12, 20),
                "break": [date(2024, 10, 28), date(2024, 11, 1)]},
               {"name": "Spring", "first": date(2025, 1, 6), "last": date(2025, 4, 4),
                "break": [date(2025, 2, 17), date(2025, 2, 21)]},
               {"name": "Summer", "first": date(2025, 4, 22), "last": date(2025, 7, 22),
                "break": [date(2025, 5, 26), date(2025, 5, 30)]}],
    )  # fmt: skip
    mine = due(group)["meetings · - · 2024-25 · fix"]
    last = max(Meeting.objects.all(), key=lambda row: row.starts_at)
    assert mine.due_on == last.starts_at.date()
    assert marian.pk in mine.who
    assert "Full meeting: fixed at the last meeting for the school year" in mine.why.steps


@pytest.mark.clause("K9.1")
def test_a_new_group_fixes_its_first_year_soon_after_it_has_a_constitution(group, marian):
    mine = due(group)["meetings · - · 2023-24 · fix"]
    assert (mine.due_on, mine.done_on) == (date(2023, 9, 29), None)
    assert marian.pk in mine.who
    assert mine.why.defaults == (
        "four weeks after the constitution came into force: it does not say when; the default",
    )
    fixed(group)
    assert due(group)["meetings · - · 2023-24 · fix"].done_on == DAY


# --- those of others ----------------------------------------------------------------------------------


@pytest.mark.clause("K12.23")
def test_a_head_teacher_partnership_meeting_is_in_the_planner_with_its_speakers(group):
    row = add_outside(
        collaborative=group, name="Head Teacher Partnership meeting", event="headteacher-partnership",
        speakers="Dr Lena Osgathorpe", **to(date(2024, 3, 19)), by=None, at=AT,
    )  # fmt: skip
    mine = due(group)[f"meeting · meeting {row.pk} · - · hold"]
    assert (mine.due_on, mine.whom) == (date(2024, 3, 19), "Others")
    assert "Speakers: Dr Lena Osgathorpe." in mine.reason


@pytest.mark.clause("K12.23")
def test_once_it_was_held_nothing_of_it_is_left_to_do(group):
    code = "event.headteacher-partnership · - · 2023-24/spring · hold"
    assert due(group)[code].done_on is None
    row = add_outside(
        collaborative=group, name="Head Teacher Partnership meeting", event="headteacher-partnership",
        **to(date(2024, 3, 12)), by=None, at=AT,
    )  # fmt: skip
    assert due(group)[code].done_on == date(2024, 3, 12)
    duty = the_duty(facts(group), "headteacher-partnership", year(group), "spring")
    assert duty.state(DAY) == ("done", "Held 12 March 2024")
    cancel(meeting=row, because="The speaker is ill.", by=None, at=cast.moment(8, 0, date(2024, 3, 1)))
    assert due(group)[code].done_on is None


@pytest.mark.clause("K16.7")
def test_a_shared_event_that_is_to_come_leaves_its_duty_open(group):
    told = {
        "collaborative": group,
        "name": "Sharing practice",
        "event": "practice-sharing",
        "by": None,
        "at": AT,
    }
    add_outside(**told, **to(date(2024, 4, 4)))
    found = {key: each.done_on for key, each in due(group).items() if "practice-sharing · - · 2023-24" in key}
    assert set(found.values()) == {None}
    add_outside(**told, **to(date(2024, 3, 13)))
    found = {key: each.done_on for key, each in due(group).items() if "practice-sharing · - · 2023-24" in key}
    assert set(found.values()) == {date(2024, 3, 13)}


@pytest.mark.clause("K16.7")
def test_a_shared_event_may_fall_on_a_day_of_others_choosing(group):
    body = Body.objects.create(collaborative=group, kind="outside", name="East Collaborative", opened_on=DAY)
    row = add_outside(
        collaborative=group, name="Sharing practice", event="practice-sharing", body=body, **to(date(2024, 4, 4)),
        by=None, at=AT,
    )  # fmt: skip
    assert (row.kind, row.state, row.body) == ("outside", "fixed", body)
    assert between(row.starts_at, row.ends_at) == "Thursday 4 April 2024, 9:00am to 12:00pm"
