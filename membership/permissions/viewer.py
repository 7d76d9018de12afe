"""Who is looking: worked out once per request from the posts, places and bodies of a person on a date."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import Q

import constitution
from constitution.acts import THE_OFFICE
from constitution.dates import ONE_DAY
from membership.models import BodyMember, Post
from membership.permissions import doors
from membership.permissions.names import GRANTED_NAMES, GROUP_NAMES, may_by, office_of
from membership.queries import filing
from membership.queries.kept import facts_on
from membership.queries.members import Membership
from membership.queries.register import Role
from membership.queries.same_person import earlier_entries
from records.models import Collaborative, Person

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class PostHeld:
    kind: str
    school_id: int | None = None
    partner_id: int | None = None
    where: str = ""

    def __str__(self) -> str:
        return f"{self.kind}, {self.where}" if self.where else self.kind


@dataclass(frozen=True)
class GrantHeld:
    """Access for a time: to a period, to schools, up to a level; empty means no limit of that kind."""

    role: str
    slot: str
    school_ids: frozenset[int]
    level: str
    last_day: date


@dataclass(frozen=True)
class Viewer:
    """A person in one group on one day.

    `offices` and `seats` are codes; `bodies` codes of bodies sat on; `names` every name by which a rule can
    mean this person; `school_ids` the schools they work at, `headed_ids` those they speak for,
    `cluster_ids` the clusters that those schools belong to.
    """

    person_id: int
    name: str
    collaborative_id: int
    on: date
    rules: constitution.Constitution = field(repr=False, compare=False)
    posts: tuple[PostHeld, ...] = ()
    offices: frozenset[str] = frozenset()
    office_names: tuple[str, ...] = ()
    seats: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    body_ids: frozenset[int] = frozenset()
    place_ids: frozenset[int] = frozenset()
    cluster_ids: frozenset[int] = frozenset()
    school_ids: frozenset[int] = frozenset()
    headed_ids: frozenset[int] = frozenset()
    tiers: frozenset[str] = frozenset()
    grants: tuple[GrantHeld, ...] = ()
    earlier_ids: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()

    @property
    def runs_office(self) -> bool:
        return THE_OFFICE in self.names

    @property
    def person_ids(self) -> frozenset[int]:
        """The viewer's own number, and those of the entries that turned out to be theirs."""
        return self.earlier_ids | {self.person_id}

    @property
    def is_member(self) -> bool:
        """Works at a member school, or has a place in the group."""
        return bool(self.tiers or self.place_ids or self.runs_office or self.body_ids)

    @property
    def constituted(self) -> frozenset[str]:
        """The bodies sat on that the edition knows: a working party cannot take the name of an office."""
        return self.bodies.intersection(self.rules.body)

    def heads(self, school_id: int) -> bool:
        return school_id in self.headed_ids

    def reaches(self, level: str) -> bool:
        """Whether this viewer is in the audience of a filing level, the edition's own or 'public', 'office'…"""
        if filing.narrow(level):
            # Whatever an edition calls its levels: these two are asked of the row.
            return False
        if self.runs_office or level == "public":
            return True
        if level == "members":
            return self.is_member
        if level == "la" and (self.offices or self._is_authority):
            return True
        return bool(self._audience(level) & self._known_as)

    def _audience(self, level: str) -> set[str]:
        rule = self.rules.information.get(level)
        return set(rule.audience) if rule else set()

    @property
    def _known_as(self) -> set[str]:
        """What an audience can call this viewer; 'own school' is asked of the row."""
        return {*self.names, *self.bodies, "everybody"} | ({"member schools"} if self.tiers else set())

    @property
    def levels(self) -> frozenset[str]:
        """The filing levels that reach this viewer; a level that nobody knows reaches nobody."""
        every = {"public", "members", "la", "office", *self.rules.information}
        return frozenset(level for level in every if self.reaches(level))

    @property
    def levels_of_own_school(self) -> frozenset[str]:
        """The levels at which whoever works at a school sees what is filed of it."""
        own = {code for code in self.rules.information if "own school" in self._audience(code)}
        return frozenset(own) if self.school_ids else frozenset()

    @property
    def _is_authority(self) -> bool:
        return "local authority officer" in self.names

    def sees(self, model: type[models.Model]) -> Q:
        """The rows of a model that this viewer may see."""
        return doors.plain(doors.predicate(model)(self))

    def seen(self, rows: Iterable[Row]) -> list[Row]:
        """The same of rows in hand, all of one model."""
        rows = list(rows)
        rule = self.sees(type(rows[0])) if rows else None
        return [row for row in rows if doors.lets_in(rule, row)]

    @property
    def acting_as(self) -> str:
        """In words, for the audit trail: 'Chair; headteacher, Birchenholt Primary School'."""
        return "; ".join([*self.office_names, *map(str, self.posts)])


