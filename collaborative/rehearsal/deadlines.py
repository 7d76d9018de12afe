"""The days of the year that move: notice, invoices, events, and what is due before and after real meetings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import constitution
from collaborative.rehearsal.change import Answer, Change, compared
from collaborative.rehearsal.worlds import Worlds
from constitution import say, subscription
from constitution.calendar import Year, year_after
from constitution.finding import Finding
from finance.queries.subscriptions import issue_days
from meetings.models import Meeting
from membership.obligations.notice import give_notice_or_stay
from membership.obligations.year import end_of_the_financial_year, occasions_of_the_year
from membership.queries.editions import lapses_on
from membership.queries.facts import answer
from membership.queries.members import Membership
from membership.queries.moments import civil_day, day_after, first_of
from records.models import Collaborative
from records.obligations import Obligation, Window

HEADING = "Dates"
# What each of these makes due follows from the facts of the window alone.
SOURCES = (give_notice_or_stay, occasions_of_the_year, end_of_the_financial_year)
Answers = Iterator[tuple[Any, Answer]]


def changes(worlds: Worlds) -> Iterable[Change]:
    meetings = meetings_of(worlds.collaborative, worlds.year)
    before, after = (dict(_answers(world, worlds.year, meetings)) for world in (worlds.now, worlds.then))
    yield from compared(before, after)
    yield from _lapse(worlds)


def meetings_of(collaborative: Collaborative, year: Year) -> list[Meeting]:
    """The meetings of the year that stand, with their bodies."""
    within = {"starts_at__gte": first_of(year.first_day), "starts_at__lt": day_after(year.last_day)}
    found = Meeting.objects.filter(collaborative=collaborative, body__isnull=False, **within)
    return list(found.exclude(state=Meeting.State.CANCELLED).select_related("body").order_by("starts_at"))


def _answers(world: Membership, year: Year, meetings: list[Meeting]) -> Answers:
    yield from _obligations(world, year)
    yield from _invoices(world, year)
    for meeting in meetings:
        yield from _around(world, meeting)


def _obligations(world: Membership, year: Year) -> Answers:
    """Of each rule, and of each school where it is theirs, the first, second … of the year."""
    window = Window(world.on, year.first_day, year.last_day, shared={"membership": world})
    found = [due for source in SOURCES for due in source(world.collaborative, window)]
    seen: Counter[tuple[str, str]] = Counter()
    for due in sorted(found, key=lambda each: each.due_on):
        whom = due.whom if due.collective else ""
        same = (due.key.partition(" · ")[0], whom)
        seen[same] += 1
        yield (*same, seen[same]), Answer(_called(due), say.long_date(due.due_on), due.why, whom)


def _called(due: Obligation) -> str:
    """Without the day itself, which is what may change."""
    return due.collective.partition(" for leaving on ")[0] or due.what


def _invoices(world: Membership, year: Year) -> Answers:
    rules = world.rules
    for each in (year, year_after(year)) if rules.tier else ():
        for tier, found in issue_days(world, rules, each).items():
            if found.value:
                name = rules.tier[tier].name or tier
                yield ("issue", tier, each.slot), _day(f"{name} invoices for {each.label} go out", found)
                due = subscription.due_day(rules, found.value)
                yield ("due", tier, each.slot), _day(f"{name} invoices for {each.label} are to be paid", due)


def _day(what: str, found: Finding[date]) -> Answer:
    return Answer(what, say.long_date(found.value), found)


def _around(world: Membership, meeting: Meeting) -> Answers:
    """What is due before or after one real meeting."""
    day = civil_day(meeting.starts_at)
    for code, rule in world.rules.deadline.items():
        if _event_of(world.rules, code) == meeting.event:
            try:
                found = answer("latest day", code, {"day": day}, world)
            except constitution.Unanswerable:
                continue
            what = f"{rule.name or code}, for the {meeting.name} of {say.date(day)}"
            yield (code, meeting.pk), _day(what, found)


def _event_of(rules: constitution.Constitution, code: str) -> str | None:
    """The event that a deadline hangs on, through other deadlines."""
    while code in rules.deadline:
        code = rules.deadline[code].before or rules.deadline[code].after
    return code


def _lapse(worlds: Worlds) -> Iterator[Change]:
    """The last day of a structure that sets itself an end: each text counted from its own day."""
    before = lapses_on(worlds.edition)
    after = worlds.then.rules.constitution.last_day(since=worlds.since)
    if before != after:
        words = [say.long_date(day) if day else "never" for day in (before, after)]
        yield Change("The membership structure lapses", *words)
