"""The papers of a meeting as one reader finds them: under their items, '4a', '4b', the late ones apart (K9.16).

The letters are counted among what the reader sees, as the numbers of the items are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

import constitution
from constitution.finding import Finding
from meetings.models import AgendaItem, Meeting, Paper
from meetings.queries.agenda import Agenda, Line
from meetings.queries.days import school_days
from meetings.queries.room import day_of, facts_of
from membership.queries.filing import BODY
from membership.queries.moments import civil_day
from records.documents import PDF
from records.papers import Occasion

# The identifier by which an edition says until when papers are sent, alone or after the event's: 'meeting-papers'.
CODE = "papers"
OFFICE = "office"
ALWAYS = {"public": "Everybody", "members": "All members", "la": "The local authority", OFFICE: "The office"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Laid:
    """A paper under its item. `label` is how people call it: '4a', 'C1b'."""

    paper: Paper
    label: str
    line: Line

    @property
    def words(self) -> str:
        """'4a Budget to the end of February'."""
        return f"{self.label} {self.paper.title}"

    @property
    def is_pdf(self) -> bool:
        return self.paper.document.content_type == PDF

    @property
    def pages(self) -> int | None:
        """How many pages it has; None for what is not a PDF."""
        return self.paper.document.facts.get("pages")

    @property
    def ending(self) -> str:
        """What kind of file it is, as people say it: 'PDF', 'XLSX'."""
        return self.paper.document.file.name.rpartition(".")[2].upper()


def standing(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """Those that nothing has taken the place of."""
    return rows.filter(superseded_by__isnull=True, withdrawn_at__isnull=True)


def laid(agenda: Agenda) -> tuple[Laid, ...]:
    """The papers of an agenda in its order, the late ones last: what was there before keeps its place."""
    found = [each for line in agenda.lines for each in under(line, line.papers)]
    return tuple(sorted(found, key=lambda each: each.paper.late))


def under(line: Line, papers: Iterable[Paper]) -> Iterator[Laid]:
    for place, paper in enumerate(papers):
        yield Laid(paper, f"{line.number}{letter(place)}", line)


def letter(place: int) -> str:
    """a, b … z, then aa, ab."""
    before, last = divmod(place, len(LETTERS))
    return (letter(before - 1) if before else "") + LETTERS[last]


# How late, how wide -----------------------------------------------------------------------------------


def last_day(meeting: Meeting) -> Finding[date] | None:
    """By when the edition wants the papers of such a meeting sent; None where it says nothing."""
    facts = facts_of(meeting)
    code = next((each for each, rule in facts.rules.deadline.items() if _is_of(meeting, each, rule)), None)
    if code is None:
        return None
    days = school_days(facts)
    given = {
        "day": day_of(meeting),
        "bank_holidays": days.bank_holidays,
        "school_closures": days.closures,
    }
    return constitution.ask(facts.rules, "latest day", code, given)


def _is_of(meeting: Meeting, code: str, rule) -> bool:
    return (code == CODE or code.endswith(f"-{CODE}")) and rule.before == meeting.event


def comes_late(meeting: Meeting | None, at: datetime) -> bool:
    """After the day that the edition names ('by' includes it); without one, after the agenda went round."""
    if meeting is None:
        return False
    if found := last_day(meeting):
        return civil_day(at) > found.value
    return meeting.agenda_agreed_at is not None and at > meeting.agenda_agreed_at


def levels_within(rules: constitution.Constitution, level: str, body: str) -> Mapping[str, str]:
    """At what a paper may be filed before an item of that level, in words: as the item is, or narrower."""
    named = ALWAYS | {code: rule.name or code for code, rule in rules.information.items()}
    named[BODY] = f"The members of the {body} alone"
    found = {level: named.get(level, level)}
    if level == BODY:
        return found
    narrower = [code for code in rules.information if _rank(rules, code) > _rank(rules, level) >= 0]
    return found | {code: named[code] for code in (BODY, *narrower, OFFICE)}


def _rank(rules: constitution.Constitution, level: str) -> int:
    """Where the edition orders a level among its others; -1 where it does not."""
    rule = rules.information.get(level)
    return rule.level if rule and isinstance(rule.level, int) else -1


def occasion_of(item: AgendaItem, on: date) -> Occasion:
    """What an app is told of the item before which it would lay a paper today."""
    meets_on = day_of(item.meeting) if item.meeting else on
    return Occasion(item.body.code, item.level, item.kind, meets_on, min(on, meets_on))
