"""Which duties are done, for which slot: that they are, never what came of it.

What was recorded stands behind its door: `DutyRecord.objects.visible(viewer)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from membership.models import Body, DutyRecord, Holding, School
from membership.queries.kept import EVERY_DAY, kept
from membership.queries.members import Membership
from records.models import Collaborative

# (holding, body, school): what a duty is of, by the numbers of its rows.
Subject = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Done:
    """A duty that is done, without a word of its outcome: it may stand behind a door that is shut."""

    pk: int
    code: str
    slot: str
    done_on: date
    level: str
    holding_id: int | None = None
    body_id: int | None = None
    school_id: int | None = None

    @property
    def subject(self) -> Subject:
        return self.holding_id, self.body_id, self.school_id


def all_done(collaborative: Collaborative) -> tuple[Done, ...]:
    """Every duty of every year that stands, the latest first. One question, kept until something happens."""
    return kept("duties done", collaborative, EVERY_DAY, lambda: tuple(_standing(collaborative)))


def records_of(facts: Membership, code: str) -> list[DutyRecord]:
    """What was recorded under a code, of every year, the latest first, read once. It is shown through its door:
    `viewer.seen(…)`.
    """
    return facts.once(("duty records", code), lambda: list(_records(facts.collaborative, code)))


def _records(collaborative: Collaborative, code: str) -> QuerySet[DutyRecord]:
    rows = DutyRecord.objects.filter(collaborative=collaborative, code=code)
    return rows.select_related("by", "document").order_by("-done_on", "-pk")


def done(
    collaborative: Collaborative,
    code: str,
    *,
    holding: Holding | None = None,
    body: Body | None = None,
    school: School | None = None,
) -> dict[str, Done]:
    """By slot, of one subject; without one, of the group as a whole: {"2023-24": Done(…)}."""
    subject = (holding and holding.pk, body and body.pk, school and school.pk)
    found = [each for each in all_done(collaborative) if (each.code, each.subject) == (code, subject)]
    return {each.slot: each for each in found}


def done_by_holding(collaborative: Collaborative, code: str, slot: str) -> dict[int, Done]:
    """Of every office and seat at once, by the number of the holding."""
    found = _of(collaborative, code, slot)
    return {each.holding_id: each for each in found if each.holding_id is not None}


def done_by_body(collaborative: Collaborative, code: str, slot: str) -> dict[int, Done]:
    found = _of(collaborative, code, slot)
    return {each.body_id: each for each in found if each.body_id is not None}


def done_by_school(collaborative: Collaborative, code: str, slot: str) -> dict[int, Done]:
    found = _of(collaborative, code, slot)
    return {each.school_id: each for each in found if each.school_id is not None}


def _of(collaborative: Collaborative, code: str, slot: str) -> Iterator[Done]:
    return (each for each in all_done(collaborative) if (each.code, each.slot) == (code, slot))


def _standing(collaborative: Collaborative) -> Iterator[Done]:
    rows = DutyRecord.objects.filter(collaborative=collaborative, superseded_at=None)
    fields = ("pk", "code", "slot", "done_on", "level", "holding_id", "body_id", "school_id")
    return (Done(*row) for row in rows.order_by("-done_on", "-pk").values_list(*fields))
