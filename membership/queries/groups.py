"""Clusters, networks, working parties and bodies outside the group: who belongs on a day, and who leads (K10.5, K10.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from constitution import say
from constitution.finding import Finding, Working
from constitution.text import items_of
from membership.models import Body, BodyMember, School
from membership.queries.members import Membership
from membership.queries.periods import holds, in_force_of
from membership.queries.rows import Rows
from records.models import Person

Kind, Role = Body.Kind, BodyMember.Role

# In the order in which they are listed; in each, who else than a school belongs.
KINDS = (Kind.CLUSTER, Kind.NETWORK, Kind.WORKING_PARTY, Kind.OUTSIDE)
REPRESENTED = (Kind.WORKING_PARTY, Kind.OUTSIDE)
PLURALS = {
    Kind.CLUSTER: "Clusters",
    Kind.NETWORK: "Networks",
    Kind.WORKING_PARTY: "Working parties",
    Kind.OUTSIDE: "Bodies outside the group",
}
# The texts of an edition whose points are names of networks, and of bodies at which the group is represented.
NAMED_IN = {Kind.NETWORK: "networks", Kind.OUTSIDE: "representation"}

A_LEAD = "a cluster has a lead: the constitution does not say; the default"
MEANWHILE = "until one is entered, the office leads it: the default"


@dataclass(frozen=True)
class Group:
    """One of them on a day, with whoever belongs to it then: schools, people, and people for their schools."""

    body: Body
    rows: tuple[BodyMember, ...]
    on: date

    @property
    def closed(self) -> bool:
        return self.body.closed_before is not None and self.body.closed_before <= self.on

    @property
    def schools(self) -> list[School]:
        """Those that belong as schools, by name."""
        found = {
            row.school for row in self.rows if row.school_id and row.role == Role.MEMBER and not row.person_id
        }
        return sorted(found, key=lambda school: school.name)

    @property
    def people(self) -> list[BodyMember]:
        return [row for row in self.rows if row.person_id and row.role in (Role.MEMBER, Role.CO_OPTED)]

    @property
    def leads(self) -> list[BodyMember]:
        return [row for row in self.rows if row.role == Role.LEAD]

    @property
    def representatives(self) -> list[BodyMember]:
        return [row for row in self.rows if row.role == Role.REPRESENTATIVE]


def groups_on(facts: Membership) -> tuple[Group, ...]:
    """Every one that was opened by the day, by kind and name; one that has closed has nobody in it."""
    return facts.once("groups", lambda: tuple(_groups(facts)))


def _groups(facts: Membership) -> Iterable[Group]:
    rows: dict[int, list[BodyMember]] = {}
    for row in facts.body_members:
        rows.setdefault(row.body_id, []).append(row)
    bodies = [body for body in facts.bodies if body.kind in KINDS and body.opened_on <= facts.on]
    for body in sorted(bodies, key=lambda body: (KINDS.index(body.kind), body.name, body.pk)):
        yield Group(body, tuple(sorted(rows.get(body.pk, ()), key=member_name)), facts.on)


def group_on(facts: Membership, body: Body) -> Group:
    found = next((group for group in groups_on(facts) if group.body.pk == body.pk), None)
    return found or Group(body, (), facts.on)


def groups_of_school(facts: Membership, school: School) -> list[Group]:
    """The clusters, networks and working parties to which a school belongs, or in which somebody is for it."""
    return [group for group in groups_on(facts) if any(row.school_id == school.pk for row in group.rows)]


def member_name(row: BodyMember) -> str:
    return row.person.name if row.person_id else row.school.name


def in_words(row: BodyMember) -> str:
    """'Nadia Farrow, Birchenholt Primary School'."""
    return ", ".join(each.name for each in (row.person, row.school) if each)


# Who leads ----------------------------------------------------------------------------------------------


def office_people(facts: Membership) -> list[Person]:
    """Who does the office work on the day."""
    run_by = facts.rules.constitution.run_by
    held = [role.held.person for role in facts.roles if role.held and role.place.code == run_by]
    posts = [post.person for post in facts.posts if post.kind == run_by]
    return list({person.pk: person for person in (*held, *posts)}.values())


def lead_of(facts: Membership, group: Group) -> Finding[tuple[str, ...]] | None:
    """Who leads a cluster or a network, by name, and why; of others the register of representatives tells."""
    if group.body.kind == Kind.CLUSTER:
        return _lead_of_cluster(facts, group)
    return _lead_of_network(facts, group) if group.body.kind == Kind.NETWORK else None


def _lead_of_cluster(facts: Membership, group: Group) -> Finding[tuple[str, ...]]:
    working = Working(facts.rules, "body").default(A_LEAD)
    if group.leads:
        return _entered(working, group)
    working.step("no lead is entered").default(MEANWHILE)
    return working.answer(tuple(person.name for person in office_people(facts)))


def _lead_of_network(facts: Membership, group: Group) -> Finding[tuple[str, ...]]:
    """One that the edition names is run by the office; another has the lead that is entered."""
    text = facts.rules.text.get(NAMED_IN[Kind.NETWORK])
    working = Working(facts.rules, f"text.{NAMED_IN[Kind.NETWORK]}")
    if group.leads:
        return _entered(working, group)
    if text and is_named(facts, group.body):
        working.use(text).step(f"{text.name}: {say.listed(names_in(facts, Kind.NETWORK))}")
    else:
        working.step("no lead is entered").default(MEANWHILE)
    return working.answer(tuple(person.name for person in office_people(facts)))


def _entered(working: Working, group: Group) -> Finding[tuple[str, ...]]:
    for row in group.leads:
        working.step(f"{in_words(row)} leads it since {say.date(row.starts_on)}")
    return working.answer(tuple(member_name(row) for row in group.leads))


# Names that the edition has ready -----------------------------------------------------------------------


def names_in(facts: Membership, kind: str) -> tuple[str, ...]:
    """The networks, or the bodies outside, that the edition names."""
    text = NAMED_IN.get(kind)
    return items_of(facts.rules, text) if text in facts.rules.text else ()


def is_named(facts: Membership, body: Body) -> bool:
    known = {name.lower() for name in (body.name, *body.aliases)}
    return any(name.lower() in known for name in names_in(facts, body.kind))


def ready_names(facts: Membership, kind: str) -> list[str]:
    """Those of them that nobody has opened yet, under that name or as one that was renamed since."""
    known = {
        name.lower() for body in facts.bodies if body.kind == kind for name in (body.name, *body.aliases)
    }
    return [name for name in names_in(facts, kind) if name.lower() not in known]


# Through time -------------------------------------------------------------------------------------------


def history_of(rows: Rows, body: Body, on: date) -> list[BodyMember]:
    """Whoever belonged before the day, the latest first."""
    past = [row for row in rows.body_members if row.body_id == body.pk and row.ends_before]
    ended = [row for row in past if row.ends_before <= on]
    return sorted(ended, key=lambda row: (row.ends_before, member_name(row)), reverse=True)


def to_come(rows: Rows, body: Body, on: date) -> list[BodyMember]:
    return [row for row in rows.body_members if row.body_id == body.pk and row.starts_on > on]


def at_work(facts: Membership, person: Person, school: School, on: date) -> bool:
    """Whether somebody has a post at a school on a day."""
    posts = (post for post in facts.rows.posts if post.person_id == person.pk and post.school_id == school.pk)
    return bool(in_force_of(posts, on))


def schools_of(facts: Membership, person: Person, on: date) -> list[School]:
    """The schools at which somebody has a post on a day."""
    posts: Sequence = [post for post in facts.rows.posts if post.person_id == person.pk and post.school_id]
    here = (post.school for post in posts if holds(post.starts_on, post.ends_before, on))
    return list({school.pk: school for school in here}.values())
