"""What those who represent the group are asked to tell of it, and what they told (K10.4, K10.8).

Asked for after each part of the year in which the edition hears them, after a meeting outside, and on request.
The meetings of the group find here what there is to hear: `given_between`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import constitution
from constitution import calendar, event, say
from constitution.calendar import NotEntered, Window, Year
from constitution.dates import ONE_DAY
from constitution.finding import Finding, Working
from membership.models import Body, BodyMember, Conversation, DutyRecord, School
from membership.queries.groups import REPRESENTED, Role
from membership.queries.members import Membership
from membership.queries.periods import holds
from membership.queries.rows import FEEDBACK_ASKED, MEETING_OUTSIDE
from records.models import Person

# No document says how soon after a meeting outside the group hears of it.
AFTER_A_MEETING = 14 * ONE_DAY
SOON = "within two weeks of the meeting: the constitution does not say; the default"
EACH_HALF_TERM = "after each half term: the constitution does not say; the default"


@dataclass(frozen=True)
class Asked:
    """Feedback asked of one representative. `slot` is that of its record; `about` says what for, in words."""

    slot: str
    body: Body
    person: Person
    school: School | None
    about: str
    due_on: date
    finding: Finding[date]
    given: DutyRecord | None = None
    talk: Conversation | None = None

    def missing(self, on: date) -> bool:
        return self.given is None and self.due_on < on


def asked_between(facts: Membership, first: date, last: date) -> tuple[Asked, ...]:
    """All that falls due from one day to another, both included, soonest first."""
    found = (each for each in _all(facts, first, last) if first <= each.due_on <= last)
    return tuple(sorted(found, key=lambda each: (each.due_on, each.body.name, each.person.name)))


def asked_in_year(facts: Membership) -> tuple[Asked, ...]:
    """Those of the school year of the day."""
    year = calendar.school_year(facts.rules, facts.on)
    return facts.once("feedback asked", lambda: asked_between(facts, year.first_day, year.last_day))


def asked_of(facts: Membership, body: Body) -> list[Asked]:
    """About one body: what is still to be given of the year and what is given already."""
    return [each for each in asked_in_year(facts) if each.body.pk == body.pk]


def given_between(facts: Membership, first: date, last: date) -> list[DutyRecord]:
    """What was told in a time, the oldest first: what a meeting has to hear."""
    return [row for row in facts.rows.feedback if first <= row.done_on <= last]


def given_of(facts: Membership, body: Body) -> list[DutyRecord]:
    """What was told of a body by the day, the latest first."""
    return [
        row for row in reversed(facts.rows.feedback) if row.body_id == body.pk and row.done_on <= facts.on
    ]


# Where it is asked for ----------------------------------------------------------------------------------


def _all(facts: Membership, first: date, last: date) -> Iterator[Asked]:
    given = {(row.body_id, row.slot): row for row in facts.rows.feedback}
    for each in (*_of_the_rhythm(facts, first, last), *_of_talks(facts)):
        yield replace(each, given=given.get((each.body.pk, each.slot)))


def _of_the_rhythm(facts: Membership, first: date, last: date) -> Iterator[Asked]:
    rows = [row for row in facts.rows.body_members if _represents(row)]
    if not rows:
        return
    for year, part, finding in parts_of(facts, first, last):
        for row in rows:
            if holds(row.starts_on, row.ends_before, part.last):
                slot = f"{year.slot}/{part.code}-r{row.pk}"
                yield Asked(slot, row.body, row.person, row.school, part.name, part.last, finding)


def _represents(row: BodyMember) -> bool:
    return row.role == Role.REPRESENTATIVE and row.body.kind in REPRESENTED and bool(row.person_id)


def _of_talks(facts: Membership) -> Iterator[Asked]:
    """After a meeting outside, and where the office asked."""
    for talk in facts.rows.outside:
        if talk.body_id is None or talk.assigned_to_id is None or talk.waived_because or not talk.due_on:
            continue
        if talk.about == MEETING_OUTSIDE:
            about, slot = f"The meeting on {say.date(talk.due_on)}", f"meeting-{talk.pk}"
            yield _of_talk(talk, slot, about, _after(facts.rules, talk.due_on))
        elif talk.about == FEEDBACK_ASKED:
            yield _of_talk(talk, f"asked-{talk.pk}", talk.subject, _on_request(facts.rules, talk))


def _of_talk(talk: Conversation, slot: str, about: str, finding: Finding[date]) -> Asked:
    return Asked(slot, talk.body, talk.assigned_to, None, about, finding.value, finding, talk=talk)


def _after(rules: constitution.Constitution, day: date) -> Finding[date]:
    due = day + AFTER_A_MEETING
    working = Working(rules, "text.representation").default(SOON)
    return working.step(f"the meeting is on {say.long_date(day)}: feedback by {say.long_date(due)}").answer(
        due
    )


def _on_request(rules: constitution.Constitution, talk: Conversation) -> Finding[date]:
    working = Working(rules, "event").step(f"asked for on {say.long_date(talk.raised_on)}")
    return working.step(f"by {say.long_date(talk.due_on)}").answer(talk.due_on)


# The rhythm of the edition ------------------------------------------------------------------------------


def parts_of(facts: Membership, first: date, last: date) -> Iterator[tuple[Year, Window, Finding[date]]]:
    """The parts of the year after which representatives are heard, as far as the terms are entered."""
    rules, terms = facts.rules, calendar.read_terms(facts.rules, facts.register.terms)
    code = hears(rules)
    year = calendar.school_year(rules, first)
    while year.first_day <= last:
        for part in _windows(rules, code, year, terms):
            yield year, part, _rhythm(rules, code, part)
        year = calendar.year_after(year)


def hears(rules: constitution.Constitution) -> str | None:
    """The event whose agenda has the feedback of representatives as a standing item."""
    return next((code for code, rule in rules.event.items() if any(map(_is_feedback, rule.agenda))), None)


def _is_feedback(item: str) -> bool:
    return "feedback" in item.lower() and "representative" in item.lower()


def _windows(rules: constitution.Constitution, code: str | None, year: Year, terms) -> Iterable[Window]:
    try:
        if code:
            return event.windows_of(rules, rules.event[code], year, terms)
        return calendar.half_terms(rules, calendar.terms_in(rules, year, terms))
    except NotEntered:
        return ()


def _rhythm(rules: constitution.Constitution, code: str | None, part: Window) -> Finding[date]:
    working = Working(rules, f"event.{code}" if code else "calendar")
    if code:
        rule = rules.event[code]
        working.use(rule, "agenda", "every").step(
            f"{rule.name or code} hears the feedback of representatives"
        )
    else:
        working.default(EACH_HALF_TERM)
    return working.step(f"{part.name} ends on {say.long_date(part.last)}").answer(part.last)
