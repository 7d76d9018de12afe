"""What falls due after a meeting: its minutes step by step, what was agreed to be done, and talks (K9.7, K9.13 to K9.15).

No document says how soon minutes are written, approved or sent, beyond 'as soon as possible': the days are the
program's own, and the why says so.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from constitution import say
from constitution.acts import THE_OFFICE
from constitution.finding import Finding, Working
from meetings.actions.minutes import APPROVE, CIRCULATE, TAKE
from meetings.models import Action, Meeting, Minutes
from meetings.obligations.year import rows_of
from meetings.queries.room import day_of
from meetings.queries.undone import latest_minutes, undone
from membership.models import Conversation
from membership.obligations.facts import facts_of
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.permissions.visible import ATTENDANCE
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

State = Minutes.State
WITHIN = timedelta(days=7)
NO_MINUTES = (Meeting.Kind.OUTSIDE, Meeting.Kind.WRITTEN)


# Minutes ----------------------------------------------------------------------------------------------


@source
def minutes_on_their_way(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Of each meeting that is closed: to write, to approve, to circulate, to ratify at the next one."""
    facts = facts_of(collaborative, window)
    rows = rows_of(facts)
    closed = [row for row in rows if row.state == Meeting.State.CLOSED and row.kind not in NO_MINUTES]
    if not closed:
        return
    latest = dict(latest_minutes(undone(collaborative, window.on).minutes))
    for meeting in closed:
        found = latest.get(meeting.pk)
        for due in _steps(facts, meeting, found, _after(meeting, rows)):
            if due.due_on in window and _still_tells(due, window.on):
                yield due


def _after(meeting: Meeting, rows: Iterable[Meeting]) -> Meeting | None:
    later = (row for row in rows if row.body_id == meeting.body_id and row.starts_at > meeting.starts_at)
    usual = (row for row in later if row.kind not in NO_MINUTES and row.state != Meeting.State.PROPOSED)
    return min(usual, key=lambda row: row.starts_at, default=None)


def _still_tells(due: Obligation, on: date) -> bool:
    """What is to be done, and what was done by the day: the planner shows both."""
    return due.done_on is None or due.done_on <= on


def _steps(
    facts: Membership, meeting: Meeting, found: Minutes | None, following: Meeting | None
) -> Iterator[Obligation]:
    """Each step from the one before it: its day is counted from when that was done."""
    closed = civil_day(meeting.closed_at or meeting.ends_at)
    written = found and (found.discussed_at or found.approved_at)
    yield _step(facts, meeting, "write", "Write the minutes", TAKE, closed, written)
    if found is None:
        return
    if found.discussed_at:
        asked = civil_day(found.discussed_at)
        yield _step(facts, meeting, "approve", "Approve the minutes", APPROVE, asked, found.approved_at)
    if found.approved_at:
        approved = civil_day(found.approved_at)
        yield _step(
            facts, meeting, "circulate", "Circulate the minutes", CIRCULATE, approved, found.circulated_at
        )
    if found.circulated_at and following:
        yield _to_ratify(facts, meeting, found, following)


def _step(
    facts: Membership, meeting: Meeting, duty: str, what: str, act: str, since: date, done: datetime | None
) -> Obligation:
    due = _within(facts, act, since)
    code = facts.collaborative.code
    nominated = (meeting.minute_taker_id,) if meeting.minute_taker_id and act != APPROVE else ()
    return Obligation(
        key=key("minutes", meeting, "", duty),
        due_on=due.value,
        what=f"{what} of {say.date(day_of(meeting))}",
        kind="minutes",
        reason=f"{meeting.name}.",
        who=nominated or named(facts, holders(facts.rules, act)) or named(facts, [THE_OFFICE]),
        whom="The Chair" if act == APPROVE else "The office",
        why=due,
        link=reverse("meetings:minutes", args=[code, meeting.pk]),
        button=what,
        done_on=civil_day(done) if done else None,
    )


def _within(facts: Membership, act: str, since: date) -> Finding[date]:
    working = Working(facts.rules, f"authority.{act}")
    if act in facts.rules.authority:
        working.use(facts.rules.authority[act], "by")
    working.default(f"{WITHIN.days} days: the constitution does not say how soon; the program's own")
    return working.step(f"from {say.long_date(since)}").answer(since + WITHIN)


def _to_ratify(facts: Membership, meeting: Meeting, found: Minutes, following: Meeting) -> Obligation:
    """At the next meeting of the body, whose agenda it is on."""
    working = Working(facts.rules, "calendar")
    working.step(f"minutes are ratified at the next meeting: {say.long_date(day_of(following))}")
    ratified = found.ratified_by and civil_day(found.ratified_by.closed_at)
    return Obligation(
        key=key("minutes", meeting, "", "ratify"),
        due_on=day_of(following),
        what=f"Ratify the minutes of {say.date(day_of(meeting))}",
        kind="minutes",
        reason=f"{meeting.name}.",
        whom=meeting.body.name if meeting.body else "",
        why=working.answer(day_of(following)),
        link=reverse("meetings:meeting", args=[facts.collaborative.code, following.pk]),
        button="See the meeting",
        done_on=ratified or None,
        lapses=True,
        level="members",
    )


# What was agreed to be done ---------------------------------------------------------------------------


@source
def actions_to_be_done(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each open action, from its owner; what a confidential item is about stands on its own page alone."""
    facts = facts_of(collaborative, window)
    meetings = {row.pk: row for row in facts.rows.meetings}
    for row in undone(collaborative, window.on).actions:
        if row.due_on in window:
            yield _action(facts, row, meetings.get(row.item.meeting_id))


def _action(facts: Membership, row: Action, meeting: Meeting | None) -> Obligation:
    told = "" if row.series == Action.Series.CONFIDENTIAL else row.text
    working = Working(facts.rules, "calendar")
    if meeting:
        working.step(f"agreed at the {meeting.name} of {say.long_date(day_of(meeting))}")
    return Obligation(
        key=key("action", row, "", "do"),
        due_on=row.due_on,
        what=f"Action {row}",
        kind="action",
        reason=told,
        who=(row.owner_id,),
        whom=row.owner.name,
        why=working.step(f"by {say.long_date(row.due_on)}").answer(row.due_on),
        link=reverse("meetings:action", args=[facts.collaborative.code, row.pk]),
        button="Say that it is done",
        level="people",
    )


# Talks ------------------------------------------------------------------------------------------------


@source
def talks_about_absences(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Those that are to be held, from whom they were given to. Of a concern nothing is said but that there is a talk."""
    facts = facts_of(collaborative, window)
    for talk in undone(collaborative, window.on).talks:
        if talk.due_on in window:
            yield _talk(facts, talk)


def _talk(facts: Membership, talk: Conversation) -> Obligation:
    concern = talk.about == ATTENDANCE
    what = "Hold a talk that you were given" if concern else f"Talk with {talk.school.name} after an absence"
    rule = next(iter(facts.rules.attendance.values()), None)
    working = Working(facts.rules, "calendar")
    if rule is not None and not concern:
        working.use(rule, "follow_up")
    return Obligation(
        key=key("talk", talk, "", "hold"),
        due_on=talk.due_on,
        what=what,
        kind="talk",
        reason="" if concern else talk.subject,
        who=(talk.assigned_to_id,) if talk.assigned_to_id else (),
        whom=talk.assigned_to.name if talk.assigned_to else "",
        why=working.step(f"by {say.long_date(talk.due_on)}").answer(talk.due_on),
        link=reverse("meetings:follow-up", args=[facts.collaborative.code, talk.pk]),
        button="Record the talk",
        level="people",
    )
