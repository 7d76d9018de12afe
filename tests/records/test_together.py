"""Rows of several tables in one question are the rows that a question of each would have given."""

from datetime import date

import pytest

from membership.models import Edition, Grant, Holding, Post, School
from records.models import AuditEntry, Message, Person
from records.together import together
from tests.membership import build

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def values(row) -> dict:
    """Every column as Django has it, of what stands beside the row too."""
    own = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    beside = row._state.fields_cache
    return own | {name: each and values(each) for name, each in beside.items()}


def same(found, asked) -> None:
    assert sorted(map(values, found), key=lambda row: row["id"]) == [
        values(row) for row in asked.order_by("pk")
    ]


@pytest.fixture
def rows(in_marlbeck):
    """Days, moments, sums, lists, truths, and what is not there."""
    school = build.school(in_marlbeck)
    build.post(in_marlbeck, school=school, commissioned=False)
    build.post(in_marlbeck, ends_before=date(2024, 9, 1))
    build.grant(in_marlbeck, school_ids=[school.pk], revoked_at=build.NOON)
    build.edition(in_marlbeck, report={"verdict": "adoptable", "examples": [3, 3], "remarks": ["£ “ü”"]})
    build.holding(build.place(in_marlbeck))


def test_each_row_is_what_its_own_query_gives(rows):
    asked = [
        Post.objects.select_related("person", "school", "partner"),
        Grant.objects.all(),
        Edition.objects.all(),
        Holding.objects.select_related("place__body", "person"),
        School.objects.filter(name="nowhere"),
    ]
    for found, queryset in zip(together(*asked), asked, strict=True):
        same(found, queryset)


def test_what_stands_beside_a_row_needs_no_other_query(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        posts, holdings = together(
            Post.objects.select_related("person", "school"), Holding.objects.select_related("person", "place")
        )
        assert all(post.person.name for post in posts)
        assert {post.school and post.school.name for post in posts} == {"Alder Primary", None}
        assert [holding.place.code for holding in holdings] == ["chair"]


def test_a_row_read_so_can_be_changed_and_saved(rows):
    [[school]] = together(School.objects.all())
    school.name = "Beech Primary"
    school.save()
    assert School.objects.get().name == "Beech Primary"


def test_one_table_alone_is_read_too(rows):
    [people] = together(Person.objects.all())
    same(people, Person.objects.all())


def test_tables_without_rows(in_marlbeck):
    assert together(Message.objects.all(), AuditEntry.objects.all()) == [[], []]
