"""Numbers without gaps and without twins."""

import pytest
from django.db import transaction
from django.db.models import Max

from records import counters
from records.models import Counter
from records.tenancy import everywhere
from tests.races import TOGETHER, Meeting, race, undone
from tests.records import build

pytestmark = pytest.mark.both
alone = pytest.mark.django_db
together = pytest.mark.django_db(transaction=True)


@alone
def test_the_first_number_of_a_series_is_one_and_the_next_is_two(marlbeck):
    assert [counters.take(marlbeck, "invoice"), counters.take(marlbeck, "invoice")] == [1, 2]


@alone
def test_a_run_takes_fifty_numbers_at_once_and_the_next_follows_on(marlbeck):
    assert counters.take(marlbeck, "invoice", 50) == 1
    assert counters.take(marlbeck, "invoice") == 51


@alone
def test_series_and_groups_count_apart(marlbeck, tarnside):
    counters.take(marlbeck, "invoice")
    assert counters.take(marlbeck, "credit") == 1
    assert counters.take(tarnside, "invoice") == 1
    assert counters.take(None, "import") == 1


@alone
def test_a_number_of_an_act_that_fails_is_given_back(marlbeck):
    undone(lambda: counters.take(marlbeck, "invoice"))
    assert counters.take(marlbeck, "invoice") == 1


@alone
def test_no_fewer_than_one_number_is_taken(marlbeck):
    with pytest.raises(ValueError, match="at least one"):
        counters.take(marlbeck, "invoice", 0)


@together
def test_a_number_is_taken_only_inside_the_transaction_that_uses_it(marlbeck):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        counters.take(marlbeck, "invoice")


@together
def test_writers_at_once_get_numbers_without_gap_or_twin(marlbeck):
    def issue(_):
        with transaction.atomic():
            return counters.take(marlbeck, "invoice")

    assert sorted(race(issue)) == list(range(1, TOGETHER + 1))


@together
def test_runs_at_once_and_one_that_fails_leave_no_gap(marlbeck):
    def issue(number):
        with transaction.atomic():
            first = counters.take(marlbeck, "invoice", 10)
            if number == 0:
                raise ValueError
            return first

    firsts = sorted(first for first in race(issue) if isinstance(first, int))
    assert firsts == [1 + 10 * run for run in range(TOGETHER - 1)]


@together
def test_without_the_counter_the_highest_plus_one_gives_twins(marlbeck):
    build.counter(marlbeck, series="made", value=0)
    meeting = Meeting()

    def issue(_):
        rows = everywhere(Counter).filter(collaborative=marlbeck, series="made")
        highest = rows.aggregate(highest=Max("value"))["highest"]
        meeting.wait()
        rows.update(value=highest + 1)
        return highest + 1

    assert race(issue) == [1] * TOGETHER
