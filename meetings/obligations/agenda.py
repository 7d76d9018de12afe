"""Agendas: the last day for items, the agenda to be set and agreed, late items that wait for consent (K9.9, K9.11).

Each goes by its meeting, so that a moved day is the same thing. None says a word of an item.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from constitution import say
from constitution.finding import Finding, Working
from constitution.reminding import remind_before
from meetings.models import Meeting
from meetings.obligations.year import rows_of
from meetings.queries.items import CODE, WITHOUT_AGENDA, closing
from meetings.queries.room import day_of
from meetings.queries.undone import undone
from membership.obligations.facts import facts_of
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

State = Meeting.State
# The body that agrees it needs it before the meeting; no document says how long. The program's own.
BEFORE = timedelta(days=7)
BY_DEFAULT = "a week before the meeting: the constitution does not say; the default"


def _with_agendas(facts: Membership) -> Iterator[Meeting]:
    for meeting in rows_of(facts):
        if meeting.body_id and meeting.kind not in WITHOUT_AGENDA and meeting.state != State.PROPOSED:
            yield meeting


@source
def items_close(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """The last day on which an item for a meeting comes in time: for everybody's planner."""
    facts = facts_of(collaborative, window)
    for meeting in _with_agendas(facts):
        found = closing(meeting, rows_of(facts))
        if found and found.day in window:
            yield _closes(facts, meeting, found.finding)


def _closes(facts: Membership, meeting: Meeting, finding: Finding[date]) -> Obligation:
    rule = facts.register.editions.rules_since(day_of(meeting)).deadline[CODE]
    address = reverse("meetings:submit-item", args=[facts.collaborative.code])
    return Obligation(
        key=key("items.close", meeting, "", "submit"),
        due_on=finding.value,
        what=f"Last day for items: {meeting.name}, {say.date(day_of(meeting))}",
        kind="deadline",
        reason="One that comes later needs consent.",
        whom="Every member",
        why=finding,
        link=f"{address}?meeting={meeting.pk}",
        button="Submit an item",
        remind=remind_before(rule).before,
        lapses=True,
        sequence=meeting.sequence,
        level="members",
    )


@source
def agendas_to_set(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Chair and office set it, and the body that agrees it does so, before the meeting."""
    facts = facts_of(collaborative, window)
    for meeting in _with_agendas(facts):
        if day_of(meeting) < window.on or day_of(meeting) - BEFORE not in window:
            continue
        if meeting.state == State.FIXED:
            yield _step(facts, meeting, "set-agenda", f"Set the agenda: {meeting.name}")
        elif meeting.state == State.SET:
            yield _step(facts, meeting, "agree-agenda", f"Agree the agenda: {meeting.name}")


def _step(facts: Membership, meeting: Meeting, act: str, what: str) -> Obligation:
    by = day_of(meeting) - BEFORE
    names = holders(facts.rules, act)
    working = Working(facts.rules, f"authority.{act}").default(BY_DEFAULT)
    working.step(f"{meeting.name} is on {say.long_date(day_of(meeting))}: by {say.long_date(by)}")
    return Obligation(
        key=key("agenda", meeting, "", act),
        due_on=by,
        what=what,
        kind="meeting",
        reason=f"The meeting is on {say.long_date(day_of(meeting))}.",
        who=named(facts, names),
        whom="Chair and office" if act == "set-agenda" else "The body that agrees it, by the office",
        why=working.answer(by),
        link=reverse("meetings:agenda", args=[facts.collaborative.code, meeting.pk]),
        button="See the agenda",
        remind=remind_before("event").before,
        sequence=meeting.sequence,
    )


@source
def late_items(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Those that came late wait for whoever consents: one thing for a meeting, however many there are."""
    facts = facts_of(collaborative, window)
    waiting = Counter(item.meeting_id for item in undone(collaborative, window.on).late)
    for meeting in _with_agendas(facts) if waiting else ():
        if meeting.pk in waiting and day_of(meeting) >= window.on and day_of(meeting) in window:
            yield _consent(facts, meeting, waiting[meeting.pk])


def _consent(facts: Membership, meeting: Meeting, number: int) -> Obligation:
    return Obligation(
        key=key("items.late", meeting, "", "consent"),
        due_on=civil_day(meeting.starts_at),
        what=f"{say.count(number, 'late item')} {'waits' if number == 1 else 'wait'} for your consent",
        kind="meeting",
        reason=f"For the {meeting.name} of {say.long_date(day_of(meeting))}. Without consent it is not taken.",
        who=named(facts, holders(facts.rules, "consent-late-item")),
        whom="Chair",
        link=reverse("meetings:items", args=[facts.collaborative.code]),
        button="See what waits",
        lapses=True,
        sequence=meeting.sequence,
    )
