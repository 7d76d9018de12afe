"""The year's meetings: to be fixed in time, each on its day, and the part of the year that has none (K9.1, K9.2, B4.2).

A recurring meeting that is not there yet goes by its event and slot, and is satisfied by the row that appears; from
then on the meeting goes by its own number, so that a moved day is the same thing.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.urls import reverse

from constitution import say
from constitution.acts import THE_OFFICE
from constitution.calendar import Year, year_before
from constitution.finding import Finding, Working
from constitution.reminding import remind_before
from meetings.models import Meeting
from meetings.queries.hours import clock_words
from meetings.queries.room import day_of
from meetings.queries.year import Occasion, meeting_events, missing, occasions, rules_of, standing
from membership.obligations.facts import facts_of
from membership.obligations.facts import rules_of as rules_of_the_day
from membership.obligations.year import years_in
from membership.permissions.names import holders
from membership.permissions.people import named
from membership.queries import events
from membership.queries.members import Membership
from membership.queries.moments import civil_day
from records.models import Collaborative
from records.obligations import Obligation, Window, key, source

FIX = "fix-meeting"
# No document says when a group that is new fixes its first dates: the program's own.
FIRST_WITHIN = timedelta(days=28)
FIRST_BY_DEFAULT = "four weeks after the constitution came into force: it does not say when; the default"


def rows_of(facts: Membership) -> list[Meeting]:
    """Every meeting that stands. Shared: read it, never change it."""
    return facts.once("meetings that stand", lambda: standing(facts.rows.meetings))


@source
def meetings_on_their_days(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each meeting that is fixed or proposed, and those of others, for everybody's calendar and the planner."""
    facts = facts_of(collaborative, window)
    for meeting in rows_of(facts):
        if day_of(meeting) in window:
            yield _takes_place(facts, meeting)


def _takes_place(facts: Membership, meeting: Meeting) -> Obligation:
    day, closed = day_of(meeting), meeting.closed_at and day_of(meeting)
    return Obligation(
        key=key("meeting", meeting, "", "hold"),
        due_on=day,
        what=meeting.name,
        kind="meeting",
        reason=_told(meeting),
        whom=meeting.body.name if meeting.body else "Others",
        why=_why(facts, meeting, day),
        link=reverse("meetings:meeting", args=[facts.collaborative.code, meeting.pk]),
        button="See the meeting",
        done_on=closed if closed and closed <= facts.on else None,
        lapses=True,
        sequence=meeting.sequence,
        level="members",
        takes_place=True,
    )


def _told(meeting: Meeting) -> str:
    """'9:00am to 3:30pm, Tarnholt School. Proposed, not fixed yet.'"""
    when = f"{clock_words(meeting.starts_at)} to {clock_words(meeting.ends_at)}"
    if day_of(meeting) != (last := civil_day(meeting.ends_at)):
        when = f"From {clock_words(meeting.starts_at)}, to {say.long_date(last)}"
    where = f"{when}, {meeting.place}" if meeting.place else when
    speakers = f"Speakers: {meeting.speakers}." if meeting.speakers else ""
    proposed = "Proposed, not fixed yet." if meeting.state == Meeting.State.PROPOSED else ""
    return " ".join(filter(None, (f"{where}.", speakers, proposed)))


def _why(facts: Membership, meeting: Meeting, day: date) -> Finding[date]:
    """The event that it is held for, and by what its day was fixed."""
    rules = facts.register.editions.rules_since(day)
    rule = rules.event.get(meeting.event)
    working = Working(rules, f"event.{meeting.event}") if rule else Working(rules, "calendar")
    if rule:
        working.use(rule, "every", "in", "fixed_at").step(
            f"{rule.name or meeting.event}: {events.how_often(rule)}"
        )
    if meeting.resolution:
        working.step(f"fixed by {meeting.resolution}")
    elif meeting.kind == Meeting.Kind.OUTSIDE:
        working.step("a day of others, entered by the office")
    if meeting.moved_because and meeting.moved_from:
        working.step(f"moved from {say.long_date(civil_day(meeting.moved_from))}: {meeting.moved_because}")
    return working.step(f"{meeting.name} is on {say.long_date(day)}").answer(day)


# What is not there ------------------------------------------------------------------------------------


