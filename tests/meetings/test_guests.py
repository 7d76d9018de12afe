"""Guests and confidence: who sees an item from outside, and who does not (K5.9, K9.12, B4.4, B5.2)."""

from datetime import date, timedelta

import pytest

from meetings.actions.confidence import NotDecided, NotTheirs, confine, lift
from meetings.actions.guests import AMember, Closed, InvitedAlready, invite, note_use, take_back
from meetings.models import Action, AgendaItem, Invitation, Meeting, MinuteEntry, Minutes, Motion, Paper
from meetings.queries.agenda import agenda_of, guests_see_until
from meetings.queries.guests import shown, standing_on
from membership.models import Body, Partner, Post
from membership.permissions import NotAllowed, viewer_for
from records.documents import receive
from records.models import AuditDetail, Message
from records.refusals import NotNow, Refusal
from tests.meetings import cast
from tests.membership import cast as members

pytestmark = pytest.mark.django_db

AT = cast.moment(12, day=date(2024, 3, 1))
ON = date(2024, 3, 1)
DECISION = "Management group, 14 February 2024"


@pytest.fixture
def heads(group, marian):
    found = cast.schools(group, 3)
    members.hold(group, "chair", found[0], date(2023, 9, 1))
    return found


@pytest.fixture
def full(group, heads):
    return cast.meeting(group)


@pytest.fixture
def rates(full):
    return cast.item(full, "Subscription rates", minutes=20)


@pytest.fixture
def reading(full, rates):
    return cast.item(full, "Early reading", minutes=30)


@pytest.fixture
def lena(group):
    """Dr Lena Osgathorpe, who speaks on early reading and belongs to nobody here."""
    return members.person("Lena Osgathorpe", "lena@elsewhere.example")


def viewer(person, group, on=ON):
    return viewer_for(person, group, on)


def invited(full, by, **more):
    given = {"resolution": DECISION, "ends_on": guests_see_until(full)} | more
    return invite(meeting=full, by=by, at=AT, **given)


def titles(rows, person, group, on=ON):
    return [row.title for row in rows.visible(viewer(person, group, on))]


# --- guests -------------------------------------------------------------------------------------------


@pytest.mark.clause("K9.12")
def test_a_guest_of_one_item_sees_it_with_its_papers_and_nothing_else(
    group, full, rates, reading, lena, marian
):
    for item, title in ((rates, "Recommendation"), (reading, "Slides")):
        _paper(item, title, marian)
    invited(full, marian, person=lena, items=[reading])
    assert titles(AgendaItem.objects, lena, group) == ["Early reading"]
    assert titles(Paper.objects, lena, group) == ["Slides"]
    for model in (Motion, Action, MinuteEntry, Minutes):
        assert not model.objects.visible(viewer(lena, group)).exists()
    for rows in (full.mandates, full.presences):
        assert not rows.model.objects.visible(viewer(lena, group)).exists()


def _paper(item, title, by, level="members"):
    document = receive(collaborative=item.collaborative, kind="paper", title=title, content=b"words",
                       filename="paper.txt", on=ON, by=by)  # fmt: skip
    return Paper.objects.create(
        collaborative=item.collaborative, item=item, document=document, title=title, as_at_on=ON,
        position=item.papers.count() + 1, level=level, laid_at=AT,
    )  # fmt: skip


@pytest.mark.clause("K9.12")
def test_a_guest_of_the_whole_sees_what_members_see_but_nothing_narrower(
    group, full, rates, reading, lena, marian
):
    closed = cast.item(full, "A complaint")
    confine(item=closed, because="Names a person", by=marian, at=AT)
    cast.item(full, "For the office", level="office")
    _paper(rates, "Recommendation", marian)
    _paper(rates, "The office's own", marian, level="office")
    invited(full, marian, person=lena)
    assert titles(AgendaItem.objects, lena, group) == ["Subscription rates", "Early reading"]
    assert titles(Paper.objects, lena, group) == ["Recommendation"]


def test_a_guests_item_keeps_its_own_hour(group, full, rates, reading, lena, marian):
    invited(full, marian, person=lena, items=[reading])
    (line,) = agenda_of(full, viewer(lena, group)).lines
    assert (line.number, line.at) == ("1", cast.moment(9, 20))


