"""A constitution amended and adopted by several at once: one text stands, on both databases (K15.1)."""

from datetime import date

import pytest

from membership.actions.amending import adopt_by_resolution, begin_amendment, revise_draft
from membership.actions.editions import AlreadyInForce
from membership.models import Edition
from records.models import AuditEntry
from records.refusals import Conflict
from records.tenancy import scoped
from tests.membership import cast
from tests.races import TOGETHER, Meeting, race

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.clause("K15.1")]

AUTUMN = date(2024, 9, 1)


def begun(group, name="2024/25") -> Edition:
    return begin_amendment(collaborative=group, name=name, in_force_from=AUTUMN, by=None, on=cast.DAY)


def own(edition: Edition) -> Edition:
    """The draft as another process has it."""
    return Edition.objects.select_related("collaborative").get(pk=edition.pk)


def adopted(edition: Edition, number: int = 1) -> Edition:
    return adopt_by_resolution(edition=edition, resolution=f"R-2024-{number:03}", by=None, on=cast.DAY)


def quorum_of(source: str, number: int) -> str:
    """The same text with a remark of its own."""
    return f"# Version {number}\n{source}"


def test_of_six_who_change_a_draft_from_one_page_one_does_and_the_others_are_told(group):
    draft = begun(group)

    def write(number: int):
        with scoped(group):
            text = quorum_of(draft.source, number)
            return revise_draft(edition=own(draft), source=text, seen=draft.version, by=None, on=cast.DAY)

    outcomes = race(write)
    assert outcomes.count(None) == 1
    assert sum(isinstance(each, Conflict) for each in outcomes) == TOGETHER - 1
    assert AuditEntry.objects.filter(act="propose-edition").count() == 2, "begun, and changed once"


def test_without_the_version_the_last_of_two_writers_takes_the_first_ones_words(group):
    """The negative control: both read, then both write, and nobody is told."""
    draft, gate = begun(group), Meeting(2)

    def write(number: int):
        with scoped(group):
            mine = own(draft)
            gate.wait()
            mine.source = quorum_of(mine.source, number)
            mine.save(update_fields=["source"])
            return mine.source

    outcomes = race(write, 2)
    draft.refresh_from_db()
    assert sorted(outcomes) == [quorum_of(begun_source(draft), 0), quorum_of(begun_source(draft), 1)]
    assert draft.source in outcomes, "the words of the other are gone"


def begun_source(draft: Edition) -> str:
    return draft.source.split("\n", 1)[1]


def test_one_draft_adopted_by_six_at_once_is_adopted_once(group):
    draft = begun(group)

    def adopt(number: int):
        with scoped(group):
            return adopted(own(draft), number).pk

    assert race(adopt) == [draft.pk] * TOGETHER
    assert AuditEntry.objects.filter(act="adopt-edition", subject_key=str(draft.pk)).count() == 1


def test_of_two_drafts_for_one_day_adopted_at_once_one_is_and_the_other_is_refused(group):
    drafts = [begun(group, "2024/25 A"), begun(group, "2024/25 B")]

    def adopt(number: int):
        with scoped(group):
            return adopted(own(drafts[number]), number)

    outcomes = race(adopt, 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyInForce", "Edition"]
    assert AlreadyInForce.sentence in {getattr(each, "sentence", "") for each in outcomes}
    assert Edition.objects.filter(state="adopted", in_force_on=AUTUMN).count() == 1


def test_what_is_changed_while_it_is_adopted_is_not_what_was_resolved(group):
    """Whoever adopts has the words of the resolution in hand: they are in force, whatever the draft says by then."""
    draft = begun(group)
    resolved = own(draft)

    def act(number: int):
        with scoped(group):
            if number == 0:
                return adopted(resolved)
            text = quorum_of(draft.source, 1)
            return revise_draft(edition=own(draft), source=text, seen=draft.version, by=None, on=cast.DAY)

    race(act, 2)
    (there,) = Edition.objects.filter(state="adopted", in_force_on=AUTUMN)
    assert there.source == resolved.source


def test_six_who_begin_an_amendment_at_once_have_a_number_each(group):
    def begin(number: int):
        with scoped(group):
            return begun(group, f"2024/25 {number}").number

    assert sorted(race(begin)) == [2, 3, 4, 5, 6, 7]
