"""Schools merge (K3.5): one goes on, or a new one opens, and the others end in it; one act, all or nothing.

Their history stays with each. What was counted and decided before is counted as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from constitution import say
from constitution.acts import HEAD
from constitution.dates import ONE_DAY
from membership.actions.contracts import new_contract
from membership.actions.heads import Newcomer, change_head
from membership.actions.schools import add_school, end_school
from membership.models import Contract, Post, School
from membership.permissions import require
from membership.queries.periods import in_force
from records import audit
from records.models import Person
from records.refusals import Refusal

END = "end-school"


@dataclass(frozen=True)
class NewSchool:
    """The school that opens. `detail` is what else is recorded of it: urn, phase, status, trust, pupils."""

    name: str
    kind: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """The school that goes on, and the contract that it is asked to sign; None where its own stands."""

    school: School
    contract: Contract | None


@transaction.atomic
def merge_schools(
    *,
    schools: Sequence[School],
    into: School | NewSchool,
    last_day: date,
    reason: str,
    by: Person | None,
    on: date,
    tier: str = "",
    head: Person | Newcomer | None = None,
) -> Merged:
    """All of `schools` but the one that goes on end with `last_day`; from the day after they are one.

    A new school is a new legal party and is asked for a contract of its own, if one of them was a member;
    a school that goes on keeps the contract it has. `head` leads it from the day after.
    """
    acting_as = require(by, END, schools[0].collaborative, on)
    ending = [school for school in schools if school != into]
    _refuse_too_few(ending, into)
    were_members = [school for school in ending if _contract_of(school, last_day)]
    told = {"by": by, "on": on}
    successor = _opened(into, schools[0], last_day + ONE_DAY, **told) if isinstance(into, NewSchool) else into
    for school in ending:
        end_school(school=school, ended_on=last_day, reason=reason, continues_in=successor, **told)
    _give_head(successor, head, last_day + ONE_DAY, **told)
    contract = _ask_for_contract(successor, last_day + ONE_DAY, tier) if were_members else None
    audit.record(
        collaborative=successor.collaborative,
        act=END,
        subject=successor,
        by=by,
        acting_as=acting_as,
        after={"goes_on_from": sorted(school.pk for school in ending), "since": last_day + ONE_DAY,
               "reason": reason, "contract": contract and contract.pk},
    )  # fmt: skip
    return Merged(successor, contract)


def _refuse_too_few(ending: Sequence[School], into: School | NewSchool) -> None:
    if len({school.pk for school in ending}) != len(ending):
        raise Refusal("A school does not merge with itself: choose the other one.")
    if not ending or (isinstance(into, NewSchool) and len(ending) == 1):
        raise Refusal("A merger is of two schools or more: choose the other one.")


def _opened(new: NewSchool, beside: School, since: date, **told: Any) -> School:
    fields = {"from_on": since, "opened_on": since, **new.detail}
    return add_school(collaborative=beside.collaborative, name=new.name, kind=new.kind, **fields, **told)


def _give_head(school: School, head: Person | Newcomer | None, since: date, **told: Any) -> None:
    """Whoever leads it already goes on leading it."""
    if head is None or _leads(school, head, since):
        return
    change_head(school=school, who=head, kind=HEAD[0], starts_on=since, because="the schools merged", **told)


def _leads(school: School, head: Person | Newcomer, since: date) -> bool:
    leading = Post.objects.filter(in_force(since), school=school, kind__in=HEAD)
    return isinstance(head, Person) and leading.filter(person=head).exists()


def _ask_for_contract(school: School, since: date, tier: str) -> Contract | None:
    """None where the school that goes on has a contract: the legal party is the same."""
    if _contract_of(school, since):
        return None
    coming = Contract.objects.filter(school=school, starts_on__gte=since).exclude(state=Contract.State.VOID)
    if found := coming.first():
        raise Refusal(
            f"{school.name} has a contract from {say.long_date(found.starts_on)} on its way already."
        )
    return new_contract(school=school, starts_on=since, tier=tier)


def _contract_of(school: School, on: date) -> Contract | None:
    agreed = Contract.objects.filter(in_force(on), school=school, state=Contract.State.AGREED)
    return agreed.first()