@pytest.mark.clause("K9.12", "B4.4")
def test_an_invitation_ends_by_itself_and_can_be_taken_back(group, full, reading, lena, marian):
    (made,) = invited(full, marian, person=lena, items=[reading])
    last = guests_see_until(full)
    assert titles(AgendaItem.objects, lena, group, last) == ["Early reading"]
    assert titles(AgendaItem.objects, lena, group, last + timedelta(days=1)) == []
    take_back(invitation=made, by=marian, at=AT)
    assert titles(AgendaItem.objects, lena, group) == []
    with pytest.raises(NotNow):
        take_back(invitation=made, by=marian, at=AT)
    assert not Message.objects.filter(kind="guest", state="queued").exists()


@pytest.mark.clause("K5.9")
def test_a_partner_is_invited_by_decision_and_members_are_told_before(group, full, reading, heads, marian):
    partner = Partner.objects.create(collaborative=group, name="Education Welfare", kind="service")
    officer = members.person("Tomasz Wren", "tomasz@welfare.example")
    Post.objects.create(collaborative=group, partner=partner, person=officer, kind="officer",
                        starts_on=date(2023, 9, 1))  # fmt: skip
    type(heads[1]).objects.filter(pk=heads[1].pk).update(email="head1@marlbeck.example")
    with pytest.raises(Refusal, match="decision"):
        invited(full, marian, partner=partner, items=[reading], resolution=" ")
    with pytest.raises(NotAllowed):
        invited(full, heads[1], partner=partner, items=[reading])
    (made,) = invited(full, marian, partner=partner, items=[reading])
    assert titles(AgendaItem.objects, officer, group) == ["Early reading"]
    assert set(Message.objects.values_list("kind", "person")) >= {
        ("guest", officer.pk), ("guest-told", heads[1].pk)
    }  # fmt: skip
    assert made.told_at == AT


def test_a_member_is_no_guest_and_nobody_is_invited_twice_or_to_what_is_confidential(
    group, full, rates, reading, heads, lena, marian
):
    with pytest.raises(AMember):
        invited(full, marian, person=heads[1], items=[reading])
    invited(full, marian, person=lena, items=[reading])
    with pytest.raises(InvitedAlready):
        invited(full, marian, person=lena, items=[reading])
    confine(item=rates, because="Names a person", by=marian, at=AT)
    with pytest.raises(Closed):
        invited(full, marian, person=lena, items=[rates])


def test_the_office_reads_on_how_many_days_a_guest_looked(group, full, reading, lena, marian):
    made = invited(full, marian, person=lena, items=[reading])
    for hours in (1, 2, 30):
        note_use(made, lena, AT + timedelta(hours=hours))
    (row,) = standing_on(group, shown(Invitation.objects.all()), ON)
    assert (row.uses, row.words) == (2, "Until 28 March 2024")


# --- confidence ---------------------------------------------------------------------------------------


@pytest.fixture
def deputy(heads):
    """A member who does not sit on the full group."""
    post = Post.objects.get(person=heads[1])
    return members.head(post.school, "Owen Sallis", kind="deputy headteacher")


@pytest.mark.clause("B5.2")
def test_a_confidential_item_leaves_no_gap_for_whoever_does_not_see_it(
    group, full, rates, reading, heads, deputy, marian
):
    last = cast.item(full, "Attendance")
    confine(item=reading, because="Names a person", by=marian, at=AT)

    def read_by(who):
        return [(line.words, f"{line.at:%H:%M}") for line in agenda_of(full, viewer(who, group)).lines]

    assert read_by(deputy) == [("1. Subscription rates", "09:00"), ("2. Attendance", "09:20")]
    assert read_by(heads[2])[:2] == read_by(deputy)
    assert read_by(heads[2])[2][0] == "C1. Early reading"
    assert last.position == 3


