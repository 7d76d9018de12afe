"""What a carried motion sets in motion: run once as the vote closes, or left to be carried out (DECISIONS)."""

from datetime import date

import pytest

from meetings.actions import effects, motions
from meetings.actions.effects import Writing, as_effect, on_offer
from meetings.actions.motions import NotDecidedHere
from meetings.actions.opening import open_meeting
from meetings.forms.motions import MotionForm
from meetings.models import AgendaItem, Invitation, Minutes, Motion
from meetings.queries.room import facts_of
from membership.actions.amending import begin_amendment
from membership.actions.notices import give_notice
from membership.actions.openings import announce_opening, close_opening, nominate
from membership.models import Edition, Holding, Notice, Partner, School
from membership.permissions import NotAllowed, viewer_for
from membership.queries import kept
from records.models import Person
from records.obligations import Window, gather
from records.refusals import NotNow, Refusal
from tests.meetings import cast, decisions
from tests.membership import cast as members
from tests.records.build import document
from tests.reminders.build import enrolled

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def room(group, marian):
    return decisions.opened(group, marian)


@pytest.fixture
def managers(group, marian):
    """The management group's own meeting: the Chair, the Treasurer and the manager are there."""
    heads = cast.schools(group, 3)
    members.hold(group, "chair", heads[0], date(2023, 9, 1))
    members.hold(group, "treasurer", heads[1], date(2023, 9, 1))
    meeting = cast.meeting(group, "management-group")
    for row in meeting.mandates.filter(struck_at=None, holder__isnull=False):
        cast.arrives(meeting, row.holder, row)
    item = cast.item(meeting)
    open_meeting(meeting=meeting, by=marian, at=cast.NINE)
    item.refresh_from_db()
    return decisions.Room(meeting, item, marian)


def offered(meeting, person=None) -> list[tuple[str, str]]:
    """What can be resolved there, as the manager sees it."""
    person = person or Person.objects.get(name="Marian Teale")
    return on_offer(Writing(meeting, viewer_for(person, meeting.collaborative, members.DAY)))


def carried(room, effect, **changes):
    return room.carried(effect=effect, **changes)


@pytest.mark.clause("K15.1", "K6.7")
def test_the_edition_that_is_resolved_is_adopted_under_the_number_of_the_resolution(room, group):
    draft = begin_amendment(
        collaborative=group, name="2024/25", in_force_from=date(2024, 9, 1), by=None, on=members.DAY
    )
    chosen = f"adopt-edition:{draft.pk}"
    assert chosen in dict(offered(room.meeting))
    motion = carried(room, as_effect(chosen))
    draft.refresh_from_db()
    assert motion.decision == "constitution"
    assert draft.state == Edition.State.ADOPTED
    assert draft.resolution == "R-2024-001 of 14 March 2024"
    assert motion.effect_outcome == "In force from 1 September 2024"
    assert motion.carried_out_at == cast.ELEVEN


@pytest.mark.clause("K7.8", "K7.9")
def test_whoever_is_elected_is_appointed_from_the_opening(room, group):
    opening = announce_opening(
        place=members.office(group, "treasurer"),
        closes_on=members.DAY,
        starts_on=date(2024, 9, 1),
        by=None,
        at=cast.NINE,
    )
    nomination = nominate(opening=opening, person=room.head(2), by=room.head(2), at=cast.NINE)
    close_opening(opening=opening, by=None, at=cast.NINE)
    motion = carried(room, as_effect(f"fill-opening:{nomination.pk}"))
    opening.refresh_from_db()
    assert motion.opening == opening
    assert opening.state == "filled"
    assert opening.holding.person == room.head(2)
    assert opening.resolution == "R-2024-001 of 14 March 2024"


def test_what_cannot_be_done_leaves_the_vote_closed_and_the_rest_to_be_carried_out(room, group):
    opening = announce_opening(
        place=members.office(group, "treasurer"),
        closes_on=date(2024, 3, 22),
        starts_on=date(2024, 9, 1),
        by=None,
        at=cast.NINE,
    )
    nomination = nominate(opening=opening, person=room.head(2), by=room.head(2), at=cast.NINE)
    motion = carried(room, as_effect(f"fill-opening:{nomination.pk}"))
    assert (motion.state, motion.carried_out_at) == ("carried", None)
    assert "Nominations are open until Friday 22 March 2024" in motion.effect_outcome
    assert Holding.objects.filter(place__code="treasurer").count() == 0
    assert _to_do(group) == ["Carry out resolution R-2024-001"]

    close_opening(opening=opening, by=None, at=cast.NOON)
    motion = effects.carry_out(motion=motion, by=room.marian, at=cast.NOON)
    assert motion.carried_out_at == cast.NOON
    assert Holding.objects.filter(place__code="treasurer").count() == 1
    assert _to_do(group) == []
    with pytest.raises(NotNow, match="nothing to carry out"):
        effects.carry_out(motion=motion, by=room.marian, at=cast.NOON)


