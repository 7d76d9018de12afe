"""Reminding many schools at once of what they have still to do: worked out first, shown, then told (K1.1, K1.3, K3.3).

A reminder that somebody asks for is one more telling of the same obligation: it is found by the same key, its words
are made at sending, and what was done meanwhile is left out. Each person hears of a thing at most once in a day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from membership.permissions import require
from membership.queries.due import due_by_school
from membership.queries.kept import facts_on
from membership.queries.outstanding import KEPT_BACK, Told
from records import audit
from records.clock import civil_day
from records.models import Collaborative, Message, Person
from records.obligations import Obligation
from reminders.queries import REMINDER, waived_keys
from reminders.stages import ASKED
from reminders.telling import message

ACT = "remind-schools"
# The kinds of thing that a school can be reminded of, as people call them.
KINDS = {
    "text": "Agreements",
    "contract": "Contracts to sign",
    "request": "Documents asked for",
    "subscription": "Invoices",
}
GOES, NO_PERSON, NO_ADDRESS, LET_BE, TODAY = "goes", "nobody", "no address", "let be", "asked today"


@dataclass(frozen=True)
class Line:
    """One thing that one person would be asked for. `state` says whether it goes, and why not."""

    school: str
    due: Obligation
    person: Person | None
    state: str
    last: Told | None = None

    @property
    def goes(self) -> bool:
        return self.state == GOES


def would_ask(
    collaborative: Collaborative, on: date, schools: Collection[int] | None, kinds: Collection[str]
) -> list[Line]:
    """What would go to whom, by school; `schools` are ids, None for all of them."""
    names = {row.school.pk: row.detail.name for row in facts_on(collaborative, on).roll}
    every = due_by_school(collaborative, on)
    chosen = sorted((name, pk) for pk, name in names.items() if schools is None or pk in schools)
    dues = [(name, due) for name, pk in chosen for due in every.get(pk, ()) if due.kind in kinds]
    people = Person.objects.in_bulk({pk for _, due in dues for pk in due.who})
    told, waived = _told([due.key for _, due in dues]), waived_keys(collaborative, on)
    return [line for name, due in dues for line in _lines(name, due, people, told, waived, on)]


def _lines(name: str, due: Obligation, people, told, waived: Collection[str], on: date) -> Iterable[Line]:
    if not due.who:
        yield Line(name, due, None, NO_PERSON)
    for pk in due.who:
        person, last = people[pk], told.get((due.key, pk))
        state = GOES
        if due.key in waived:
            state = LET_BE
        elif not person.email:
            state = NO_ADDRESS
        elif last and last.on == on:
            state = TODAY
        yield Line(name, due, person, state, last)


def _told(keys: list[str]) -> dict[tuple[str, int], Told]:
    """By thing and person, when they were asked last. One question."""
    rows = (
        Message.objects.filter(key__in=keys, kind=REMINDER)
        .exclude(state__in=KEPT_BACK)
        .order_by("queued_at", "pk")
    )
    found = rows.values_list("key", "person_id", "queued_at", "person__name")
    return {(key, person): Told(civil_day(at), name) for key, person, at, name in found}


@transaction.atomic
def ask_now(
    *,
    collaborative: Collaborative,
    schools: Collection[int] | None,
    kinds: Collection[str],
    by: Person,
    on: date,
    at: datetime,
) -> list[Line]:
    """Queue what goes; what somebody was asked for today already is not asked for again. Answers with what went."""
    capacity = require(by, ACT, collaborative, on)
    goes = [line for line in would_ask(collaborative, on, schools, kinds) if line.goes]
    if not goes:
        return []
    stage = f"{ASKED} {on.isoformat()}"
    Message.objects.bulk_create(
        [message(collaborative, line.due, line.person.pk, stage, "", at) for line in goes],
        ignore_conflicts=True,
    )
    audit.record(
        collaborative=collaborative,
        act=ACT,
        subject=collaborative,
        by=by,
        at=at,
        acting_as=capacity,
        after={"asked": [{"key": line.due.key, "person": line.person.pk} for line in goes]},
    )
    return goes
