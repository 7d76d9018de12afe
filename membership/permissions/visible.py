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


@door(Notice)
def notices(viewer: Viewer) -> Q:
    return level(viewer, "office") | own_school(viewer, "contract__school")


@door(Grant)
def grants(viewer: Viewer) -> Q:
    return level(viewer, "office") | named_people(viewer)


@door(Enrolment)
def enrolments(viewer: Viewer) -> Q:
    return level(viewer, "office") | named_people(viewer)
