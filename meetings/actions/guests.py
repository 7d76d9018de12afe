"""Guests and partners: invited to a meeting or to items of it, by decision, for a time (K5.9, K9.12, B4.4)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from constitution import say
from meetings.actions.circulating import concerned
from meetings.actions.pack import renew_packs
from meetings.models import AgendaItem, Invitation, Meeting
from meetings.models.meeting import BEFORE_OPENING
from meetings.queries.guests import OPENED
from meetings.queries.hours import between
from meetings.queries.items import ON_AGENDA
from meetings.queries.room import day_of
from membership.models import Partner
from membership.permissions import Viewer, require, viewer_for
from membership.queries.kept import facts_on
from membership.queries.moments import civil_day
from records import audit, outbox
from records.models import AuditEntry, Message, Person
from records.obligations import key
from records.outbox import MessageState
from records.refusals import NotNow, Refusal

INVITE_PARTNER, INVITE_GUEST = "invite-partner", "invite-guest"
# The kinds of the letters: to the guest, and to the members who are told before.
GUEST, TOLD = "guest", "guest-told"


def invites(viewer: Viewer) -> bool:
    """Whether somebody may bring anyone to a meeting: a partner, or another guest."""
    return bool(viewer.acts.intersection((INVITE_PARTNER, INVITE_GUEST)))


class AMember(Refusal):
    sentence = "Members come as members: only somebody else is invited as a guest."


class Closed(Refusal):
    sentence = "No guest is invited to a confidential item."


class InvitedAlready(Refusal):
    sentence = "This guest is invited to it already."


def act_for(partner: Partner | None) -> str:
    return INVITE_PARTNER if partner else INVITE_GUEST


@transaction.atomic
def invite(
    *,
    meeting: Meeting,
    resolution: str,
    ends_on: date,
    by: Person,
    at: datetime,
    items: Sequence[AgendaItem] = (),
    person: Person | None = None,
    partner: Partner | None = None,
    because: str = "",
) -> list[Invitation]:
    """To these items, or without any to the whole meeting. The guest and the members are told by mail, at once.

    Raises AMember, Closed, InvitedAlready.
    """
    acting_as = require(by, act_for(partner), meeting.collaborative, civil_day(at))
    _refuse(meeting, resolution, ends_on, at)
    _refuse_guest(meeting, person, partner)
    if any(item.confidential for item in items):
        raise Closed
    if any(item.meeting_id != meeting.pk or item.state not in ON_AGENDA for item in items):
        raise NotNow("An item is no longer on this agenda. Look at it again.")
    common = {"person": person, "partner": partner, "resolution": resolution.strip(), "because": because.strip(),
              "ends_on": ends_on, "invited_by": by, "invited_at": at, "told_at": at}  # fmt: skip
    made = [_invited(meeting, item, **common) for item in (list(items) or [None])]
    for each in made:
        _record(
            each, act_for(partner), by, acting_as, at, {"resolution": each.resolution, "ends_on": ends_on}
        )
    _tell(made, at)
    renew_packs(meeting, at)
    return made


def _refuse(meeting: Meeting, resolution: str, ends_on: date, at: datetime) -> None:
    if meeting.state not in BEFORE_OPENING:
        raise NotNow("Guests are invited before the meeting: it has begun, or does not take place.")
    if not resolution.strip():
        raise Refusal("Give the decision by which they are invited: its number, or the body and the day.")
    if ends_on < day_of(meeting):
        raise Refusal(f"The meeting is on {say.long_date(day_of(meeting))}: the last day comes before it.")


def _refuse_guest(meeting: Meeting, person: Person | None, partner: Partner | None) -> None:
    if (person is None) == (partner is None):
        raise Refusal("Choose one guest: a person or a partner.")
    if person and viewer_for(person, meeting.collaborative, day_of(meeting)).is_member:
        raise AMember


def _invited(meeting: Meeting, item: AgendaItem | None, **common: object) -> Invitation:
    try:
        with transaction.atomic():
            return Invitation.objects.create(
                collaborative=meeting.collaborative, meeting=meeting, item=item, **common
            )
    except IntegrityError:
        raise InvitedAlready from None


def _tell(made: Sequence[Invitation], at: datetime) -> None:
    """The guests with a link to what they may see; the members that somebody comes, before it (K9.12)."""
    guests = {person.pk: person for person in people_of(made[0]) if person.email}
    letters = [_letter(made[0], person, GUEST, at) for person in guests.values()]
    others = (person for person in concerned(made[0].meeting) if person.pk not in guests)
    outbox.queue_all([*letters, *(_letter(made[0], person, TOLD, at) for person in others)])


def people_of(invitation: Invitation) -> Iterator[Person]:
    """The guest; of a partner, all who work for it on the day of the meeting."""
    if invitation.person:
        yield invitation.person
    facts = facts_on(invitation.collaborative, day_of(invitation.meeting))
    yield from (
        post.person for post in facts.posts if post.partner_id and post.partner_id == invitation.partner_id
    )


def _letter(invitation: Invitation, person: Person, kind: str, at: datetime) -> Message:
    meeting = invitation.meeting
    when = between(meeting.starts_at, meeting.ends_at)
    subject = (
        f"You are invited: {meeting.name}, {when}"
        if kind == GUEST
        else f"A guest at the {meeting.name}, {when}"
    )
    return Message(
        collaborative=invitation.collaborative,
        key=key(kind, invitation, "", "told"),
        stage="invited",
        person=person,
        kind=kind,
        subject=subject,
        due_on=day_of(meeting),
        queued_at=at,
    )


@transaction.atomic
def take_back(*, invitation: Invitation, by: Person, at: datetime) -> Invitation:
    """From this moment the guest sees nothing of it. A letter that waits is not sent."""
    acting_as = require(by, act_for(invitation.partner), invitation.collaborative, civil_day(at))
    rows = Invitation.objects.filter(pk=invitation.pk, ended_at__isnull=True)
    if not rows.update(ended_at=at):
        raise NotNow("This invitation has been taken back already.")
    invitation.refresh_from_db()
    waiting = Message.objects.filter(key__in=[key(kind, invitation, "", "told") for kind in (GUEST, TOLD)])
    outbox.withdraw(waiting, MessageState.SUPPRESSED, "The invitation was taken back.")
    _record(invitation, act_for(invitation.partner), by, acting_as, at, {"taken back": True})
    renew_packs(invitation.meeting, at)
    return invitation


def note_use(invitations: Iterable[Invitation], by: Person, at: datetime) -> None:
    """That a guest looked at what they are invited to: once a day for each invitation."""
    on = civil_day(at)
    for each in invitations:
        kind, number = audit.reference(each)
        rows = AuditEntry.objects.filter(subject_kind=kind, subject_key=number, act=OPENED, by=by)
        last = rows.order_by("-seq").values_list("at", flat=True).first()
        if last is None or civil_day(last) < on:
            _record(each, OPENED, by, "guest", at, {"on": on}, moves_facts=False)


def _record(
    invitation: Invitation,
    act: str,
    by: Person,
    acting_as: str,
    at: datetime,
    after: dict,
    moves_facts: bool = True,
) -> None:
    audit.record(
        collaborative=invitation.collaborative,
        act=act,
        subject=invitation,
        by=by,
        at=at,
        acting_as=acting_as,
        after={"guest": str(invitation.partner or invitation.person), **after},
        moves_facts=moves_facts,
    )
