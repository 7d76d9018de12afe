"""A row that people edit is changed only by somebody who has seen the latest of it."""

import pytest

from membership.models import School
from records import versions
from records.refusals import Conflict
from tests.races import TOGETHER, Meeting, race

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def birchenholt(marlbeck):
    return School.objects.create(collaborative=marlbeck, name="Birchenholt Primary School")


def kept(school):
    return School._base_manager.get(pk=school.pk)


def test_whoever_saw_the_latest_version_writes_and_the_other_is_told(birchenholt):
    versions.change(birchenholt, seen=1, name="Birchenholt Academy")
    assert (birchenholt.name, birchenholt.version) == ("Birchenholt Academy", 2)
    with pytest.raises(Conflict, match="Somebody else changed this"):
        versions.change(birchenholt, seen=1, name="Birchenholt Infants")
    assert kept(birchenholt).name == "Birchenholt Academy"


@pytest.mark.django_db(transaction=True)
def test_of_writers_at_once_one_wins_and_all_others_know(birchenholt):
    answers = race(lambda number: versions.change(kept(birchenholt), seen=1, name=f"School {number}"))
    assert [type(answer) for answer in answers].count(Conflict) == TOGETHER - 1
    assert kept(birchenholt).version == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_version_the_last_to_save_wipes_out_the_others_unseen(birchenholt):
    meeting = Meeting(2)

    def unguarded(number):
        school = kept(birchenholt)
        meeting.wait()
        school.name, school.end_reason = (
            (school.name, "merged") if number else ("New name", school.end_reason)
        )
        school.save()

    race(unguarded, 2)
    assert (kept(birchenholt).name, kept(birchenholt).end_reason) != ("New name", "merged")
