"""What is kept while nothing has happened: shared once it stands, and by nobody while an act is under way."""

from datetime import date

import pytest
from django.db import transaction

from membership.models import Post
from membership.queries.kept import facts_on, forget, kept, kept_until_an_act, known_until_an_act
from records import audit
from tests.membership import cast

pytestmark = pytest.mark.django_db


def heads(group):
    return {person.name for person in facts_on(group, cast.DAY).speakers(("headteacher",)).values()}


def leave():
    Post.objects.update(ends_before=date(2024, 1, 1))


def record(group, **told):
    audit.record(collaborative=group, act="end-post", subject=("post", "1"), by=None, **told)


def test_what_stands_is_made_once_until_an_act(group):
    made = []
    for _ in range(2):
        kept("list", group, cast.DAY, lambda: made.append("facts") or made)
        kept_until_an_act("list", group, cast.DAY, lambda: made.append("any") or made)
    assert made == ["facts", "any"]
    record(group, moves_facts=False)
    kept("list", group, cast.DAY, lambda: made.append("facts") or made)
    kept_until_an_act("list", group, cast.DAY, lambda: made.append("any") or made)
    assert made == ["facts", "any", "any"]


def test_what_was_read_in_an_act_that_is_given_up_is_believed_by_nobody(group, birchenholt):
    """Its rows were changed, and the trail had not moved: kept under that head it would outlive the act."""
    forget()
    with transaction.atomic():
        leave()
        assert heads(group) == set()
        transaction.set_rollback(True)
    assert heads(group) == {"Nadia Farrow"}


def test_nor_is_what_was_read_before_a_savepoint_of_the_act_was_given_up(group, birchenholt):
    forget()
    with transaction.atomic():
        with transaction.atomic():
            leave()
            assert heads(group) == set()
            transaction.set_rollback(True)
        assert heads(group) == {"Nadia Farrow"}


def test_an_act_reads_what_it_made_once_and_anew_after_its_entry(group, birchenholt):
    forget()
    with transaction.atomic():
        first = facts_on(group, cast.DAY)
        assert facts_on(group, cast.DAY) is first
        leave()
        record(group)
        assert heads(group) == set()
    assert heads(group) == set()


def test_what_was_shared_before_an_act_is_not_filled_by_it(group, birchenholt):
    shared, facts = known_until_an_act("seen", group, cast.DAY), facts_on(group, cast.DAY)
    shared["before"] = 1
    with transaction.atomic():
        inside = known_until_an_act("seen", group, cast.DAY)
        inside["during"] = 2
        assert known_until_an_act("seen", group, cast.DAY) == {"before": 1, "during": 2}
        facts_on(group, cast.DAY).once("during", lambda: 2)
    assert shared == {"before": 1}
    assert facts.once("during", lambda: 3) == 3
