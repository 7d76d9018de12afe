"""The database refuses the impossible (MODEL, section 3): every named constraint, on both databases."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from meetings.models import Ballot, Interest, Meeting, MinuteEntry, Minutes, Motion, Presence, Vote
from tests.meetings import build
from tests.meetings.build import EARLIER, LATER, NOON
from tests.membership import build as members

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def twice(make):
    """What is made a second time with the same words."""
    make()
    make()


def of_a_meeting(make, **changes):
    return lambda group: make(build.meeting(group), **changes)


def of_an_item(make, **changes):
    return lambda group: make(build.item(group), **changes)


def somebody():
    return members.person()


# --- twice ------------------------------------------------------------------------------------------------


def two_meetings_in_one_slot(group):
    twice(lambda: build.meeting(group, slot="2023-24/spring-2"))


def two_items_at_one_position(group):
    meeting = build.meeting(group)
    twice(lambda: build.item(group, meeting=meeting, position=1))


def an_action_that_arises_twice_at_a_meeting(group):
    action, meeting = build.action(build.item(group)), build.meeting(group)
    twice(lambda: build.item(group, meeting=meeting, action=action))


def two_papers_at_one_position(group):
    item = build.item(group)
    twice(lambda: build.paper(item, position=1))


def the_same_statement_laid_twice(group):
    item = build.item(group)
    twice(lambda: build.paper(item, source="subscriptions"))


def a_guest_invited_twice(whole: bool, **guest):
    def case(group):
        meeting = build.meeting(group)
        item = None if whole else build.item(group, meeting=meeting)
        who = {name: make(group) for name, make in guest.items()}
        twice(lambda: build.invitation(meeting, item=item, **who))

    return case


def a_mandate_twice(**whose):
    def case(group):
        meeting = build.meeting(group)
        who = {name: make(group) for name, make in whose.items()}
        twice(lambda: build.mandate(meeting, **who))

    return case


def two_who_speak_for_one_school(group):
    mandate = build.mandate(build.meeting(group))
    twice(lambda: build.presence(mandate.meeting, mandate=mandate))


def a_guest_who_is_there_twice(group):
    meeting, guest = build.meeting(group), somebody()
    twice(lambda: build.presence(meeting, person=guest))


def one_click_recorded_twice(group):
    meeting = build.meeting(group)
    twice(lambda: build.presence(meeting, key="click"))


def an_interest_declared_twice(group):
    item, who = build.item(group), somebody()
    twice(lambda: build.interest(item, person=who))


def somebody_who_waits_to_speak_twice(group):
    item, who = build.item(group), somebody()
    twice(lambda: build.turn(item, person=who))


def a_resolution_number_twice(group):
    item = build.item(group)
    twice(lambda: build.carried(item, number="R-2024-007"))


def two_votes_of_one_school(group):
    motion = build.motion(build.item(group))
    mandate = build.mandate(motion.item.meeting)
    twice(lambda: build.vote(motion, mandate=mandate))


def a_version_of_the_minutes_twice(group):
    meeting = build.meeting(group)
    twice(lambda: build.approved(meeting))


def two_drafts_of_the_minutes(group):
    meeting = build.meeting(group)
    build.minutes(meeting)
    build.minutes(meeting, number=2, change_because="A name was wrong.")


def two_entries_on_one_item(group):
    item = build.item(group)
    minutes = build.minutes(item.meeting)
    twice(lambda: build.entry(minutes, item=item))


def two_entries_on_the_whole(group):
    minutes = build.minutes(build.meeting(group))
    twice(lambda: build.entry(minutes))


def a_part_of_the_minutes_twice(group):
    minutes = build.approved(build.meeting(group))
    twice(lambda: build.part(minutes))


def an_action_number_twice(group):
    item = build.item(group)
    twice(lambda: build.action(item, number=7))


# --- one row alone ------------------------------------------------------------------------------------------


def a_motion_seconded_by_its_proposer(group):
    item = build.item(group)
    mandate = build.mandate(item.meeting)
    build.motion(item, proposer=mandate, seconder=mandate)


def a_school_that_is_a_person_too(group):
    build.mandate(build.meeting(group), school=members.school(group), person=somebody())


def carried_but(**changes):
    return of_an_item(build.carried, **changes)


REFUSED = {
    "meeting_kind": lambda group: build.meeting(group, kind="party"),
    "meeting_state": lambda group: build.meeting(group, state="over"),
    "meeting_mode": lambda group: build.meeting(group, mode="by post"),
    "meeting_of_a_body": lambda group: Meeting.objects.filter(pk=build.meeting(group).pk).update(body=None),
    "meeting_ends_after_start": lambda group: build.meeting(group, ends_at=NOON),
    "meeting_of_an_event_and_slot": lambda group: build.meeting(group, slot=""),
    "meeting_cancelled_with_reason": lambda group: build.meeting(group, state="cancelled"),
    "meeting_opened_with_finding": lambda group: build.meeting(group, opened_at=NOON),
    "meeting_closed_after_opening": lambda group: build.meeting(
        group, opened_at=NOON, opening={"value": True}, closed_at=EARLIER
    ),
    "meeting_open_has_its_moment": lambda group: build.meeting(group, state="open"),
    "meeting_closed_has_its_moment": lambda group: build.meeting(
        group, state="closed", opened_at=NOON, opening={"value": True}
    ),
    "meeting_agenda_agreed_by_decision": lambda group: build.meeting(group, agenda_agreed_at=NOON),
    "meeting_once_in_a_slot": two_meetings_in_one_slot,
    "item_kind": lambda group: build.item(group, kind="gossip"),
    "item_state": lambda group: build.item(group, meeting=None, state="lost"),
    "item_purpose": lambda group: build.item(group, purpose="fun"),
    "item_with_a_title": lambda group: build.item(group, title=""),
    "item_late_with_consent": lambda group: build.item(group, late=True),
    "item_placed_has_its_position": lambda group: build.item(group, position=None),
    "item_lifted_by_a_decision": lambda group: build.item(group, confined_at=EARLIER, lifted_at=NOON),
    "item_declined_with_reason": lambda group: build.item(group, meeting=None, state="declined"),
    "item_one_at_a_position": two_items_at_one_position,
    "item_an_action_arises_once": an_action_that_arises_twice_at_a_meeting,
    "paper_one_at_a_position": two_papers_at_one_position,
    "paper_of_a_source_once": the_same_statement_laid_twice,
    "invitation_of_one_guest": of_a_meeting(build.invitation),
    "invitation_person_to_item": a_guest_invited_twice(False, person=lambda group: somebody()),
    "invitation_partner_to_item": a_guest_invited_twice(False, partner=members.partner),
    "invitation_person_to_all": a_guest_invited_twice(True, person=lambda group: somebody()),
    "invitation_partner_to_all": a_guest_invited_twice(True, partner=members.partner),
    "mandate_reply": of_a_meeting(build.mandate, reply="perhaps", replied_at=NOON),
    "mandate_capacity": of_a_meeting(build.mandate, substitute_capacity="friend"),
    "mandate_of_one": a_school_that_is_a_person_too,
    "mandate_substitute_in_a_capacity": of_a_meeting(build.mandate, substitute_capacity="deputy"),
    "mandate_reply_has_its_moment": of_a_meeting(build.mandate, reply="coming"),
    "mandate_consent_with_reason": of_a_meeting(build.mandate, consent_at=NOON),
    "mandate_one_of_a_school": a_mandate_twice(school=members.school),
    "mandate_one_of_a_person": a_mandate_twice(person=lambda group: somebody()),
    "mandate_one_of_a_place": a_mandate_twice(place=members.place),
    "presence_mode": of_a_meeting(build.presence, mode="in spirit"),
    "presence_leaves_after_arriving": of_a_meeting(build.presence, left_at=EARLIER),
    "presence_struck_with_reason": of_a_meeting(build.presence, struck_at=NOON),
    "presence_one_exercises_a_mandate": two_who_speak_for_one_school,
    "presence_once_without_mandate": a_guest_who_is_there_twice,
    "presence_one_for_a_click": one_click_recorded_twice,
    "interest_of_some_nature": of_an_item(build.interest, nature=""),
    "interest_declared_once": an_interest_declared_twice,
    "speaker_waits_once": somebody_who_waits_to_speak_twice,
    "motion_state": of_an_item(build.motion, state="forgotten"),
    "motion_method": of_an_item(build.motion, method="by coin"),
    "motion_says_something": of_an_item(build.motion, text=""),
    "motion_carried_while_quorate": carried_but(quorate=None),
    "motion_decided_with_finding": carried_but(finding=None),
    "motion_decided_with_counts": carried_but(votes_for=None),
    "motion_seconded_by_another": a_motion_seconded_by_its_proposer,
    "motion_closed_after_opening": carried_but(opened_at=None),
    "motion_casting_vote_of_somebody": of_an_item(build.motion, casting="for"),
    "motion_number_once": a_resolution_number_twice,
    "vote_shows_its_choice_or_hides_it": lambda group: build.vote(
        build.motion(build.item(group)), secret=True
    ),
    "vote_once_for_a_mandate": two_votes_of_one_school,
    "ballot_choice": lambda group: build.ballot(build.motion(build.item(group)), choice="both"),
    "minutes_state": of_a_meeting(build.minutes, state="lost"),
    "minutes_version_once": a_version_of_the_minutes_twice,
    "minutes_changed_with_reason": of_a_meeting(build.minutes, number=2),
    "minutes_approved_by_somebody": of_a_meeting(build.minutes, state="approved"),
    "minutes_circulated_as_document": of_a_meeting(build.approved, state="circulated"),
    "minutes_ratified_by_motion": lambda group: build.approved(
        build.meeting(group), state="ratified", document=build.document(group), circulated_at=NOON
    ),
    "minutes_one_at_work": two_drafts_of_the_minutes,
    "minutes_part_once": a_part_of_the_minutes_twice,
    "entry_once_for_an_item": two_entries_on_one_item,
    "entry_once_for_the_whole": two_entries_on_the_whole,
    "action_state": of_an_item(build.action, state="lost"),
    "action_series": of_an_item(build.action, series="Z"),
    "action_says_what": of_an_item(build.action, text=""),
    "action_done_on_a_day": of_an_item(build.action, state="done"),
    "action_dropped_with_reason": of_an_item(build.action, state="dropped"),
    "action_number_once": an_action_number_twice,
}


DECLARED = {
    constraint.name: constraint
    for model in apps.get_app_config("meetings").get_models()
    for constraint in model._meta.constraints
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name, in_marlbeck):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        REFUSED[name](in_marlbeck)
    # SQLite names a check that fails, and of what is there twice its columns alone.
    if isinstance(DECLARED[name], models.CheckConstraint) or connection.vendor == "postgresql":
        assert name in str(refused.value)


def test_every_constraint_of_the_room_is_shown_refusing():
    assert set(DECLARED) == set(REFUSED)


# What is allowed beside what is refused -------------------------------------------------------------------


def test_a_cancelled_meeting_stands_in_nobodys_way(in_marlbeck):
    build.meeting(in_marlbeck, slot="2023-24/spring-2", state="cancelled", cancelled_because="Snow.")
    build.meeting(in_marlbeck, slot="2023-24/spring-2")
    assert Meeting.objects.count() == 2


def test_whoever_left_may_come_back_and_another_may_take_over(in_marlbeck):
    mandate = build.mandate(build.meeting(in_marlbeck))
    build.presence(mandate.meeting, mandate=mandate, left_at=LATER)
    build.presence(mandate.meeting, mandate=mandate)
    assert Presence.objects.count() == 2


def test_the_head_of_two_schools_exercises_two_mandates(in_marlbeck):
    meeting, head = build.meeting(in_marlbeck), members.person()
    for _ in range(2):
        build.presence(meeting, person=head, mandate=build.mandate(meeting))
    assert Presence.objects.count() == 2


# What is frozen -------------------------------------------------------------------------------------------


def a_decision(group):
    return build.carried(build.item(group))


def a_secret_vote(group):
    return build.vote(build.motion(build.item(group)), secret=True, choice="")


def an_opened_meeting(group):
    return build.meeting(group, state="open", opened_at=NOON, opening={"value": True})


def an_approved_entry(group):
    return build.entry(build.approved(build.meeting(group)), approved_at=NOON, text="Agreed.")


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (a_decision, {"state": "lost"}),
        (a_decision, {"votes_for": 30}),
        (a_secret_vote, {"choice": "for", "secret": False}),
        (lambda group: build.ballot(build.motion(build.item(group))), {"choice": "against"}),
        (an_opened_meeting, {"opening": {"value": False}}),
        (of_a_meeting(build.presence), {"arrived_at": EARLIER}),
        (of_an_item(build.interest), {"nature": "None."}),
        (of_a_meeting(build.approved), {"approved_at": datetime(2024, 3, 15, tzinfo=UTC)}),
        (an_approved_entry, {"text": "Not agreed."}),
    ],
    ids=[
        "the outcome of a motion",
        "its count",
        "a secret vote",
        "a ballot",
        "the quorum at the opening",
        "when somebody came",
        "a declaration",
        "the approval of minutes",
        "what approved minutes say",
    ],
)
def test_what_happened_stays_as_it_was(row, change, in_marlbeck):
    model = type(row(in_marlbeck))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("model", [Ballot, Vote], ids=["a ballot", "a vote"])
def test_nothing_is_taken_out_of_the_box(model, in_marlbeck):
    motion = build.motion(build.item(in_marlbeck))
    build.ballot(motion)
    build.vote(motion)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all().delete()


def test_what_is_still_open_may_change(in_marlbeck):
    build.motion(build.item(in_marlbeck))
    build.vote(Motion.objects.get())
    build.interest(build.item(in_marlbeck))
    build.entry(build.minutes(build.meeting(in_marlbeck)))
    assert Motion.objects.update(text="That the rates rise.") == 1
    assert Vote.objects.update(choice="against") == 1
    assert Interest.objects.update(retracted_at=NOON) == 1
    assert MinuteEntry.objects.update(text="Noted.") == 1


def test_a_draft_goes_with_its_entries_and_nothing_else_goes(in_marlbeck):
    minutes = build.minutes(build.meeting(in_marlbeck))
    build.entry(minutes)
    minutes.delete()
    assert (Minutes.objects.count(), MinuteEntry.objects.count()) == (0, 0)
    with pytest.raises(models.ProtectedError):
        build.item(in_marlbeck).meeting.delete()
