"""Forms: one press counts once, and nothing typed is lost."""

import pytest
from django.db import transaction

from records import actkeys, counters, drafts, tenancy
from records.models import ActKey, Draft
from records.tenancy import everywhere
from tests.races import Meeting, race
from tests.records.build import NOON

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def numbered(group, person, key="k1", act="issue-invoice"):
    """An act that takes a number, pressed with a key."""
    return actkeys.once(person=person, key=key, act=act, at=NOON, do=lambda: counters.take(group, "invoice"))


def test_the_second_press_gets_the_answer_of_the_first(marlbeck, marian):
    assert [numbered(marlbeck, marian), numbered(marlbeck, marian)] == [1, 1]
    assert counters.take(marlbeck, "invoice") == 2


def test_another_form_and_another_person_are_other_presses(marlbeck, marian, owen):
    assert numbered(marlbeck, marian) == 1
    assert numbered(marlbeck, marian, key="k2") == 2
    assert numbered(marlbeck, owen) == 3


def test_a_press_that_failed_may_be_pressed_again(marlbeck, marian):
    with pytest.raises(ZeroDivisionError):
        actkeys.once(person=marian, key="k1", act="issue-invoice", at=NOON, do=lambda: 1 / 0)
    assert numbered(marlbeck, marian) == 1


def test_a_key_is_not_used_for_another_act(marlbeck, marian):
    numbered(marlbeck, marian)
    with pytest.raises(ValueError, match="another act"):
        numbered(marlbeck, marian, act="approve-payment")


def test_the_key_belongs_to_the_group_it_was_pressed_in(in_marlbeck, marian):
    numbered(in_marlbeck, marian)
    assert ActKey.objects.get().collaborative == in_marlbeck


def test_keys_cannot_be_guessed():
    assert len({actkeys.new() for _ in range(100)}) == 100


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_do_it_once_and_all_get_its_answer(marlbeck, marian):
    assert set(race(lambda _: numbered(marlbeck, marian))) == {1}
    with transaction.atomic():
        assert counters.take(marlbeck, "invoice") == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_key_every_press_does_it(marlbeck, marian):
    meeting = Meeting()

    def unguarded(_):
        done_before = everywhere(ActKey).filter(person=marian, key="k1").exists()
        meeting.wait()
        with transaction.atomic():
            return done_before or counters.take(marlbeck, "invoice")

    assert sorted(race(unguarded)) == [1, 2, 3, 4, 5, 6]


def test_a_draft_is_kept_replaced_found_and_let_go(in_marlbeck, marian, owen):
    place = {"person": marian, "form": "minutes", "subject": "4"}
    drafts.save(**place, text={"words": "Agr"}, at=NOON)
    drafts.save(**place, text={"words": "Agreed"}, at=NOON, based_on=3)
    kept = drafts.find(**place)
    assert (kept.text, kept.based_on, Draft.objects.count()) == ({"words": "Agreed"}, 3, 1)
    assert drafts.find(**{**place, "person": owen}) is None
    drafts.discard(**place)
    assert drafts.find(**place) is None


def test_a_draft_is_not_seen_from_another_group(marlbeck, tarnside, marian):
    place = {"person": marian, "form": "minutes", "subject": "4"}
    with tenancy.scoped(marlbeck):
        drafts.save(**place, text={"words": "Agreed"}, at=NOON)
    with tenancy.scoped(tarnside):
        assert drafts.find(**place) is None
    with pytest.raises(tenancy.NoCollaborative):
        drafts.save(**place, text={}, at=NOON)
