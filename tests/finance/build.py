"""Marlbeck on the Knowsley document: invented schools at their tiers, two years of terms, an account."""

from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from finance.models import Account
from membership.actions.fees import enter_basis
from membership.actions.terms import enter_terms
from membership.models import Contract, Enrolment, Holding, Place, Post, School, SchoolDetail
from records.models import Collaborative, Person
from tests.membership import cast
from tests.remembered import remembered

FOUNDED = date(2023, 9, 1)
DELEGATED = "delegated school improvement funding"
SAMPLE = Path(__file__).parents[2] / "constitution/samples/central-collaborative-knowsley-2023.toml"
TERMS = {
    "2023-24": [
        ("Autumn", (2023, 9, 4), (2023, 12, 21), (2023, 10, 30), (2023, 11, 3)),
        ("Spring", (2024, 1, 3), (2024, 3, 28), (2024, 2, 12), (2024, 2, 16)),
        ("Summer", (2024, 4, 15), (2024, 7, 19), (2024, 5, 27), (2024, 5, 31)),
    ],
    "2024-25": [
        ("Autumn", (2024, 9, 2), (2024, 12, 20), (2024, 10, 28), (2024, 11, 1)),
        ("Spring", (2025, 1, 6), (2025, 4, 4), (2025, 2, 17), (2025, 2, 21)),
        ("Summer", (2025, 4, 22), (2025, 7, 22), (2025, 5, 26), (2025, 5, 30)),
    ],
}
ISSUE_DAY = date(2024, 4, 15)


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


@cache
def text() -> str:
    return SAMPLE.read_text()


def changed(*changes: tuple[str, str]) -> str:
    """The document with other rules, and without its worked examples, which the change would belie."""
    source, _, _ = text().partition("[[examples]]")
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new)
    return source


def adopted(collaborative: Collaborative, source: str = "") -> None:
    """The Knowsley document in force, as if founded on 1 September 2023."""
    cast.adopt(collaborative, source or text(), FOUNDED)


@remembered
def terms_entered(collaborative: Collaborative, *slots: str) -> None:
    for slot in slots or TERMS:
        rows = [
            {"name": name, "first": date(*first), "last": date(*last), "break": [date(*out), date(*back)]}
            for name, first, last, out, back in TERMS[slot]
        ]
        enter_terms(collaborative=collaborative, school_year=slot, terms=rows, by=None, on=FOUNDED)


def school(
    collaborative: Collaborative, name: str, kind: str = "primary", tier: str = "bronze", **contract
) -> School:
    """A member school with an agreed contract; `tier` empty leaves it without one."""
    made = School.objects.create(collaborative=collaborative, name=name)
    SchoolDetail.objects.create(
        collaborative=collaborative, school=made, from_on=FOUNDED, name=name, kind=kind
    )
    if tier:
        contracted(made, tier, **contract)
    return made


def contracted(school: School, tier: str, starts_on: date = FOUNDED, **fields) -> Contract:
    fields = {"form": "paper", "state": "agreed", **fields}
    return Contract.objects.create(
        collaborative=school.collaborative, school=school, tier=tier, starts_on=starts_on, **fields
    )


def leaving(contract: Contract, last_day: date) -> None:
    after = date.fromordinal(last_day.toordinal() + 1)
    Contract.objects.filter(pk=contract.pk).update(ends_before=after, ends_because="notice")


def delegated(school: School, amount, year: str = "2024-25") -> None:
    enter_basis(
        school=school,
        contract_year=year,
        figure=DELEGATED,
        amount=amount,
        source="the authority's allocation",
        source_on=date(2024, 2, 12),
        by=None,
        at=noon(date(2024, 2, 12)),
    )


def person(name: str) -> Person:
    address = f"{name.lower().replace(' ', '.')}@marlbeck.example"
    return Person.objects.filter(name=name).first() or Person.objects.create_user(address, name=name)


def post(school: School, name: str, kind: str = "headteacher", starts_on: date = FOUNDED) -> Person:
    held = person(name)
    Post.objects.create(
        collaborative=school.collaborative, school=school, person=held, kind=kind, starts_on=starts_on
    )
    return held


def holds(
    collaborative: Collaborative, code: str, name: str, starts_on: date = FOUNDED, number: int = 1
) -> Person:
    """Somebody in an office, or named to a place of the group."""
    place = Place.objects.get(collaborative=collaborative, code=code, number=number)
    held = person(name)
    Holding.objects.create(collaborative=collaborative, place=place, person=held, starts_on=starts_on)
    return held


def enrolled(collaborative: Collaborative, held: Person) -> Person:
    moment = noon(FOUNDED)
    Enrolment.objects.create(
        collaborative=collaborative, person=held, invited_at=moment, accepted_at=moment, expires_at=moment
    )
    return held


def account(collaborative: Collaborative, held_by: School) -> Account:
    return Account.objects.create(
        collaborative=collaborative,
        name="Marlbeck Collaborative",
        held_by=held_by,
        opened_on=FOUNDED,
        payment_words="Account name: Marlbeck Collaborative\nSort code, account: 00-00-00 00000000",
    )


def many(collaborative: Collaborative, how_many: int, tier: str = "bronze") -> list[School]:
    """So many schools at once, each with a headteacher."""
    whose = {"collaborative": collaborative}
    numbers = range(1, how_many + 1)
    schools = School.objects.bulk_create(School(name=f"School {n:05}", **whose) for n in numbers)
    SchoolDetail.objects.bulk_create(
        SchoolDetail(school=each, from_on=FOUNDED, name=each.name, kind="primary", **whose)
        for each in schools
    )
    Contract.objects.bulk_create(
        Contract(school=each, tier=tier, starts_on=FOUNDED, form="paper", state="agreed", **whose)
        for each in schools
    )
    heads = Person.objects.bulk_create(
        Person(
            name=f"Head of {each.name}",
            email=f"{collaborative.code}-{tier}-{n}@marlbeck.example",
            password="!",
        )
        for n, each in enumerate(schools)
    )
    Post.objects.bulk_create(
        Post(school=each, person=head, kind="headteacher", starts_on=FOUNDED, **whose)
        for each, head in zip(schools, heads, strict=True)
    )
    return schools
