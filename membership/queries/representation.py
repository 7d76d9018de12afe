"""Who represents the group where, each school's share of it, and who sits there anyhow (K10.3, K10.8, B1.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from constitution import calendar, say
from constitution.finding import Finding, Working
from membership.models import BodyMember, Conversation, Partner
from membership.queries import events
from membership.queries.feedback import Asked, asked_in_year
from membership.queries.groups import REPRESENTED, Group, Kind, Role, at_work, groups_on, in_words
from membership.queries.members import Membership
from membership.queries.roll import OnRoll
from membership.queries.rows import MATTER, MEETING_OUTSIDE

REVIEW = "representatives-review"


def review_slot(facts: Membership) -> str:
    """The part of the year for which the register is reviewed, as the edition has it; else the school year."""
    duty = events.duty_on(facts, REVIEW, facts.on)
    return duty.slot if duty else calendar.school_year(facts.rules, facts.on).slot


@dataclass(frozen=True)
class Duty:
    """Somebody represents the group on a body. `flag` says what somebody should look at."""

    row: BodyMember
    flag: str = ""

    @property
    def words(self) -> str:
        """All that somebody may look for."""
        return f"{self.row.body.name} {in_words(self.row)}".lower()


def duties_on(facts: Membership) -> tuple[Duty, ...]:
    """The register of representatives on a day, by body and name."""
    return facts.once("representatives", lambda: tuple(_duties(facts)))


def _duties(facts: Membership) -> Iterator[Duty]:
    for group in groups_on(facts):
        if group.body.kind in REPRESENTED:
            yield from (Duty(row, _flag(facts, row)) for row in group.representatives)


def _flag(facts: Membership, row: BodyMember) -> str:
    """Somebody who has left the school that they are there for represents it no more."""
    if row.person and row.school and not at_work(facts, row.person, row.school, facts.on):
        return f"has no post at {row.school.name} any more"
    return ""


# Each school's share ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """What one member school does for the group outside its own walls."""

    school: OnRoll
    duties: tuple[Duty, ...]
    finding: Finding[int]

    @property
    def number(self) -> int:
        return len(self.duties)


def shares_on(facts: Membership) -> tuple[Share, ...]:
    """Of every member school, those without any first."""
    return facts.once("shares", lambda: tuple(_shares(facts)))


def _shares(facts: Membership) -> list[Share]:
    by_school: dict[int, list[Duty]] = {}
    for duty in duties_on(facts):
        by_school.setdefault(duty.row.school_id, []).append(duty)
    found = [_share(facts, each, tuple(by_school.get(each.school.pk, ()))) for each in facts.roll]
    return sorted(found, key=lambda share: (share.number, share.school.detail.name))


def _share(facts: Membership, school: OnRoll, duties: tuple[Duty, ...]) -> Share:
    working = Working(facts.rules, "authority.keep-register")
    if rule := facts.rules.authority.get("keep-register"):
        working.rest_on(*rule.clause)
    for duty in duties:
        working.step(f"{duty.row.body.name}: {duty.row.person.name}")
    if not duties:
        working.step(_why_none(facts, school))
    return Share(school, duties, working.answer(len(duties)))


def _why_none(facts: Membership, school: OnRoll) -> str:
    """It has just joined, its last duty has ended, or it was never asked."""
    year = calendar.school_year(facts.rules, facts.on)
    if school.contract.starts_on in year and not _before(facts, school):
        return f"it became a member on {say.date(school.contract.starts_on)}"
    if past := _before(facts, school):
        last = max(past, key=lambda row: row.ends_before)
        day = date.fromordinal(last.ends_before.toordinal() - 1)
        return f"its last duty, {last.body.name}, ended on {say.date(day)}"
    return "nobody of it has been entered yet"


def _before(facts: Membership, school: OnRoll) -> list[BodyMember]:
    rows = (row for row in facts.rows.body_members if row.school_id == school.school.pk)
    return [
        row
        for row in rows
        if row.role == Role.REPRESENTATIVE and row.ends_before and row.ends_before <= facts.on
    ]


def members_without(shares: Sequence[Share]) -> int:
    return sum(1 for share in shares if not share.duties)


# Outside the group --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outside:
    """A body outside: who goes there for the group, who sits there anyhow, the next meeting, what is to be told."""

    group: Group
    next: Conversation | None
    wanted: tuple[Asked, ...]

    @property
    def goers(self) -> list[BodyMember]:
        return self.group.representatives

    @property
    def own(self) -> list[BodyMember]:
        """Members who sit there in their own right, or for somebody else (B1.3)."""
        return [row for row in self.group.rows if row.role != Role.REPRESENTATIVE]

    @property
    def several(self) -> int:
        """How many of us meet there, if it is more than one: they can speak with one voice."""
        people = {row.person_id or f"school {row.school_id}" for row in self.group.rows}
        return len(people) if len(people) > 1 else 0


def outside_on(facts: Membership) -> tuple[Outside, ...]:
    """Every body outside the group that is open on the day."""
    groups = [group for group in groups_on(facts) if group.body.kind == Kind.OUTSIDE and not group.closed]
    return tuple(Outside(group, _next(facts, group), _wanted(facts, group)) for group in groups)


def _next(facts: Membership, group: Group) -> Conversation | None:
    return next(iter(meetings_to_come(facts, group)), None)


def meetings_to_come(facts: Membership, group: Group) -> list[Conversation]:
    coming = (
        talk for talk in facts.rows.outside if talk.about == MEETING_OUTSIDE and talk.body_id == group.body.pk
    )
    still = [talk for talk in coming if talk.due_on and talk.due_on >= facts.on and not _settled(talk)]
    return sorted(still, key=lambda talk: talk.due_on)


def _settled(talk: Conversation) -> bool:
    return bool(talk.held_on or talk.waived_because)


def _wanted(facts: Membership, group: Group) -> tuple[Asked, ...]:
    """Feedback that is due: the meeting has been, or the day has passed."""
    asked = (each for each in asked_in_year(facts) if each.body.pk == group.body.pk and not each.given)
    return tuple(each for each in asked if each.due_on <= facts.on or _has_been(each, facts.on))


def _has_been(asked: Asked, on: date) -> bool:
    talk = asked.talk
    return bool(talk and talk.about == MEETING_OUTSIDE and talk.due_on and talk.due_on < on)


# Matters with those outside -----------------------------------------------------------------------------


def matters_on(facts: Membership, partner: Partner | None = None) -> list[Conversation]:
    """What was raised with those outside by the day: the open first, each the latest first."""
    rows = [talk for talk in facts.rows.outside if talk.about == MATTER and talk.raised_on <= facts.on]
    ours = [talk for talk in reversed(rows) if partner is None or talk.partner_id == partner.pk]
    return sorted(ours, key=_settled)