@source
def parts_of_the_year_without_a_meeting(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """Each occasion of the edition that no meeting serves: by the last day of its window, and whose task that is."""
    facts = facts_of(collaborative, window)
    rows = rows_of(facts)
    who = _who(facts)
    for year in years_in(rules_of_the_day(collaborative, window), window):
        begun = _begun(rows, year)
        for occasion in missing(facts, year, rows):
            if occasion.part.last in window:
                yield _lacking(facts, occasion, who if begun else ())


def _begun(rows: Sequence[Meeting], year: Year) -> bool:
    """Whether dates of the year are fixed: only then is one that lacks a task of its own."""
    return any(row.slot.startswith(f"{year.slot}/") and row.fixed_on for row in rows)


def _who(facts: Membership) -> tuple[int, ...]:
    """The office, which proposes, and whoever fixes."""
    return tuple(dict.fromkeys(named(facts, [THE_OFFICE, *holders(facts.rules, FIX)])))


def _lacking(facts: Membership, occasion: Occasion, who: tuple[int, ...]) -> Obligation:
    rules, part = rules_of(facts, occasion.year), occasion.part
    address = reverse("meetings:meetings", args=[facts.collaborative.code])
    return Obligation(
        key=key(f"event.{occasion.code}", None, occasion.slot, "hold"),
        due_on=part.last,
        what=occasion.name,
        kind="meeting",
        reason=f"{part.name[:1].upper()}{part.name[1:]} has no meeting.",
        who=who,
        whom=events.whose(rules, occasion.rule),
        why=events.why(rules, occasion.code, occasion.rule, part),
        link=f"{address}?year={occasion.year.slot}",
        button="See the year's meetings",
        remind=remind_before(occasion.rule).before,
        lapses=True,
        level="members",
    )


@source
def years_to_fix(collaborative: Collaborative, window: Window) -> Iterator[Obligation]:
    """The dates of a year are fixed in the year before, at its last meeting where the edition says so (K9.1)."""
    facts = facts_of(collaborative, window)
    rows = rows_of(facts)
    rules = rules_of_the_day(collaborative, window)
    for year in years_in(rules, window):
        # Before its first day nobody kept this group's records, and a year that is over is fixed no more.
        if year.last_day < max(window.on, _founded(facts)) or not _ahead(facts, year):
            continue
        first = _founded(facts) >= year.first_day
        finding = _fix_first(facts, year) if first else _fix_by(facts, year, rows)
        if finding.value in window:
            yield _to_fix(facts, year, finding, rows)


def _founded(facts: Membership) -> date:
    return min(edition.in_force_on for edition in facts.register.editions.adopted)


def _ahead(facts: Membership, year: Year) -> Sequence[Occasion]:
    """What is asked for in the year since the group has its constitution."""
    return [each for each in occasions(facts, year) if each.window.last >= _founded(facts)]


def _fix_first(facts: Membership, year: Year) -> Finding[date]:
    """No meeting of a year before could fix the group's first: it does so soon after it begins."""
    founded = _founded(facts)
    working = Working(rules_of(facts, year), "calendar").default(FIRST_BY_DEFAULT)
    by = founded + FIRST_WITHIN
    return working.step(
        f"{year.label} is the first year under a constitution, in force from {say.long_date(founded)}: "
        f"by {say.long_date(by)}"
    ).answer(by)


def _fix_by(facts: Membership, year: Year, rows: Sequence[Meeting]) -> Finding[date]:
    """The day of the last meeting of the year before; while it is not fixed, the last day of that year's terms."""
    rules = rules_of(facts, year)
    found = [(code, rule) for code, rule in meeting_events(rules).items() if rule.fixed_at]
    working = Working(rules, f"event.{found[0][0]}" if found else "calendar")
    for _, rule in found:
        working.use(rule, "fixed_at").step(f"{rule.name}: fixed at {rule.fixed_at}")
    if not found:
        working.default("before the year begins: the constitution does not say when; the default")
    before = year_before(year)
    last = max((day_of(row) for row in rows if row.body_id and day_of(row) in before), default=None)
    ends = max(
        (term["last"] for term in facts.register.terms if term["last"] in before), default=before.last_day
    )
    by = last or ends
    said = "the last meeting of" if last else "the last day of term in"
    return working.step(f"{said} {before.label} is {say.long_date(by)}").answer(by)


def _asked(number: int) -> str:
    return f"{say.count(number, 'meeting')} {'is' if number == 1 else 'are'}"


def _to_fix(facts: Membership, year: Year, finding: Finding[date], rows: Sequence[Meeting]) -> Obligation:
    code = facts.collaborative.code
    fixed = [row.fixed_on for row in rows if row.slot.startswith(f"{year.slot}/") and row.fixed_on]
    proposed = any(
        row.slot.startswith(f"{year.slot}/") and row.state == Meeting.State.PROPOSED for row in rows
    )
    return Obligation(
        key=key("meetings", None, year.slot, "fix"),
        due_on=finding.value,
        what=f"Fix the meetings of {year.label}",
        kind="meeting",
        reason=f"{_asked(len(_ahead(facts, year)))} asked for in the year.",
        who=_who(facts),
        whom="The office",
        why=finding,
        link=f"{reverse('meetings:meetings', args=[code])}?year={year.slot}",
        button="Fix the dates" if proposed else "Propose the dates",
        done_on=min(max(fixed), facts.on) if fixed and min(fixed) <= facts.on else None,
        level="members",
    )
