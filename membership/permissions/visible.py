"""Who sees which rows of this room, each in the six words of `doors`."""

from django.db.models import Q

from membership.models import (
    Announcement,
    Assent,
    Basis,
    Body,
    BodyMember,
    Contract,
    Conversation,
    DutyRecord,
    Edition,
    Enrolment,
    Establishment,
    FeeSettled,
    Grant,
    Holding,
    Nomination,
    Notice,
    Opening,
    Partner,
    Place,
    Post,
    Request,
    RequestReply,
    SamePerson,
    School,
    SchoolDetail,
    Span,
)
from membership.permissions.audience import for_viewer
from membership.permissions.doors import body, door, duty, level, named_people, own_school, row_level
from membership.permissions.viewer import Viewer
from records.models import AuditDetail, AuditEntry, Job, Message

EDITIONS = ("propose-edition", "adopt-edition", "discard-edition", "rehearse-edition")
CONTRACTS = ("issue-contract", "issue-invoice")
NEWS = ("publish-notice",)
# Talks about absences that have become a concern: for those alone who may know of it (K9.8).
ATTENDANCE, SEE_ATTENDANCE = "attendance", "see-attendance"


@door(Edition)
def editions(viewer: Viewer) -> Q:
    """What is in force is for everybody, what is proposed for the members, a draft for those at work on it."""
    proposed = level(viewer, "members") & Q(state=Edition.State.PROPOSED)
    return Q(state=Edition.State.ADOPTED) | proposed | duty(viewer, *EDITIONS)


@door(Span)
@door(Establishment)
@door(Place)
@door(Holding)
@door(SchoolDetail)
def public(viewer: Viewer) -> Q:
    return level(viewer, "public")


@door(Partner)
@door(Body)
@door(BodyMember)
@door(Opening)
@door(Request)
@door(SamePerson)
def members(viewer: Viewer) -> Q:
    return level(viewer, "members")


@door(School)
def schools(viewer: Viewer) -> Q:
    return level(viewer, "members") | own_school(viewer, "pk")


@door(Post)
def posts(viewer: Viewer) -> Q:
    return level(viewer, "members") | named_people(viewer)


@door(Assent)
def assents(viewer: Viewer) -> Q:
    return level(viewer, "members") | own_school(viewer) | named_people(viewer)


@door(Contract)
@door(Basis)
@door(FeeSettled)
def contracts(viewer: Viewer) -> Q:
    return level(viewer, "la") | own_school(viewer) | duty(viewer, *CONTRACTS)


def every_contract(viewer: Viewer) -> bool:
    """Whether the contracts of all schools stand open, so that a table of them has its columns."""
    return viewer.reaches("la") or bool(viewer.acts.intersection(CONTRACTS))


def every_notice(viewer: Viewer) -> bool:
    return viewer.reaches("office")


@door(Notice)
def notices(viewer: Viewer) -> Q:
    return level(viewer, "office") | own_school(viewer, "contract__school")


@door(Grant)
def grants(viewer: Viewer) -> Q:
    return level(viewer, "office") | named_people(viewer)


@door(Enrolment)
def enrolments(viewer: Viewer) -> Q:
    return level(viewer, "office") | named_people(viewer)


@door(Nomination)
def nominations(viewer: Viewer) -> Q:
    """Who stands is for the members, once they have accepted; before that for themselves and who put them forward."""
    stands = Q(accepted_at__isnull=False) & level(viewer, "members")
    return stands | level(viewer, "office") | named_people(viewer) | named_people(viewer, "by")


@door(RequestReply)
def replies(viewer: Viewer) -> Q:
    return level(viewer, "office") | own_school(viewer) | row_level(viewer, "request__level")


@door(DutyRecord)
def duties(viewer: Viewer) -> Q:
    """What is said of a person is seen by those it names alone: not even by the office, unless it is named."""
    alone = Q(level="people") & (named_people(viewer, "about") | named_people(viewer, "by") | _second(viewer))
    return alone | Q(level="body") & body(viewer) | row_level(viewer) | _own_at_level(viewer)


def _second(viewer: Viewer) -> Q:
    return named_people(viewer, "second")


def _own_at_level(viewer: Viewer) -> Q:
    return Q(level__in=viewer.levels_of_own_school) & own_school(viewer)


@door(Conversation)
def conversations(viewer: Viewer) -> Q:
    """A talk is seen by whom it is assigned to, by the members of its body, or as far as its level reaches."""
    alone = Q(level="people") & (named_people(viewer) | named_people(viewer, "by"))
    assigned = named_people(viewer, "assigned_to")
    absences = Q(about=ATTENDANCE) & duty(viewer, SEE_ATTENDANCE)
    return (
        alone
        | assigned
        | absences
        | Q(level="body") & body(viewer)
        | row_level(viewer)
        | _own_at_level(viewer)
    )


@door(Announcement)
def announcements(viewer: Viewer) -> Q:
    """What is published is seen by its audience, what is being written by whoever may publish."""
    published = Q(published_at__isnull=False) & for_viewer(viewer)
    return published | duty(viewer, *NEWS) | named_people(viewer, "by")


# Rows of `records`, which knows no viewer -----------------------------------------------------------------


@door(Message)
def messages(viewer: Viewer) -> Q:
    return level(viewer, "office") | duty(viewer, "see-messages") | named_people(viewer)


@door(Job)
def jobs(viewer: Viewer) -> Q:
    return level(viewer, "office") | duty(viewer, "see-jobs") | named_people(viewer, "by")


@door(AuditEntry)
@door(AuditDetail)
def audit(viewer: Viewer) -> Q:
    return duty(viewer, "see-audit")
