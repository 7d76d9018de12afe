"""A small group of invented schools and people, and the verbs that put them there. Nobody here is real."""

from datetime import date
from functools import cache
from pathlib import Path

from django.db import transaction

from membership.actions import contracts, offices, posts, schools, seats, terms
from membership.actions.structure import reconcile_structure
from membership.models import Body, Contract, Edition, Holding, Place, Post, School, SchoolDetail
from membership.models.edition import parsed
from records import audit
from records.models import Collaborative, Person
from tests.remembered import remembered

SAMPLES = Path(__file__).resolve().parents[2] / "constitution" / "samples"
LONG_AGO = date(2020, 9, 1)
DAY = date(2024, 3, 14)

YEARS = {
    "2022-23": [
        {"name": "Autumn", "first": date(2022, 9, 5), "last": date(2022, 12, 21),
         "break": [date(2022, 10, 31), date(2022, 11, 4)]},
        {"name": "Spring", "first": date(2023, 1, 3), "last": date(2023, 3, 31),
         "break": [date(2023, 2, 13), date(2023, 2, 17)]},
        {"name": "Summer", "first": date(2023, 4, 17), "last": date(2023, 7, 21),
         "break": [date(2023, 5, 29), date(2023, 6, 2)]},
    ],
    "2023-24": [
        {"name": "Autumn", "first": date(2023, 9, 4), "last": date(2023, 12, 21),
         "break": [date(2023, 10, 30), date(2023, 11, 3)]},
        {"name": "Spring", "first": date(2024, 1, 3), "last": date(2024, 3, 28),
         "break": [date(2024, 2, 12), date(2024, 2, 16)]},
        {"name": "Summer", "first": date(2024, 4, 15), "last": date(2024, 7, 19),
         "break": [date(2024, 5, 27), date(2024, 5, 31)]},
    ],
}  # fmt: skip


@cache
def text(name: str) -> str:
    return (SAMPLES / f"{name}.toml").read_text()


def knowsley() -> str:
    return text("central-collaborative-knowsley-2023")


def bristol() -> str:
    return text("excellence-in-schools-group-2016")


@remembered
def adopt(collaborative: Collaborative, source: str, in_force_on: date | None = None) -> Edition:
    """An edition in force without its worked examples, which tests/constitution works out once for all."""
    rules = parsed(source)
    edition = Edition.objects.create(
        collaborative=collaborative,
        number=Edition.objects.count() + 1,
        name=rules.constitution.edition,
        source=source,
        sha256=rules.sha256,
        state=Edition.State.ADOPTED,
        in_force_on=in_force_on or rules.constitution.in_force_from,
        adopted_on=in_force_on or rules.constitution.in_force_from,
        founding_note="Agreed by the founding schools.",
    )
    reconcile_structure(collaborative=collaborative)
    return edition


@remembered
def enter_years(collaborative: Collaborative, *slots: str) -> None:
    for slot in slots or YEARS:
        terms.enter_terms(collaborative=collaborative, school_year=slot, terms=YEARS[slot], by=None, on=DAY)


def person(name: str, email: str | None = None) -> Person:
    found = Person.objects.filter(name=name).first()
    return found or Person.objects.create_user(email, name=name)


@remembered
def school(
    collaborative: Collaborative,
    name: str,
    *,
    kind: str = "primary",
    tier: str | None = "silver",
    since: date = LONG_AGO,
    **detail,
) -> School:
    """A school and, unless `tier` is None, its contract agreed on paper."""
    found = schools.add_school(
        collaborative=collaborative, name=name, kind=kind, from_on=since, by=None, on=DAY, **detail
    )
    if tier is not None:
        join(found, tier, since)
    return found


def join(school: School, tier: str = "silver", since: date = LONG_AGO) -> Contract:
    return contracts.admit_school(
        school=school, tier=tier, starts_on=since, form=Contract.Form.PAPER, by=None, on=DAY
    )


@remembered
def head(school: School, name: str, since: date = LONG_AGO, kind: str = "headteacher") -> Person:
    found = person(name)
    posts.begin_post(
        collaborative=school.collaborative,
        person=found,
        kind=kind,
        school=school,
        starts_on=since,
        by=None,
        on=DAY,
    )
    return found


@remembered
@transaction.atomic
def members(collaborative: Collaborative, heads: dict[str, str]) -> list[Person]:
    """Silver primary schools with their heads, by name: the rows that `school` and `head` leave, written at once."""
    whose = {"collaborative": collaborative}
    made = School.objects.bulk_create(School(name=name, **whose) for name in heads)
    SchoolDetail.objects.bulk_create(
        SchoolDetail(school=each, from_on=LONG_AGO, name=each.name, kind="primary", **whose) for each in made
    )
    agreed = {"tier": "silver", "form": Contract.Form.PAPER, "state": Contract.State.AGREED}
    Contract.objects.bulk_create(
        Contract(school=each, starts_on=LONG_AGO, **agreed, **whose) for each in made
    )
    people = Person.objects.bulk_create(
        Person(name=name, email=None, password="!") for name in heads.values()
    )
    Post.objects.bulk_create(
        Post(school=each, person=person, kind="headteacher", starts_on=LONG_AGO, **whose)
        for each, person in zip(made, people, strict=True)
    )
    if made:
        audit.record(collaborative=collaborative, act="edit-schools", subject=made[0], by=None)
    return people


@remembered
def commissioned(collaborative: Collaborative, name: str, kind: str = "commissioned post") -> Person:
    found = person(name)
    posts.begin_post(
        collaborative=collaborative, person=found, kind=kind, starts_on=LONG_AGO, by=None, on=DAY
    )
    return found


def office(collaborative: Collaborative, code: str, number: int = 1) -> Place:
    return Place.objects.get(collaborative=collaborative, body=None, code=code, number=number)


@remembered
def hold(collaborative: Collaborative, code: str, who: Person, since: date, number: int = 1, **more):
    place = office(collaborative, code, number)
    return offices.appoint(place=place, person=who, starts_on=since, by=None, on=since, **more)


def held(
    collaborative: Collaborative, code: str, who: Person, since: date, ends_before: date | None = None
) -> Holding:
    """The row alone that `hold` leaves; the facts hold it once an act has moved them."""
    place = office(collaborative, code)
    times = {"starts_on": since, "ends_before": ends_before, "how": Holding.How.ELECTED}
    return Holding.objects.create(collaborative=collaborative, place=place, person=who, **times)


def sit(body: Body, category: str, who: Person, since: date):
    place = seats.vacant_seat(body=body, category=category, on=since)
    return seats.seat(place=place, person=who, starts_on=since, by=None, on=since)