@pytest.mark.clause("B5.2")
def test_what_hangs_on_a_confidential_item_is_invisible_with_it(group, full, rates, deputy, heads, marian):
    _paper(rates, "Recommendation", marian)
    Motion.objects.create(collaborative=group, item=rates, text="That rates rise")
    Action.objects.create(collaborative=group, number=1, text="Tell", owner=heads[2], due_on=ON, item=rates)
    minutes = Minutes.objects.create(
        collaborative=group, meeting=full, by=marian, state="circulated", approved_at=AT, approved_by=heads[0],
        circulated_at=AT, document=Paper.objects.get().document,
    )  # fmt: skip
    MinuteEntry.objects.create(collaborative=group, minutes=minutes, item=rates, text="It was said")
    kinds = (AgendaItem, Paper, Motion, Action, MinuteEntry)
    assert [model.objects.visible(viewer(deputy, group)).count() for model in kinds] == [1] * 5
    confine(item=rates, because="Names a person", by=marian, at=AT)
    assert [model.objects.visible(viewer(deputy, group)).count() for model in kinds] == [0] * 5
    assert [model.objects.visible(viewer(heads[2], group)).count() for model in kinds] == [1] * 5


@pytest.mark.clause("B5.2")
def test_it_stays_so_until_its_body_decides_otherwise(group, full, rates, deputy, marian):
    confine(item=rates, because="Names a person", by=marian, at=AT)
    with pytest.raises(NotDecided):
        lift(item=rates, by=marian, at=AT)
    motion = Motion.objects.create(collaborative=group, item=rates, text="That it be open")
    with pytest.raises(NotDecided, match="not carried"):
        lift(item=rates, motion=motion, by=marian, at=AT)
    other = cast.item(cast.meeting(group, "management-group"), "Elsewhere")
    foreign = Motion.objects.create(collaborative=group, item=other, text="That it be open", **carried())
    with pytest.raises(NotTheirs):
        lift(item=rates, motion=foreign, by=marian, at=AT)
    decided = Motion.objects.create(collaborative=group, item=rates, text="Open it", number="M1", **carried())
    lift(item=rates, motion=decided, by=marian, at=AT)
    assert "Subscription rates" in titles(AgendaItem.objects, deputy, group)
    with pytest.raises(NotNow):
        lift(item=rates, resolution="Again", by=marian, at=AT)


def carried():
    return {"state": "carried", "opened_at": AT, "closed_at": AT, "votes_for": 3, "votes_against": 0,
            "abstentions": 0, "quorate": True, "quorum": {}, "finding": {}}  # fmt: skip


def test_a_decision_taken_elsewhere_is_recorded_in_words(full, rates, marian):
    confine(item=rates, because="Names a person", by=marian, at=AT)
    lift(item=rates, resolution="Full group, 13 July 2023, minute 4", by=marian, at=AT)
    assert (rates.confidential, rates.lifted_resolution) == (False, "Full group, 13 July 2023, minute 4")


def test_the_database_refuses_a_lifting_without_a_decision(rates):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=rates.pk).update(confined_at=AT, lifted_at=AT)


@pytest.mark.clause("B5.2")
def test_confining_needs_a_reason_ends_what_guests_were_told_and_leaves_no_word_in_the_trail(
    group, full, reading, heads, lena, marian
):
    invited(full, marian, person=lena, items=[reading])
    with pytest.raises(Refusal, match="why"):
        confine(item=reading, because=" ", by=marian, at=AT)
    with pytest.raises(NotAllowed):
        confine(item=reading, because="Names a person", by=heads[1], at=AT)
    confine(item=reading, because="Secretreason", by=marian, at=AT)
    assert titles(AgendaItem.objects, lena, group) == []
    assert not Meeting.objects.visible(viewer(lena, group)).exists()
    assert not any("Secretreason" in f"{each.before}{each.after}" for each in AuditDetail.objects.all())


def test_bodies_are_told_apart(group, full, heads):
    """A confidential item of the management group exists for its members alone."""
    inner = cast.item(cast.meeting(group, "management-group"), "Salaries")
    confine(item=inner, because="Salaries", by=heads[0], at=AT)
    assert titles(AgendaItem.objects, heads[2], group) == []
    assert titles(AgendaItem.objects, heads[0], group) == ["Salaries"]
    assert Body.objects.filter(code="management-group").exists()