def _to_do(group) -> list[str]:
    window = Window(members.DAY, members.DAY, date(2024, 4, 30))
    return [each.what for each in gather(group, window) if each.key.endswith("carry-out") and not each.done]


def test_what_was_done_otherwise_is_settled_in_words(room, group):
    motion = carried(room, {"act": "lift-confidence", "item": room.item.pk})
    assert motion.effect_outcome == "This item is not confidential."
    with pytest.raises(NotAllowed):
        effects.settle(motion=motion, words="Done.", by=room.head(3), at=cast.NOON)
    with pytest.raises(Refusal, match="Say what was done"):
        effects.settle(motion=motion, words=" ", by=room.marian, at=cast.NOON)
    motion = effects.settle(motion=motion, words="It was open all along.", by=room.marian, at=cast.NOON)
    assert motion.effect_outcome == "It was open all along."
    assert _to_do(group) == []


@pytest.mark.clause("K5.6")
def test_the_management_group_lets_a_school_withdraw_its_notice_and_the_full_group_does_not(managers, group):
    school = School.objects.get(name="School 03")
    head = facts_of(managers.meeting).speakers(["headteacher"])[school.pk]
    notice = give_notice(contract=school.contracts.get(), by=head, on=members.DAY)
    chosen = f"withdraw-notice:{notice.pk}"
    full = cast.meeting(group)
    assert chosen in dict(offered(managers.meeting))
    assert chosen not in dict(offered(full))
    item = cast.item(full)
    with pytest.raises(NotDecidedHere):
        motions.draft_motion(
            item=item, text="That it may stay.", effect=as_effect(chosen), by=managers.marian, at=cast.TEN
        )
    rows = list(managers.meeting.mandates.filter(struck_at=None, holder__isnull=False))
    motion = carried(managers, as_effect(chosen), proposer=rows[0], seconder=rows[1])
    notice.refresh_from_db()
    assert (notice.state, notice.resolution) == (Notice.State.WITHDRAWN, "R-2024-001 of 14 March 2024")
    assert motion.effect_outcome == "School 03 stays"


@pytest.mark.clause("B5.2")
def test_the_confidence_of_an_item_is_lifted_by_the_motion(room):
    closed = cast.item(room.meeting, "Support plan", confined_at=cast.NINE)
    assert (f"lift-confidence:{closed.pk}", "Lift the confidence of 'Support plan'") in offered(room.meeting)
    motion = carried(room, as_effect(f"lift-confidence:{closed.pk}"))
    closed.refresh_from_db()
    assert (closed.lifted_by, closed.confidential) == (motion, False)


@pytest.mark.clause("K9.14")
def test_the_minutes_are_ratified_by_the_motion(room, group):
    paper = document(group, kind="minutes", title="Minutes")
    minutes = Minutes.objects.create(
        collaborative=group,
        meeting=room.meeting,
        state=Minutes.State.CIRCULATED,
        by=room.marian,
        document=paper,
        approved_at=cast.NINE,
        approved_by=room.marian,
        circulated_at=cast.NINE,
    )
    motion = carried(room, as_effect(f"ratify-minutes:{minutes.pk}"))
    minutes.refresh_from_db()
    assert (minutes.state, minutes.ratified_by) == ("ratified", motion)


@pytest.fixture
def coming(managers, group):
    """The full meeting of 16 May, with an item on early reading."""
    day = date(2024, 5, 16)
    told = {
        "starts_at": cast.moment(9, 0, day),
        "ends_at": cast.moment(12, 0, day),
        "slot": "2023-24/summer-1",
    }
    meeting = cast.meeting(group, **told)
    cast.item(meeting, "Early reading")
    return meeting


def resolved(managers, effect):
    rows = list(managers.meeting.mandates.filter(struck_at=None, holder__isnull=False))
    return carried(managers, effect, proposer=rows[0], seconder=rows[1])


@pytest.mark.clause("K9.12", "B4.4")
def test_a_guest_who_is_no_partner_is_invited_to_one_item_by_the_motion(managers, group, coming):
    lena = enrolled(group, members.person("Lena Osgathorpe", "lena@elsewhere.example"))
    kept.forget()
    words = "Invite Lena Osgathorpe to the Full meeting of 16 May 2024"
    assert (f"invite-guest:{lena.pk}", words) in offered(managers.meeting)
    reading = coming.items.get()
    motion = resolved(managers, as_effect(f"invite-guest:{lena.pk}", reading.pk))
    assert motion.decision == "invitation"
    assert motion.effect_outcome == (
        "Lena Osgathorpe is invited to 'Early reading' at the Full meeting of 16 May 2024"
    )
    made = Invitation.objects.get(person=lena)
    assert (made.item, made.resolution) == (reading, "R-2024-001 of 14 March 2024")
    sees = viewer_for(lena, group, members.DAY)
    assert list(AgendaItem.objects.visible(sees)) == [reading]


