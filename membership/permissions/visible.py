"""Who sees which rows of this room, each in the six words of `doors`."""

from django.db.models import Q

from membership.models import (
    Assent,
    Basis,
    Body,
    BodyMember,
    Contract,
    Edition,
    Enrolment,
    Establishment,
    FeeSettled,
    Grant,
    Holding,
    Notice,
    Partner,
    Place,
    Post,
    School,
    SchoolDetail,
    Span,
)
from membership.permissions.doors import door, duty, level, named_people, own_school
from membership.permissions.viewer import Viewer
from records.models import AuditDetail, AuditEntry, Job, Message

EDITIONS = ("propose-edition", "adopt-edition", "discard-edition", "rehearse-edition")
CONTRACTS = ("issue-contract", "issue-invoice")


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
