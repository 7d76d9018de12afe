"""The database refuses the impossible (MODEL, section 1): every named constraint, on both databases."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper

from records.models import Collaborative, Person
from tests.records import build
from tests.records.build import DAY, NOON

pytestmark = [pytest.mark.both, pytest.mark.django_db]
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def twice(make):
    make()
    make()


def superseded_twice(group):
    first = build.document(group)
    twice(lambda: build.document(group, supersedes=first))


def detailed_twice(group):
    entry = build.entry(group)
    twice(lambda: build.detail(entry))


def its_own_successor(group):
    document = build.document(group)
    type(document).objects.filter(pk=document.pk).update(supersedes=document)


# What breaks each constraint; `group` is Marlbeck with its scope open, `who` one of its people.
BREAKS = {
    "collaborative_code_lower_case": lambda group, who: Collaborative.objects.update(code=Upper("code")),
    "collaborative_named": lambda group, who: Collaborative.objects.update(name=""),
    "collaborative_closed_after_opening": lambda group, who: Collaborative.objects.update(
        closed_on="2016-08-31"
    ),
    "person_email_lower_case": lambda group, who: Person.objects.update(email=Upper("email")),
    "person_email_not_empty": lambda group, who: Person.objects.filter(pk=who.pk).update(email=""),
    "person_named": lambda group, who: build.person(name=""),
    "person_reduced_keeps_no_contact": lambda group, who: build.person(reduced_at=NOON, phone="01632 960001"),
    "document_origin_listed": lambda group, who: build.document(group, origin="found"),
    "document_fingerprint": lambda group, who: build.document(group, sha256="short"),
    "document_kept_until_after_issue": lambda group, who: build.document(group, keep_until_on=BEFORE),
    "document_not_its_own_successor": lambda group, who: its_own_successor(group),
    "document_destroyed_after_its_day": lambda group, who: build.document(
        group, keep_until_on=DAY, destroyed_on=DAY
    ),
    "disposal_not_before_due": lambda group, who: build.disposal(group, who, done_on=BEFORE),
    "disposal_of_something": lambda group, who: build.disposal(group, who, count=0),
    "disposal_with_reason": lambda group, who: build.disposal(group, who, reason=""),
    "auditentry_seq_once": lambda group, who: twice(lambda: build.entry(group)),
    "auditentry_seq_once_installation": lambda group, who: twice(lambda: build.entry(None)),
    "auditentry_seq_from_one": lambda group, who: build.entry(group, seq=0),
    "auditentry_hashed": lambda group, who: build.entry(group, hash=""),
    "message_once_per_stage_and_person": lambda group, who: twice(lambda: build.message(group, who)),
    "message_state_listed": lambda group, who: build.message(group, who, state="posted"),
    "message_sent_has_its_moment": lambda group, who: build.message(group, who, state="sent"),
    "message_sending_is_claimed": lambda group, who: build.message(
        group, who, state="sending", lease_until=NOON
    ),
    "message_outcome_explained": lambda group, who: build.message(group, who, state="failed"),
    "counter_series_once": lambda group, who: twice(lambda: build.counter(group)),
    "counter_series_once_installation": lambda group, who: twice(lambda: build.counter(None)),
    "counter_not_negative": lambda group, who: build.counter(group, value=-1),
    "actkey_once_per_person": lambda group, who: twice(lambda: build.act_key(group, who)),
    "actkey_not_empty": lambda group, who: build.act_key(group, who, key=""),
    "draft_once_per_form_and_subject": lambda group, who: twice(lambda: build.draft(group, who)),
    "job_once_while_open": lambda group, who: twice(lambda: build.job(group)),
    "job_once_while_open_installation": lambda group, who: twice(lambda: build.job(None)),
    "job_state_listed": lambda group, who: build.job(group, state="waiting"),
    "job_running_is_claimed": lambda group, who: build.job(group, state="running", claim=uuid4()),
    "job_done_within_total": lambda group, who: build.job(group, done=3, total=2),
    "job_parked_with_its_error": lambda group, who: build.job(group, state="parked"),
}
# Uniqueness of one column has no name of its own.
UNNAMED = {
    "a code twice": lambda group, who: Collaborative.objects.create(
        code=group.code, name="Other", opened_on=DAY
    ),
    "an address twice": lambda group, who: build.person(email=who.email.upper()),
    "superseded twice": lambda group, who: superseded_twice(group),
    "a second detail for an entry": lambda group, who: detailed_twice(group),
}


@pytest.mark.parametrize("name", [*BREAKS, *UNNAMED])
def test_the_database_refuses(name, in_marlbeck, marian):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        {**BREAKS, **UNNAMED}[name](in_marlbeck, marian)
    # SQLite names a check that failed; for uniqueness it names the columns.
    assert "CHECK" not in str(refusal.value) or name in str(refusal.value)


def test_every_named_constraint_of_this_room_is_shown_refusing():
    named = {c.name for model in apps.get_app_config("records").get_models() for c in model._meta.constraints}
    assert named == set(BREAKS)


def test_people_without_an_address_are_as_many_as_there_are():
    build.person(name="Jo Merrow")
    build.person(name="Amrit Solway", email="")
    assert Person.objects.filter(email=None).count() == 2


def test_an_address_is_folded_when_stored_and_when_looked_for():
    build.person(email=" Nadia@Birchenholt.Example ")
    assert Person.objects.get(email="NADIA@birchenholt.example").email == "nadia@birchenholt.example"


def test_the_same_number_in_two_groups_is_two_numbers(marlbeck, tarnside):
    build.counter(marlbeck)
    build.counter(tarnside)
    build.counter(None)
