"""Several lay at once: every paper has a place of its own, and of two new versions one is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from meetings.actions.papers import Gone, lay_paper, replace_paper
from meetings.models import AgendaItem, Paper
from records.tenancy import scoped
from tests import races
from tests.meetings import cast, pdfs

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.clause("K9.16")]

BEFORE = cast.NINE - timedelta(days=10)
CONTENT = pdfs.of("A paper")


@pytest.fixture
def item(group, marian):
    cast.schools(group, 1)
    return cast.item(cast.meeting(group))


def own(item) -> AgendaItem:
    """The item as another process has it."""
    return AgendaItem.objects.select_related("meeting", "body", "collaborative").get(pk=item.pk)


def laid(item, marian, number) -> Paper:
    told = {"content": CONTENT, "filename": "paper.pdf", "by": marian, "at": BEFORE}
    return lay_paper(item=own(item), title=f"Paper {number}", **told)


def test_each_of_several_laid_at_once_has_its_own_place(group, item, marian):
    def lay(number):
        with scoped(group):
            return laid(item, marian, number)

    outcomes = races.race(lay, 4)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    with scoped(group):
        assert sorted(Paper.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_without_a_second_try_one_of_two_places_would_be_taken_twice(group, item, marian):
    """What `lay_paper` is guarded against: both have read that the first place is free."""
    first = laid(item, marian, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.create(
            collaborative=group, item=item, document=first.document, title="Another", as_at_on=first.as_at_on,
            position=first.position, level="members", laid_at=BEFORE,
        )  # fmt: skip


def test_of_several_new_versions_one_stands_and_the_others_are_told(group, item, marian):
    first = laid(item, marian, 1)

    def replace(number):
        told = {"content": CONTENT, "filename": "paper.pdf", "by": marian, "at": BEFORE}
        with scoped(group):
            paper = Paper.objects.select_related("item__meeting", "item__body", "item__collaborative").get(
                pk=first.pk
            )
            return replace_paper(paper=paper, title=f"Version {number}", **told)

    outcomes = races.race(replace, 4)
    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [Gone] * 3
    with scoped(group):
        assert Paper.objects.filter(superseded_by=None).count() == 1
