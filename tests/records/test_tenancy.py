"""Rows of one collaborative cannot be read without naming it (X2): forgetting is an error, never a leak."""

import asyncio
from threading import Thread

import pytest
from django.db import connection, models
from django_scopes import scope

from records import tenancy
from records.models import Counter, Document, Draft
from tests.records import build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("X2")]

READS = {
    "all": lambda rows: rows.all(),
    "filter": lambda rows: rows.filter(series="invoice"),
    "exclude": lambda rows: rows.exclude(series="invoice"),
    "get": lambda rows: rows.get(series="invoice"),
    "exists": lambda rows: rows.exists(),
    "count": lambda rows: rows.count(),
    "aggregate": lambda rows: rows.aggregate(models.Max("value")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "contains": lambda rows: rows.contains(Counter(pk=1)),
    "distinct": lambda rows: rows.distinct(),
    "select_related": lambda rows: rows.select_related(),
    "prefetch_related": lambda rows: rows.prefetch_related(),
    "defer": lambda rows: rows.defer("value"),
    "alias": lambda rows: rows.alias(v=models.F("value")),
    "explain": lambda rows: rows.explain(),
    "raw": lambda rows: rows.raw("SELECT * FROM records_counter"),
    "update": lambda rows: rows.update(value=9),
    "delete": lambda rows: rows.get_queryset().delete(),
    "bulk_update": lambda rows: rows.bulk_update([], ["value"]),
    "get_or_create": lambda rows: rows.get_or_create(series="invoice"),
    "a loop": lambda rows: list(rows.get_queryset()),
    "a truth": lambda rows: bool(rows.get_queryset()),
    "a length": lambda rows: len(rows.get_queryset()),
    "an index": lambda rows: rows.get_queryset()[0],
    "a union by sign": lambda rows: rows.get_queryset() | rows.get_queryset(),
    "a subquery": lambda rows: tenancy.everywhere(Draft).filter(subject__in=rows.get_queryset()).exists(),
    "another database": lambda rows: rows.using("default").exists(),
    "the raw delete": lambda rows: rows.get_queryset()._raw_delete("default"),
    "a question of its own": lambda rows: rows.get_queryset().overdue(),
}


@pytest.mark.parametrize("name", READS)
def test_outside_a_scope_nothing_is_read_by(name, marlbeck):
    build.counter(marlbeck)
    with pytest.raises(tenancy.NoCollaborative):
        READS[name](Counter.objects)


def test_whatever_reading_method_a_queryset_has_is_closed(marlbeck):
    build.counter(marlbeck)
    closed = Counter.objects.get_queryset()
    left_open = {
        name
        for name in dir(models.QuerySet)
        if callable(getattr(models.QuerySet, name)) and not name.startswith("_") and name not in tenancy.OPEN
        if getattr(type(closed), name) is not tenancy._refuse
    }
    assert left_open == set()
    assert closed.query.is_empty()


async def read_asynchronously(how):
    rows = Counter.objects.get_queryset()
    if how == "async for":
        return [row async for row in rows]
    return await {"aexists": rows.aexists, "acount": rows.acount, "afirst": rows.afirst}[how]()


@pytest.mark.parametrize("how", ["async for", "aexists", "acount", "afirst"])
def test_asynchronous_reading_is_closed_too(how, marlbeck):
    with pytest.raises(tenancy.NoCollaborative):
        asyncio.run(read_asynchronously(how))


def test_inside_a_scope_one_sees_ones_own_rows_alone(marlbeck, tarnside):
    mine, _theirs, _installations = build.counter(marlbeck), build.counter(tarnside), build.counter(None)
    with tenancy.scoped(marlbeck):
        assert list(Counter.objects.all()) == [mine]
        assert tenancy.current() == marlbeck
    assert tenancy.current() is None


def test_scopes_nest_and_the_inner_one_holds(marlbeck, tarnside):
    build.counter(tarnside)
    with tenancy.scoped(marlbeck):
        with tenancy.scoped(tarnside):
            assert Counter.objects.count() == 1
        assert Counter.objects.count() == 0


def test_no_collaborative_opens_no_scope(db):
    with pytest.raises(tenancy.NoCollaborative), tenancy.scoped(None):
        pass


def test_a_scope_of_none_opened_behind_our_back_shows_nothing(marlbeck):
    build.counter(marlbeck)
    with scope(collaborative=None), pytest.raises(tenancy.NoCollaborative):
        Counter.objects.count()


def test_a_row_of_another_group_is_not_written_in_this_ones_name(marlbeck, tarnside):
    with tenancy.scoped(marlbeck), pytest.raises(tenancy.AnotherCollaborative):
        build.counter(tarnside)


def test_the_rows_of_a_related_object_stand_behind_the_same_wall(marlbeck):
    old = build.document(marlbeck)
    with pytest.raises(tenancy.NoCollaborative):
        Document.objects.filter(supersedes=old)


def test_a_generator_read_after_its_scope_has_closed_reads_nothing(marlbeck):
    build.counter(marlbeck)

    def lines():
        yield from Counter.objects.all()

    with tenancy.scoped(marlbeck):
        stream = lines()
    with pytest.raises(tenancy.NoCollaborative):
        list(stream)


@pytest.mark.django_db(transaction=True)
def test_a_thread_does_not_inherit_the_scope(marlbeck):
    caught = []

    def read():
        try:
            Counter.objects.count()
        except tenancy.NoCollaborative as refusal:
            caught.append(refusal)
        finally:
            connection.close()

    with tenancy.scoped(marlbeck):
        thread = Thread(target=read)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_the_sweep_reads_everywhere_by_saying_so(marlbeck, tarnside):
    rows = [build.counter(marlbeck), build.counter(tarnside), build.counter(None)]
    assert tenancy.everywhere(Counter).count() == 3
    assert list(tenancy.installation(Counter)) == rows[2:]
    with tenancy.scoped(marlbeck):
        assert tenancy.everywhere(Counter).count() == 3


def test_a_form_outside_a_scope_offers_nothing(db):
    assert list(Counter.objects.none()) == []