@pytest.mark.clause("K9.12")
@pytest.mark.parametrize("gone", ["taken off", "not there"])
def test_where_the_item_is_gone_the_guest_is_invited_to_nothing_at_all(managers, group, coming, gone):
    partner = Partner.objects.create(collaborative=group, name="Osgathorpe Trust", kind="trust")
    reading = coming.items.get()
    AgendaItem.objects.filter(pk=reading.pk).update(state="accepted", position=None)
    number = reading.pk if gone == "taken off" else 999_999
    motion = resolved(managers, as_effect(f"invite-partner:{partner.pk}", number))
    assert motion.carried_out_at is None
    assert not Invitation.objects.exists()


@pytest.mark.clause("K5.9", "K9.12")
def test_a_partner_is_invited_to_the_whole_meeting_by_the_motion(managers, group, coming):
    partner = Partner.objects.create(collaborative=group, name="Osgathorpe Trust", kind="trust")
    motion = resolved(managers, as_effect(f"invite-partner:{partner.pk}"))
    assert motion.effect_outcome == "Osgathorpe Trust is invited to the Full meeting of 16 May 2024"
    assert Invitation.objects.get(partner=partner).item is None


@pytest.mark.clause("K9.12")
def test_no_member_is_offered_as_a_guest(managers, coming):
    names = {words for code, words in offered(managers.meeting) if code.startswith("invite-guest")}
    assert not any("Head 1" in words for words in names)


FORM = {"mandates": [], "methods": ["show"], "decisions": {}, "guest_items": [(1, "1. Early reading")]}


@pytest.mark.clause("K9.12")
@pytest.mark.parametrize(("effect", "asked"), [("invite-guest:7", True), ("adopt-edition:7", False)])
def test_where_a_motion_can_invite_nobody_it_is_not_asked_to_which_item(effect, asked):
    assert ("guest_item" in MotionForm(**FORM, effects=[(effect, "So it is")]).fields) == asked


@pytest.mark.clause("K9.12")
def test_a_motion_that_invites_nobody_names_no_item_for_a_guest():
    given = {"text": decisions.TEXT, "method": "show", "guest_item": "1"}
    form = MotionForm(given, **FORM, effects=[("invite-guest:7", "Invite Lena Osgathorpe")])
    assert form.errors == {"guest_item": ["Nobody is invited by this motion: leave it at the whole meeting."]}


def test_a_lost_motion_sets_nothing_in_motion(room):
    closed = cast.item(room.meeting, "Support plan", confined_at=cast.NINE)
    motion = room.close(room.voting(effect=as_effect(f"lift-confidence:{closed.pk}")), 1, 2)
    closed.refresh_from_db()
    assert (motion.state, motion.carried_out_at, closed.confidential) == ("lost", None, True)


@pytest.mark.clause("B2.3")
def test_a_delegation_is_due_on_its_last_day(room, group):
    told = {"delegated_to": "The management group", "limits": "Up to £2,000 for each booking"}
    room.carried(**told, ends_on=date(2024, 7, 31))
    due = [
        each
        for each in gather(group, Window(members.DAY, members.DAY, date(2024, 8, 31)))
        if each.key.startswith("delegation")
    ]
    assert [(each.what, each.due_on) for each in due] == [
        ("Renew or let end what is delegated to the management group", date(2024, 7, 31))
    ]
    assert "R-2024-001" in due[0].reason


def test_nothing_is_carried_out_before_the_second_vote_that_the_edition_asks_for(group, marian):
    body = 'body   = "full-group"\nreading.body = "By resolution of the full group; each'
    more = 'confirmed = { after = "7 days" }\ntakes_effect = "when confirmed"\n'
    decisions.adopt(group, body, more + body)
    room = decisions.opened(group, marian)
    draft = begin_amendment(
        collaborative=group, name="2024/25", in_force_from=date(2024, 9, 1), by=None, on=members.DAY
    )
    first = carried(room, as_effect(f"adopt-edition:{draft.pk}"))
    draft.refresh_from_db()
    assert (first.state, first.takes_effect_on, first.carried_out_at) == ("carried", None, None)
    assert draft.state == Edition.State.DRAFT
    with pytest.raises(Refusal, match="It can be confirmed from Thursday 21 March 2024 on"):
        room.draft(first.text, decision="constitution", confirms=first)
    assert Motion.objects.filter(confirms=first).count() == 0


@pytest.mark.clause("B5.2")
def test_a_confidential_item_is_offered_to_nobody_who_may_not_know_of_it(managers, group):
    closed = cast.item(managers.meeting, "Support plan", confined_at=cast.NINE)
    words = (f"lift-confidence:{closed.pk}", "Lift the confidence of 'Support plan'")
    outside = facts_of(managers.meeting).speakers(["headteacher"])[School.objects.get(name="School 03").pk]
    assert words in offered(managers.meeting)
    assert words not in offered(managers.meeting, outside)
