"""Clusters, networks, working parties, bodies outside: opened, joined, left, renamed, closed (K10.3, K10.5, K10.6)."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from constitution import say
from constitution.dates import ONE_DAY
from membership.actions.guard import refuse_history
from membership.models import Body, BodyMember, School
from membership.permissions import require
from membership.queries.groups import Kind, Role, at_work, in_words, ready_names, schools_of
from membership.queries.kept import facts_on
from membership.queries.periods import holds
from records import audit
from records.models import Collaborative, Person
from records.refusals import NotNow, Refusal

# Who keeps the register of which: that of clusters and networks, and that of representatives.
ACTS = {
    Kind.CLUSTER: "keep-clusters",
    Kind.NETWORK: "keep-clusters",
    Kind.WORKING_PARTY: "keep-register",
    Kind.OUTSIDE: "keep-register",
}


class NameTaken(Refusal):
    sentence = "There is one of this name already."


class BelongsAlready(Refusal):
    sentence = "This is in the register already."


def act_for(kind: str) -> str:
    """The act by which a group of a kind is kept. A body that the constitution makes is kept by nobody."""
    if kind not in ACTS:
        raise Refusal("The constitution makes this body: nobody opens, changes or closes it by hand.")
    return ACTS[kind]


# The group itself ---------------------------------------------------------------------------------------


@transaction.atomic
def open_group(
    *, collaborative: Collaborative, kind: str, name: str, opened_on: date, by: Person | None, on: date
) -> Body:
    """Open a cluster, network, working party or body outside from a day."""
    act = act_for(kind)
    acting_as = require(by, act, collaborative, on)
    name = _free_name(collaborative, kind, name)
    body = Body.objects.create(collaborative=collaborative, kind=kind, name=name, opened_on=opened_on)
    after = {"name": name, "kind": kind, "opened_on": opened_on}
    audit.record(collaborative=collaborative, act=act, subject=body, by=by, acting_as=acting_as, after=after)
    return body


@transaction.atomic
def open_ready(*, collaborative: Collaborative, kind: str, by: Person | None, on: date) -> list[Body]:
    """Open, from today, all those that the edition names and that are not there yet. Twice is once."""
    require(by, act_for(kind), collaborative, on)
    names = ready_names(facts_on(collaborative, on), kind)
    given = {"collaborative": collaborative, "kind": kind, "opened_on": on, "by": by, "on": on}
    return [open_group(name=name, **given) for name in names]


@transaction.atomic
def rename_group(*, group: Body, name: str, by: Person | None, on: date) -> Body:
    """Give it another name; the one before is kept and still found."""
    act, before = act_for(group.kind), group.name
    acting_as = require(by, act, group.collaborative, on)
    if name.strip() == before:
        raise Refusal("This is its name already.")
    group.name = _free_name(group.collaborative, group.kind, name, but=group)
    group.aliases = [*dict.fromkeys([*group.aliases, before])]
    group.save(update_fields=["name", "aliases"])
    _record(group, act, by, acting_as, before={"name": before}, after={"name": group.name})
    return group


@transaction.atomic
def close_group(*, group: Body, last_day: date, by: Person | None, on: date) -> Body:
    """End it with a day, and with it whoever still belongs."""
    act = act_for(group.kind)
    acting_as = require(by, act, group.collaborative, on)
    if last_day < group.opened_on:
        raise Refusal(f"It was opened on {say.date(group.opened_on)}: it cannot close before that.")
    ends = last_day + ONE_DAY
    if group.members.filter(starts_on__gte=ends).exists():
        raise Refusal("Somebody joins it after that day: end that first.")
    if not Body.objects.filter(pk=group.pk, closed_before=None).update(closed_before=ends):
        raise NotNow("It has been closed already.")
    group.refresh_from_db()
    ended = group.members.filter(ends_before=None).update(ends_before=ends)
    _record(group, act, by, acting_as, after={"last_day": last_day, "memberships_ended": ended})
    return group


@transaction.atomic
def reopen_group(*, group: Body, by: Person | None, on: date) -> Body:
    """Undo its closing: whoever left with it belongs again, as though it had never closed."""
    act, closed = act_for(group.kind), group.closed_before
    acting_as = require(by, act, group.collaborative, on)
    if not (closed and Body.objects.filter(pk=group.pk, closed_before=closed).update(closed_before=None)):
        raise NotNow("It is open.")
    group.refresh_from_db()
    again = group.members.filter(ends_before=closed).update(ends_before=None)
    _record(group, act, by, acting_as, before={"closed_before": closed}, after={"memberships_again": again})
    return group


def _free_name(collaborative: Collaborative, kind: str, name: str, but: Body | None = None) -> str:
    name = name.strip()
    if not name:
        raise Refusal("Give it a name.")
    same = Body.objects.filter(collaborative=collaborative, kind=kind, name__iexact=name, closed_before=None)
    if same.exclude(pk=but.pk if but else None).exists():
        raise NameTaken(f"There is a {Kind(kind).label.lower()} called {name} already.")
    return name


def _record(group: Body, act: str, by: Person | None, acting_as: str, **told) -> None:
    audit.record(
        collaborative=group.collaborative, act=act, subject=group, by=by, acting_as=acting_as, **told
    )


# Who belongs --------------------------------------------------------------------------------------------


@transaction.atomic
def enter_member(
    *,
    group: Body,
    starts_on: date,
    by: Person | None,
    on: date,
    person: Person | None = None,
    school: School | None = None,
    role: str = Role.MEMBER,
    last_day: date | None = None,
) -> BodyMember:
    """Somebody, or a school, belongs from a day. Who represents the group does so for the school they work at."""
    act = act_for(group.kind)
    acting_as = require(by, act, group.collaborative, on)
    if person:
        refuse_history(group.collaborative, person)
    school = _school_of(group, person, school, role, starts_on)
    _refuse_outside_its_life(group, starts_on, last_day)
    ends = last_day + ONE_DAY if last_day else None
    row = BodyMember(
        collaborative=group.collaborative,
        body=group,
        person=person,
        school=school,
        role=role,
        starts_on=starts_on,
        ends_before=ends,
    )
    _refuse_twice(row)
    _saved(row)
    audit.record(
        collaborative=group.collaborative,
        act=act,
        subject=row,
        by=by,
        acting_as=acting_as,
        after=_told(row) | {"starts_on": starts_on, "last_day": last_day},
    )
    return row


def _school_of(
    group: Body, person: Person | None, school: School | None, role: str, starts_on: date
) -> School | None:
    """The school that somebody is there for: the one given, else the one at which they work."""
    if person is None:
        if school is None:
            raise Refusal("Choose a school or somebody.")
        if role != Role.MEMBER:
            raise Refusal("Name the person: a school as such neither leads nor represents.")
        _refuse_ended(school, starts_on)
        return school
    facts = facts_on(group.collaborative, starts_on)
    if school is None:
        theirs = schools_of(facts, person, starts_on)
        if len(theirs) > 1:
            raise Refusal(
                f"{person.name} works at {say.listed(each.name for each in theirs)}: say for which."
            )
        return theirs[0] if theirs else None
    _refuse_ended(school, starts_on)
    if not at_work(facts, person, school, starts_on):
        raise Refusal(f"{person.name} has no post at {school.name} on {say.date(starts_on)}.")
    return school


def _refuse_ended(school: School, starts_on: date) -> None:
    if school.ended_on and school.ended_on <= starts_on:
        raise Refusal(f"{school.name} ended on {say.date(school.ended_on)}.")


def _refuse_outside_its_life(group: Body, starts_on: date, last_day: date | None) -> None:
    if starts_on < group.opened_on:
        raise Refusal(f"{group.name} was opened on {say.date(group.opened_on)}, not before.")
    if group.closed_before and (last_day or date.max) >= group.closed_before:
        raise NotNow(f"{group.name} is closed since {say.date(group.closed_before)}.")
    if last_day and last_day < starts_on:
        raise Refusal("The last day cannot be before the first.")


def _refuse_twice(row: BodyMember) -> None:
    """The same belongs once at a time: in the same role, for the same school."""
    same = BodyMember.objects.filter(body=row.body, person=row.person, school=row.school, role=row.role)
    until = row.ends_before or date.max
    for other in same.select_related("person", "school"):
        if other.starts_on < until and (other.ends_before or date.max) > row.starts_on:
            raise BelongsAlready(f"{in_words(other)} is in it already, since {say.date(other.starts_on)}.")


def _saved(row: BodyMember) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise BelongsAlready() from None


def _told(row: BodyMember) -> dict:
    return {"body": row.body_id, "person": row.person_id, "school": row.school_id, "role": row.role}


@transaction.atomic
def set_schools(
    *, group: Body, schools: Iterable[School], from_on: date, by: Person | None, on: date
) -> tuple[int, int]:
    """Exactly these schools belong from a day: how many came in, how many left."""
    require(by, act_for(group.kind), group.collaborative, on)
    wanted = {school.pk: school for school in schools}
    rows = group.members.filter(person=None, role=Role.MEMBER).select_related(
        "school", "collaborative", "body"
    )
    now = {row.school_id: row for row in rows if holds(row.starts_on, row.ends_before, from_on)}
    left = [row for pk, row in now.items() if pk not in wanted]
    came = [school for pk, school in wanted.items() if pk not in now]
    for row in left:
        _end_or_take_out(row, from_on, by, on)
    for school in came:
        enter_member(group=group, school=school, starts_on=from_on, by=by, on=on)
    return len(came), len(left)


def _end_or_take_out(row: BodyMember, from_on: date, by: Person | None, on: date) -> None:
    """One that would end before it began was entered by mistake."""
    if row.starts_on >= from_on:
        take_out(member=row, by=by, on=on)
    else:
        end_member(member=row, last_day=from_on - ONE_DAY, by=by, on=on)


@transaction.atomic
def end_member(*, member: BodyMember, last_day: date, by: Person | None, on: date) -> BodyMember:
    """Somebody, or a school, belongs no more after a day. An end that was entered wrongly is entered anew."""
    group, before = member.body, member.ends_before
    act = act_for(group.kind)
    acting_as = require(by, act, group.collaborative, on)
    if last_day < member.starts_on:
        raise Refusal(f"This began on {say.date(member.starts_on)}: it cannot end before that.")
    if group.closed_before and last_day >= group.closed_before:
        raise NotNow(f"{group.name} is closed since {say.date(group.closed_before)}.")
    same = BodyMember.objects.filter(pk=member.pk, ends_before=before)
    if not same.update(ends_before=last_day + ONE_DAY):
        raise NotNow("Somebody else has changed this already.")
    member.refresh_from_db(fields=["ends_before"])
    told = {"before": {"ends_before": before}, "after": _told(member) | {"last_day": last_day}}
    audit.record(
        collaborative=group.collaborative, act=act, subject=member, by=by, acting_as=acting_as, **told
    )
    return member


@transaction.atomic
def take_out(*, member: BodyMember, by: Person | None, on: date) -> None:
    """Entered by mistake: it goes as if it had never been; the audit trail keeps that it was there."""
    group = member.body
    act = act_for(group.kind)
    acting_as = require(by, act, group.collaborative, on)
    if not BodyMember.objects.filter(pk=member.pk).exists():
        raise NotNow()
    before = _told(member) | {"starts_on": member.starts_on, "ends_before": member.ends_before}
    audit.record(
        collaborative=group.collaborative, act=act, subject=member, by=by, acting_as=acting_as, before=before
    )
    member.delete()