def viewer_for(
    person: Person, collaborative: Collaborative, on: date, facts: Membership | None = None
) -> Viewer:
    """The viewer of a person on a day. The number of queries does not depend on how much there is to see."""
    facts = facts or facts_on(collaborative, on)
    return facts.once(("viewer", person.pk, person.name), lambda: _viewer(facts, person))


def _viewer(facts: Membership, person: Person) -> Viewer:
    posts = [post for post in facts.posts if post.person_id == person.pk]
    roles = [role for role in facts.roles if role.held and role.held.person == person]
    schools = frozenset(post.school_id for post in posts if post.school_id)
    tiers = frozenset(facts.tiers[school] for school in schools if school in facts.tiers)
    sat_on = [row for row in facts.body_members if row.person_id == person.pk]
    bodies = {*_bodies(facts, posts, roles, bool(tiers)), *(member.body.code for member in sat_on)}
    granted = _grants(facts, person)
    names = _names(facts, posts, roles, granted) | ({"member"} if tiers or roles else set())
    return Viewer(
        person_id=person.pk,
        name=person.name,
        collaborative_id=facts.collaborative.pk,
        on=facts.on,
        rules=facts.rules,
        posts=tuple(_held(post) for post in posts),
        offices=frozenset(role.place.code for role in roles if role.place.body_id is None),
        office_names=tuple(role.name for role in roles),
        seats=frozenset(role.place.code for role in roles if role.place.body_id),
        bodies=frozenset(code for code in bodies if code),
        body_ids=_body_ids(facts, bodies, sat_on),
        place_ids=frozenset(role.place.pk for role in roles),
        cluster_ids=frozenset(row.body_id for row in facts.body_members if row.school_id in schools),
        school_ids=schools,
        headed_ids=_headed(facts.rules, posts),
        tiers=tiers,
        grants=granted,
        earlier_ids=earlier_entries(facts.rows, person.pk),
        names=names,
        acts=may_by(facts.rules, {*names, *bodies.intersection(facts.rules.body)}),
    )


# Its parts ------------------------------------------------------------------------------------------


def _held(post: Post) -> PostHeld:
    where = post.school or post.partner
    return PostHeld(post.kind, post.school_id, post.partner_id, where.name if where else "")


def _bodies(facts: Membership, posts: Iterable[Post], roles: Iterable[Role], on_roll: bool) -> set[str]:
    """Codes of the bodies on which the person sits by office, by seat, or by speaking for a member school."""
    offices = {role.place.code for role in roles if role.place.body_id is None}
    seats = {(role.place.body.code, role.place.code) for role in roles if role.place.body_id}
    kinds = {post.kind for post in posts if post.school_id}

    def sits(body: str, line) -> bool:
        if not facts.sits_now(line):
            return False
        speaks = bool(line.every) and on_roll and bool(kinds.intersection(line.by))
        return speaks or line.office in offices or (body, line.category) in seats

    return {code for code, rule in facts.rules.body.items() if any(sits(code, line) for line in rule.members)}


def _body_ids(facts: Membership, codes: set[str], sat_on: Iterable[BodyMember]) -> frozenset[int]:
    constituted = {body.pk for body in facts.bodies if body.code and body.code in codes}
    return frozenset(constituted | {member.body_id for member in sat_on})


def _headed(rules: constitution.Constitution, posts: Iterable[Post]) -> frozenset[int]:
    """The schools for which the person speaks, by the posts that the bodies of the edition name."""
    speakers = {post for rule in rules.body.values() for line in rule.members for post in line.by}
    speakers = speakers or {"headteacher", "acting headteacher", "executive headteacher"}
    return frozenset(post.school_id for post in posts if post.school_id and post.kind in speakers)


def _names(
    facts: Membership, posts: Iterable[Post], roles: Iterable[Role], granted: Iterable[GrantHeld]
) -> frozenset[str]:
    """Every name by which a rule can mean the person.

    A post that acts for the whole group, such as the business manager of the fund-holding school, counts by
    the place to which the group has named its holder, never by the job alone.
    """
    names = {post.kind for post in posts} - GROUP_NAMES
    names |= {"commissioned post" for post in posts if post.commissioned}
    names |= {role.place.code for role in roles}
    names |= {name for role in roles for name in facts.seat_names(role.place)}
    names |= {GRANTED_NAMES[grant.role] for grant in granted if grant.role in GRANTED_NAMES}
    if office_of(facts.rules) in names:
        names.add(THE_OFFICE)
    return frozenset(names)


def _grants(facts: Membership, person: Person) -> tuple[GrantHeld, ...]:
    return tuple(
        GrantHeld(row.role, row.slot, frozenset(row.school_ids), row.level, row.ends_before - ONE_DAY)
        for row in facts.grants
        if row.person_id == person.pk
    )
