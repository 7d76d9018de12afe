"""What the tests of the membership pages share: who signs in, what a page says, and a group of many schools."""

import re
from datetime import UTC, date, datetime

from django.http import HttpResponse
from django.test import Client

from membership.models import Contract, Enrolment, Post, School, SchoolDetail
from records.models import Collaborative, Person
from tests.membership import cast

NOON = datetime(2024, 3, 14, 12, tzinfo=UTC)


def sign_in(client: Client, group: Collaborative, person: Person) -> Client:
    """The person's invitation was accepted long ago; now they are here."""
    long_ago = datetime(2020, 9, 1, tzinfo=UTC)
    Enrolment.objects.get_or_create(
        collaborative=group,
        person=person,
        defaults={"invited_at": long_ago, "accepted_at": long_ago, "expires_at": long_ago,
                  "token_hash": f"door of {person.pk}"},
    )  # fmt: skip
    client.force_login(person)
    return client


def words_of(answer: HttpResponse) -> str:
    """What a reader reads, without the marks."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return text.replace("&#x27;", "'").replace(" .", ".").replace(" ,", ",").replace(" :", ":")


def many(group: Collaborative, how_many: int) -> None:
    """Member schools by the dozen, each with its head, written at once."""
    schools = School.objects.bulk_create(
        School(collaborative=group, name=f"School {number:03}") for number in range(how_many)
    )
    people = Person.objects.bulk_create(Person(name=f"Head {number:03}") for number in range(how_many))
    SchoolDetail.objects.bulk_create(
        SchoolDetail(
            collaborative=group, school=school, from_on=cast.LONG_AGO, name=school.name, kind="primary"
        )
        for school in schools
    )
    Contract.objects.bulk_create(
        Contract(collaborative=group, school=school, tier="silver", form="paper", state="agreed",
                 starts_on=cast.LONG_AGO)
        for school in schools
    )  # fmt: skip
    Post.objects.bulk_create(
        Post(
            collaborative=group, school=school, person=person, kind="headteacher", starts_on=date(2021, 9, 1)
        )
        for school, person in zip(schools, people, strict=True)
    )
