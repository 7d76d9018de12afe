"""A question that is written once answers as one that is written anew each time."""

from datetime import date

import pytest

from membership.models import Grant, Post, School
from records.prepared import MARKS, Prepared, prepared
from records.tenancy import scoped
from tests.membership import build
from tests.records.test_together import values

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def posts_at(school: int):
    return Post.objects.filter(school=school).select_related("person", "school").order_by("starts_on", "pk")


def same(found, asked) -> None:
    assert [values(row) for row in found] == [values(row) for row in asked]


@pytest.fixture
def alder(in_marlbeck):
    school = build.school(in_marlbeck)
    build.post(in_marlbeck, school=school, commissioned=False, ends_before=date(2024, 9, 1))
    build.post(in_marlbeck, school=school, commissioned=False, kind="deputy headteacher")
    return school


@pytest.fixture
def birch(in_marlbeck):
    school = build.school(in_marlbeck)
    build.post(in_marlbeck, school=school, commissioned=False)
    return school


def test_it_answers_for_each_key_as_the_queryset_would(alder, birch):
    question = Prepared.of(posts_at, ["school"])
    assert len(question.answered(school=alder.pk)) == 2
    for school in (alder, birch):
        same(question.answered(school=school.pk), posts_at(school.pk))


def test_its_rows_are_read_anew_each_time(in_marlbeck, alder):
    question = Prepared.of(posts_at, ["school"])
    before = question.answered(school=alder.pk)
    build.post(in_marlbeck, school=alder, commissioned=False)
    School.objects.filter(pk=alder.pk).update(name="Alder Academy")
    after = question.answered(school=alder.pk)
    assert (len(before), len(after)) == (2, 3)
    assert {post.school.name for post in after} == {"Alder Academy"}


def test_two_who_asked_hold_rows_of_their_own(alder):
    question = Prepared.of(posts_at, ["school"])
    mine, theirs = question.answered(school=alder.pk)[0], question.answered(school=alder.pk)[0]
    mine.school.name = "changed in hand"
    assert theirs.school.name == "Alder Primary"


def test_a_key_stands_wherever_the_question_names_it(in_marlbeck, alder, birch):
    def at_either(one: int, other: int):
        return Post.objects.filter(school__in=(one, other)).exclude(school=other).order_by("pk")

    question = Prepared.of(at_either, ["one", "other"])
    same(question.answered(one=alder.pk, other=birch.pk), Post.objects.filter(school=alder).order_by("pk"))
    same(question.answered(one=birch.pk, other=alder.pk), Post.objects.filter(school=birch).order_by("pk"))


def test_values_dates_lists_and_what_is_fetched_beside_come_as_they_are(in_marlbeck, alder):
    build.grant(in_marlbeck, school_ids=[alder.pk], revoked_at=build.NOON)
    same(Prepared.of(lambda: Grant.objects.all(), []).answered(), Grant.objects.all())
    names = Prepared.of(lambda pk: School.objects.filter(pk=pk).values_list("name", "pk"), ["pk"])
    assert names.answered(pk=alder.pk) == [("Alder Primary", alder.pk)]
    fetched = Prepared.of(lambda pk: School.objects.filter(pk=pk).prefetch_related("posts"), ["pk"])
    (school,) = fetched.answered(pk=alder.pk)
    assert len(school._prefetched_objects_cache["posts"]) == 2


@pytest.mark.parametrize("key", [None, 0, -1, MARKS, MARKS + 1, 10**30], ids=str)
def test_a_number_that_no_row_has_finds_none(alder, key):
    assert Prepared.of(posts_at, ["school"]).answered(school=key) == []


def test_a_question_that_can_have_no_answer_is_not_asked(alder, django_assert_num_queries):
    nobody = Prepared.of(lambda school: posts_at(school).filter(pk__in=()), ["school"])
    with django_assert_num_queries(0):
        assert nobody.answered(school=alder.pk) == []


def test_it_costs_one_query(alder, django_assert_num_queries):
    question = Prepared.of(posts_at, ["school"])
    with django_assert_num_queries(1):
        assert all(post.school.name and post.person.name for post in question.answered(school=alder.pk))


@pytest.mark.clause("X2")
def test_each_group_has_a_question_of_its_own(alder, tarnside):
    schools = prepared(lambda: School.objects.all())
    assert schools() == [alder]
    with scoped(tarnside):
        assert schools() == []
        theirs = build.school(tarnside)
        assert schools() == [theirs]
    assert schools() == [alder]
